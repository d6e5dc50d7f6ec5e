/**
 * My songbook: charts and set lists in the browser of their owner. Python gets the chart that is played and
 * the charts of a playlist to write; it keeps none of them.
 *
 * @import { NewChart } from "./book.js"
 * @import { Desk } from "./bookactions.js"
 *
 * @typedef {object} Message what Python passes in
 * @property {NewChart & { box: string } | null} current the chart that plays; `box` is the text as typed
 * @property {{ count: number }} found charts of the last paste or upload
 * @property {{ id: number, charts: NewChart[] } | null} incoming charts that were asked for
 * @property {{ id: number, name: string, link: string, fault: string } | null} playlist that was asked for
 *
 * @typedef {object} Component what Streamlit passes in
 * @property {Element | ShadowRoot} parentElement
 * @property {Message} data
 * @property {(name: string, value: unknown) => void} setTriggerValue
 *
 * @typedef {{ receive: (component: Component) => Promise<void>, close: () => void }} Songbook
 */

import { ACTS, add, finishNaming, putInSet, readFile, reload, say, startNaming } from "./bookactions.js";
import { find } from "./elements.js";
import { download, playlistPage } from "./saving.js";
import { drawShelf, firstShelf } from "./shelf.js";
import { openStore } from "./songbookstore.js";

/** @type {WeakMap<HTMLElement, Songbook>} */
const songbooks = new WeakMap();

/**
 * Streamlit calls this on every run.
 *
 * @param {Component} component
 */
export default function mount(component) {
  const root = find(component.parentElement, ".songbook", HTMLElement);
  const songbook = songbooks.get(root) ?? createSongbook(root);
  songbooks.set(root, songbook);
  void songbook.receive(component);
  return () => setTimeout(() => root.isConnected || songbook.close(), 0);
}

/**
 * @param {HTMLElement} root
 * @returns {Songbook}
 */
function createSongbook(root) {
  let count = 0; // so that the same request twice is two requests
  /** @type {Component["setTriggerValue"]} */
  let send = () => {};
  const leaving = new AbortController();
  /** @type {Desk} */
  const desk = {
    root,
    shelf: firstShelf(),
    update: (changes) => {
      desk.shelf = { ...desk.shelf, ...changes };
      drawShelf(root, desk.shelf);
    },
    ask: (name, value = null) => {
      count += 1;
      send("request", { name, value, count });
    },
    opening: openStore(() => void reload(desk)),
  };
  listen(desk, leaving.signal);
  const answered = { incoming: 0, playlist: 0 };
  return {
    receive: async ({ data, setTriggerValue }) => {
      send = setTriggerValue;
      desk.update({ current: data.current, found: data.found.count });
      if (!desk.shelf.isReady) await reload(desk);
      await takeAnswers(desk, data, answered);
    },
    close: () => {
      leaving.abort();
      songbooks.delete(root);
      void desk.opening.then((store) => store.close());
    },
  };
}

/**
 * Use what Python made on request, once: Streamlit passes it on every run.
 *
 * @param {Desk} desk
 * @param {Message} message
 * @param {{ incoming: number, playlist: number }} answered the last answers that were used
 */
async function takeAnswers(desk, { incoming, playlist }, answered) {
  if (incoming && incoming.id > answered.incoming) {
    answered.incoming = incoming.id;
    await add(desk, incoming.charts);
    desk.ask("received", incoming.id);
  }
  if (playlist && playlist.id > answered.playlist) {
    answered.playlist = playlist.id;
    desk.ask("received", playlist.id);
    if (playlist.fault) return say(desk, playlist.fault, true);
    download(`${playlist.name}.html`, playlistPage(playlist.name, playlist.link), "text/html");
    say(desk, "The file was saved. Open it on the device with iReal Pro.");
  }
}

/**
 * @param {Desk} desk
 * @param {AbortSignal} signal
 */
function listen(desk, signal) {
  const { root } = desk;
  root.addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest("button[data-act]") : null;
    if (button instanceof HTMLElement) ACTS[button.dataset.act ?? ""]?.(desk, button.dataset.id ?? "");
  }, { signal });
  root.addEventListener("submit", (event) => {
    event.preventDefault();
    void finishNaming(desk);
  }, { signal });
  root.addEventListener("input", ({ target }) => {
    if (target instanceof HTMLInputElement && target.matches(".query")) desk.update({ query: target.value });
  }, { signal });
  root.addEventListener("change", ({ target }) => void onChange(desk, target), { signal });
}

/**
 * @param {Desk} desk
 * @param {EventTarget | null} target a picker, or the field for a file
 */
async function onChange(desk, target) {
  if (target instanceof HTMLSelectElement && target.matches(".sets")) {
    if (target.value === "new") startNaming(desk, { kind: "newSet", id: "", name: "" });
    else desk.update({ setId: target.value, open: "", asking: "", naming: null });
  } else if (target instanceof HTMLSelectElement) {
    await putInSet(desk, target.value, target.dataset.id ?? "");
  } else if (target instanceof HTMLInputElement && target.files?.length) {
    const text = await target.files[0].text();
    target.value = "";
    await readFile(desk, text);
  }
}
