/**
 * The actions of the songbook, by the names in `data-act`. Each changes the shelf, or stores a change.
 *
 * @import { Change, NewChart } from "./book.js"
 * @import { Store } from "./songbookstore.js"
 * @import { Naming, Shelf, Update } from "./shelf.js"
 *
 * @typedef {object} Desk what every action gets
 * @property {HTMLElement} root
 * @property {Shelf} shelf
 * @property {Update} update
 * @property {(name: string, value?: unknown) => void} ask asks Python for what only Python can do
 * @property {Promise<Store>} opening
 */

import * as books from "./book.js";
import { find } from "./elements.js";
import { download } from "./saving.js";
import { openSet, shownCharts } from "./shelf.js";
import { writeFault } from "./songbookstore.js";

/**
 * @param {Desk} desk
 * @param {string} words
 * @param {boolean} [isWrong]
 */
export function say(desk, words, isWrong = false) {
  desk.update({ notice: { words, undo: null, isWrong } });
}

/**
 * Read the stored book again.
 *
 * @param {Desk} desk
 */
export async function reload(desk) {
  const store = await desk.opening;
  try {
    desk.update({ ...await store.load(), fault: store.fault, isReady: true });
  } catch {
    desk.update({
      fault: "The stored songbook cannot be read. Nothing was deleted. Reload the page to try again.",
    });
  }
}

/**
 * Store a change and say so.
 *
 * @param {Desk} desk
 * @param {Change} change
 * @param {string} words
 * @returns {Promise<boolean>} whether it was stored
 */
async function change(desk, change, words) {
  const store = await desk.opening;
  const undo = books.inverse(desk.shelf.book, change);
  try {
    await store.write(change);
  } catch (error) {
    say(desk, writeFault(error), true);
    return false;
  }
  desk.update({ ...await store.load(), notice: { words, undo, isWrong: false }, naming: null, asking: "" });
  return true;
}

/**
 * Save charts that are not in the book yet.
 *
 * @param {Desk} desk
 * @param {NewChart[]} charts
 */
export async function add(desk, charts) {
  const fresh = books.added(desk.shelf.book, charts);
  const [first] = fresh.charts;
  if (!first) return say(desk, "Already in your songbook.");
  const known = charts.length - fresh.charts.length;
  const many = `${fresh.charts.length.toLocaleString("en")} charts saved${
    known ? `, ${known} were there already` : ""
  }.`;
  const isStored = await change(desk, fresh, charts.length === 1 ? `“${first.title}” is saved.` : many);
  if (isStored && charts.length === 1 && first.title === "Untitled") {
    startNaming(desk, { kind: "chart", id: first.id, name: "" });
  }
}

/**
 * @param {Desk} desk
 * @param {Naming} naming
 */
export function startNaming(desk, naming) {
  desk.update({ naming });
  const field = find(desk.root, ".naming-name", HTMLInputElement);
  field.focus();
  field.select();
}

/**
 * Give the name that was typed.
 *
 * @param {Desk} desk
 */
export async function finishNaming(desk) {
  const { naming, book } = desk.shelf;
  const name = find(desk.root, ".naming-name", HTMLInputElement).value;
  if (!naming || !name.trim()) return;
  if (naming.kind === "chart") await change(desk, books.renamed(book, naming.id, name), "Renamed.");
  if (naming.kind === "set") await change(desk, books.renamedSet(book, naming.id, name), "Renamed.");
  if (naming.kind === "newSet") {
    const made = books.newSet(name, naming.id || undefined);
    const [{ id, name: named }] = made.sets;
    if (await change(desk, made, `Set list “${named}” made.`)) desk.update({ setId: id, open: "" });
  }
}

/**
 * @param {Desk} desk
 * @param {string} id
 */
function play(desk, id) {
  const chart = desk.shelf.book.charts.find((each) => each.id === id);
  if (chart) desk.ask("play", chart.text);
  desk.update({ playing: id });
}

/**
 * Play the chart after the last one, or before it.
 *
 * @param {Desk} desk
 * @param {number} step
 */
function playNext(desk, step) {
  const { book, setId, playing } = desk.shelf;
  const charts = books.chartsOf(book, openSet(book, setId), "");
  const place = charts.findIndex(({ id }) => id === playing);
  const next = charts[place < 0 ? 0 : (place + step + charts.length) % charts.length];
  if (next) play(desk, next.id);
}

/**
 * @param {Desk} desk
 * @param {string} setId of a set list, or "new"
 * @param {string} chart id
 */
export async function putInSet(desk, setId, chart) {
  if (setId === "new") startNaming(desk, { kind: "newSet", id: chart, name: "" });
  else await change(desk, books.putInSet(desk.shelf.book, setId, chart), "Added to the set list.");
}

/**
 * @param {Desk} desk
 * @param {string} text of an exported songbook
 */
export async function readFile(desk, text) {
  try {
    const { change: fresh, skipped } = books.imported(desk.shelf.book, text);
    const left = skipped ? ` ${skipped} damaged entries were skipped.` : "";
    await change(
      desk,
      fresh,
      `${fresh.charts.length} charts and ${fresh.sets.length} set lists added.${left}`,
    );
  } catch (error) {
    say(desk, error instanceof Error ? error.message : String(error), true);
  }
}

/** @param {Desk} desk */
function exportPlaylist(desk) {
  const texts = shownCharts(desk.shelf).map(({ text }) => text);
  desk.ask("playlist", { name: setName(desk.shelf) || "My songbook", texts });
  say(desk, "The playlist is being made …");
}

/** @param {Shelf} shelf */
function setName({ book, setId }) {
  return book.sets.find(({ id }) => id === setId)?.name ?? "";
}

/** @type {Record<string, (desk: Desk, id: string) => unknown>} `id` is that of the chart in the row */
export const ACTS = {
  save: (desk) => desk.shelf.current && add(desk, [desk.shelf.current]),
  saveFound: (desk) => desk.ask("send"),
  undo: (desk) => desk.shelf.notice?.undo && change(desk, desk.shelf.notice.undo, "Undone."),
  play,
  previous: (desk) => playNext(desk, -1),
  next: (desk) => playNext(desk, 1),
  open: (desk, id) => desk.update({ open: desk.shelf.open === id ? "" : id, asking: "" }),
  rename: (desk, id) => {
    const name = desk.shelf.book.charts.find((each) => each.id === id)?.title ?? "";
    startNaming(desk, { kind: "chart", id, name });
  },
  askDelete: (desk, id) => desk.update({ asking: id }),
  keep: (desk) => desk.update({ asking: "" }),
  delete: (desk, id) => change(desk, books.removed(desk.shelf.book, id), "The chart is deleted."),
  up: (desk, id) => change(desk, books.movedInSet(desk.shelf.book, desk.shelf.setId, id, -1), "Moved up."),
  down: (desk, id) => change(desk, books.movedInSet(desk.shelf.book, desk.shelf.setId, id, 1), "Moved down."),
  takeOut: (desk, id) =>
    change(desk, books.takenFromSet(desk.shelf.book, desk.shelf.setId, id), "Removed from the set list."),
  renameSet: (desk) => startNaming(desk, { kind: "set", id: desk.shelf.setId, name: setName(desk.shelf) }),
  deleteSet: (desk) =>
    desk.shelf.asking === desk.shelf.setId
      ? change(desk, books.removedSet(desk.shelf.setId), "The set list is deleted; its charts stay.")
      : desk.update({ asking: desk.shelf.setId }),
  cancel: (desk) => desk.update({ naming: null }),
  exportFile: ({ shelf }) =>
    download("songbook.json", books.written(shelf.book, shelf.damaged), "application/json"),
  exportPlaylist,
  chooseFile: ({ root }) => find(root, ".file", HTMLInputElement).click(),
};
