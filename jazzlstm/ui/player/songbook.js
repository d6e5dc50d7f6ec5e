/**
 * My songbook: charts and set lists in the browser of their owner. Python gets the chart that is played and
 * the charts of a playlist to write; it keeps none of them.
 *
 * @import { Change, NewChart } from "./book.js"
 * @import { Shelf, Update } from "./shelf.js"
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

import * as books from "./book.js";
import { find } from "./elements.js";
import { drawShelf, firstShelf, shownCharts } from "./shelf.js";
import { openStore, writeFault } from "./songbookstore.js";

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
  /** @type {Shelf} */
  let shelf = firstShelf();
  /** @type {Component["setTriggerValue"]} */
  let send = () => {};
  let count = 0; // so that the same request twice is two requests
  let handled = { incoming: 0, playlist: 0 };
  const leaving = new AbortController();
  /** @type {Update} */
  const update = (changes) => {
    shelf = { ...shelf, ...changes };
    drawShelf(root, shelf);
  };
  const opening = openStore(() => void reload());

  /** @param {string} name @param {unknown} [value] */
  const ask = (name, value = null) => send("request", { name, value, count: ++count, at: Date.now() });

  async function reload() {
    const store = await opening;
    try {
      update({ ...await store.load(), fault: store.fault, isReady: true });
    } catch {
      update({
        fault: "The stored songbook cannot be read. Nothing was deleted. Reload the page to try again.",
      });
    }
  }

  /**
   * Store a change and say so.
   *
   * @param {Change} change
   * @param {string} words
   * @returns {Promise<boolean>} whether it was stored
   */
  async function change(change, words) {
    const store = await opening;
    const undo = books.inverse(shelf.book, change);
    try {
      await store.write(change);
    } catch (error) {
      update({ notice: { words: writeFault(error), undo: null, isWrong: true } });
      return false;
    }
    update({ ...await store.load(), notice: { words, undo, isWrong: false }, naming: null });
    return true;
  }

  /** @param {string} words */
  const warn = (words) => update({ notice: { words, undo: null, isWrong: true } });

  /** @param {NewChart[]} charts */
  async function add(charts) {
    const fresh = books.added(shelf.book, charts);
    const known = charts.length - fresh.charts.length;
    if (!fresh.charts.length) {
      update({ notice: { words: "Already in your songbook.", undo: null, isWrong: false } });
      return;
    }
    const [first] = fresh.charts;
    const words = charts.length === 1
      ? `“${first.title}” is saved.`
      : `${fresh.charts.length.toLocaleString("en")} charts saved${
        known ? `, ${known} were there already` : ""
      }.`;
    const isStored = await change(fresh, words);
    if (isStored && charts.length === 1 && first.title === "Untitled") startNaming("chart", first.id, "");
  }

  /** @param {"chart" | "set" | "newSet"} kind @param {string} id @param {string} name */
  function startNaming(kind, id, name) {
    update({ naming: { kind, id, name } });
    const field = find(root, ".naming-name", HTMLInputElement);
    field.focus();
    field.select();
  }

  async function finishNaming() {
    const { naming, book } = shelf;
    const name = find(root, ".naming-name", HTMLInputElement).value;
    if (!naming || !name.trim()) return;
    if (naming.kind === "chart") await change(books.renamed(book, naming.id, name), "Renamed.");
    if (naming.kind === "set") await change(books.renamedSet(book, naming.id, name), "Renamed.");
    if (naming.kind === "newSet") {
      const made = books.newSet(name, naming.id || undefined);
      if (await change(made, `Set list “${made.sets[0].name}” made.`)) update({ setId: made.sets[0].id });
    }
  }

  /** @param {string} id */
  function play(id) {
    const chart = shelf.book.charts.find((each) => each.id === id);
    if (chart) ask("play", chart.text);
    update({ playing: id });
  }

  /** @param {number} step */
  function step(step) {
    const charts = books.chartsOf(shelf.book, shelf.setId, "");
    const place = charts.findIndex(({ id }) => id === shelf.playing);
    const next = charts[place < 0 ? 0 : (place + step + charts.length) % charts.length];
    if (next) play(next.id);
  }

  /** @type {Record<string, (id: string) => unknown>} by the name in `data-act`; `id` is that of the row */
  const acts = {
    save: () => shelf.current && add([shelf.current]),
    saveFound: () => ask("send"),
    undo: () => shelf.notice?.undo && change(shelf.notice.undo, "Undone."),
    play,
    previous: () => step(-1),
    next: () => step(1),
    open: (id) => update({ open: shelf.open === id ? "" : id, asking: "" }),
    rename: (id) => startNaming("chart", id, shelf.book.charts.find((each) => each.id === id)?.title ?? ""),
    askDelete: (id) => update({ asking: id }),
    keep: () => update({ asking: "" }),
    delete: (id) => change(books.removed(shelf.book, id), "The chart is deleted."),
    up: (id) => change(books.movedInSet(shelf.book, shelf.setId, id, -1), "Moved up."),
    down: (id) => change(books.movedInSet(shelf.book, shelf.setId, id, 1), "Moved down."),
    takeOut: (id) => change(books.takenFromSet(shelf.book, shelf.setId, id), "Taken out of the set list."),
    renameSet: () =>
      startNaming("set", shelf.setId, shelf.book.sets.find(({ id }) => id === shelf.setId)?.name ?? ""),
    deleteSet: async () => {
      if (shelf.asking !== shelf.setId) update({ asking: shelf.setId });
      else await change(books.removedSet(shelf.setId), "The set list is deleted; its charts stay.");
    },
    cancel: () => update({ naming: null }),
    exportFile: () => download("songbook.json", books.written(shelf.book, shelf.damaged), "application/json"),
    exportPlaylist: () => {
      const texts = shownCharts(shelf).map(({ text }) => text);
      const name = shelf.book.sets.find(({ id }) => id === shelf.setId)?.name ?? "My songbook";
      ask("playlist", { name, texts });
      update({ notice: { words: "The playlist is being made …", undo: null, isWrong: false } });
    },
    chooseFile: () => find(root, ".file", HTMLInputElement).click(),
  };

  root.addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest("button[data-act]") : null;
    if (button instanceof HTMLElement) acts[button.dataset.act ?? ""]?.(button.dataset.id ?? "");
  }, { signal: leaving.signal });
  root.addEventListener("submit", (event) => {
    event.preventDefault();
    void finishNaming();
  }, { signal: leaving.signal });
  root.addEventListener("input", ({ target }) => {
    if (target instanceof HTMLInputElement && target.matches(".query")) update({ query: target.value });
  }, { signal: leaving.signal });
  root.addEventListener("change", ({ target }) => void onChange(target), { signal: leaving.signal });

  /** @param {EventTarget | null} target */
  async function onChange(target) {
    if (target instanceof HTMLSelectElement && target.matches(".sets")) {
      if (target.value === "new") startNaming("newSet", "", "");
      else update({ setId: target.value, open: "", asking: "", naming: null });
    } else if (target instanceof HTMLSelectElement && target.matches(".put")) {
      const { id = "" } = target.dataset;
      if (target.value === "new") startNaming("newSet", id, "");
      else await change(books.putInSet(shelf.book, target.value, id), "Added to the set list.");
    } else if (target instanceof HTMLInputElement && target.matches(".file") && target.files?.length) {
      const text = await target.files[0].text();
      target.value = "";
      await readFile(text);
    }
  }

  /** @param {string} text */
  async function readFile(text) {
    try {
      const { change: fresh, skipped } = books.imported(shelf.book, text);
      const left = skipped ? ` ${skipped} damaged entries were skipped.` : "";
      await change(fresh, `${fresh.charts.length} charts and ${fresh.sets.length} set lists added.${left}`);
    } catch (error) {
      warn(error instanceof Error ? error.message : String(error));
    }
  }

  /** @param {Component} component */
  async function receive({ data, setTriggerValue }) {
    send = setTriggerValue;
    update({ current: data.current, found: data.found.count });
    await opening;
    if (!shelf.isReady) await reload();
    const { incoming, playlist } = data;
    if (incoming && incoming.id !== handled.incoming) {
      handled = { ...handled, incoming: incoming.id };
      await add(incoming.charts);
      ask("received", incoming.id);
    }
    if (playlist && playlist.id !== handled.playlist) {
      handled = { ...handled, playlist: playlist.id };
      if (playlist.fault) warn(playlist.fault);
      else {
        download(`${playlist.name}.html`, playlistPage(playlist.name, playlist.link), "text/html");
        update({
          notice: { words: "Open the file on the device with iReal Pro.", undo: null, isWrong: false },
        });
      }
    }
  }

  const close = () => {
    leaving.abort();
    songbooks.delete(root);
    void opening.then((store) => store.close());
  };
  return { receive, close };
}

/**
 * @param {string} name
 * @param {string} text
 * @param {string} type
 */
function download(name, text, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name.replace(/[\\/:*?"<>|]/g, "-");
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/**
 * @param {string} name
 * @param {string} link
 * @returns {string} a page with the link, as iReal Pro exports it
 */
function playlistPage(name, link) {
  const page = document.implementation.createHTMLDocument(name);
  const anchor = page.createElement("a");
  anchor.href = link;
  anchor.textContent = name;
  page.body.append(anchor);
  return `<!DOCTYPE html>\n${page.documentElement.outerHTML}\n`;
}
