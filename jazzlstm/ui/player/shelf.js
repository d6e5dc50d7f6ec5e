/**
 * What the songbook shows, as one state, and how it is drawn.
 *
 * @import { Book, Change, Chart, NewChart } from "./book.js"
 *
 * @typedef {object} Shelf
 * @property {boolean} isReady whether the stored book was read
 * @property {Book} book
 * @property {unknown[]} damaged stored records that cannot be read
 * @property {string} fault why nothing is kept after the visit; "" when the book is kept
 * @property {string} setId the set list that is open; "" for all charts
 * @property {string} query
 * @property {string} open id of the chart whose panel is open
 * @property {string} asking id of the chart or set list that would be deleted
 * @property {Naming | null} naming
 * @property {{ words: string, undo: Change | null, isWrong: boolean } | null} notice
 * @property {string} playing id of the chart that was played last
 * @property {NewChart & { box: string } | null} current
 * @property {number} found charts of the last paste or upload
 *
 * @typedef {{ kind: "chart" | "set" | "newSet", id: string, name: string }} Naming what gets a name, and the name it has
 * @typedef {(changes: Partial<Shelf>) => void} Update
 */

import { chartsOf, EMPTY } from "./book.js";
import { find, focusedIn, make } from "./elements.js";

const MOST_ROWS = 60; // more are found by searching
const NAMING = {
  chart: "Title of the chart",
  set: "Name of the set list",
  newSet: "Name of the new set list",
};

/** @returns {Shelf} */
export function firstShelf() {
  return {
    isReady: false,
    book: EMPTY,
    damaged: [],
    fault: "",
    setId: "",
    query: "",
    open: "",
    asking: "",
    naming: null,
    notice: null,
    playing: "",
    current: null,
    found: 0,
  };
}

/**
 * @param {Shelf} shelf
 * @returns {Chart[]} the charts of the open set list that fit the search
 */
export function shownCharts({ book, setId, query }) {
  return chartsOf(book, openSet(book, setId), query);
}

/**
 * @param {Book} book
 * @param {string} setId
 * @returns {string} "" when the set list was deleted
 */
export function openSet(book, setId) {
  return book.sets.some(({ id }) => id === setId) ? setId : "";
}

/**
 * @param {HTMLElement} root
 * @param {Shelf} shelf
 */
export function drawShelf(root, shelf) {
  drawSaving(root, shelf);
  drawNotice(root, shelf);
  drawSets(root, shelf);
  drawNaming(root, shelf);
  drawCharts(root, shelf);
  drawEnd(root, shelf);
}

/**
 * @param {HTMLElement} root
 * @param {Shelf} shelf
 */
function drawSaving(root, { current, found, isReady }) {
  const save = find(root, ".save", HTMLButtonElement);
  save.disabled = !current || !isReady;
  save.textContent = current
    ? `Save “${short(current.title || "Untitled")}”`
    : "Correct the chords to save them";
  const saveAll = find(root, ".save-all", HTMLButtonElement);
  saveAll.hidden = found < 2;
  saveAll.disabled = !isReady;
  saveAll.textContent = `Save all ${found.toLocaleString("en")} tunes`;
}

/** @param {string} title */
function short(title) {
  return title.length > 28 ? `${title.slice(0, 27)}…` : title;
}

/**
 * @param {HTMLElement} root
 * @param {Shelf} shelf
 */
function drawNotice(root, { notice }) {
  const box = find(root, ".notice", HTMLElement);
  box.hidden = !notice;
  box.classList.toggle("wrong", Boolean(notice?.isWrong));
  find(root, ".notice-words", HTMLElement).textContent = notice?.words ?? "";
  find(root, ".undo", HTMLButtonElement).hidden = !notice?.undo || notice.words === "Undone.";
}

/**
 * @param {HTMLElement} root
 * @param {Shelf} shelf
 */
function drawSets(root, { book, setId, asking, query }) {
  const open = openSet(book, setId);
  const picker = find(root, ".sets", HTMLSelectElement);
  picker.replaceChildren(
    new Option(`All charts (${book.charts.length.toLocaleString("en")})`, ""),
    ...book.sets.map(({ id, name, charts }) => new Option(`${name} (${charts.length})`, id)),
    new Option("New set list …", "new"),
  );
  picker.value = open;
  find(root, ".set-tools", HTMLElement).hidden = !open;
  find(root, ".delete-set", HTMLButtonElement).textContent = open && asking === open
    ? "Delete the set list?"
    : "Delete";
  const search = find(root, ".query", HTMLInputElement);
  search.hidden = !book.charts.length;
  if (search.value !== query) search.value = query;
}

/**
 * @param {HTMLElement} root
 * @param {Shelf} shelf
 */
function drawNaming(root, { naming }) {
  const form = find(root, ".naming", HTMLFormElement);
  const wasHidden = form.hidden;
  form.hidden = !naming;
  if (!naming) return;
  find(root, ".naming-label", HTMLElement).textContent = NAMING[naming.kind];
  const key = `${naming.kind} ${naming.id}`;
  const field = find(root, ".naming-name", HTMLInputElement);
  if (wasHidden || field.dataset.key !== key) field.value = naming.name;
  field.dataset.key = key;
}

/**
 * @param {HTMLElement} root
 * @param {Shelf} shelf
 */
function drawCharts(root, shelf) {
  const list = find(root, ".charts", HTMLElement);
  const charts = shownCharts(shelf);
  const focused = focusedIn(list);
  const key = focused instanceof HTMLElement && list.contains(focused) ? focused.dataset : null;
  list.replaceChildren(...charts.slice(0, MOST_ROWS).map((chart, place) => row(shelf, chart, place)));
  if (key?.act) findButton(list, key.act, key.id ?? "")?.focus({ preventScroll: true });
  const more = charts.length - MOST_ROWS;
  const none = shelf.book.charts.length ? "No chart matches." : "";
  find(root, ".more", HTMLElement).textContent = more > 0
    ? `${more.toLocaleString("en")} more: search for a title.`
    : (charts.length ? "" : none);
}

/**
 * @param {HTMLElement} list
 * @param {string} act
 * @param {string} id
 */
function findButton(list, act, id) {
  return [...list.querySelectorAll("button")].find(({ dataset }) => dataset.act === act && dataset.id === id);
}

/**
 * @param {Shelf} shelf
 * @param {Chart} chart
 * @param {number} place in the list, from 0
 */
function row(shelf, chart, place) {
  const { id, title, composer, text } = chart;
  const title_ = openSet(shelf.book, shelf.setId) ? `${place + 1}. ${title}` : title;
  const play = button(title_, "play", id);
  play.className = "open-chart";
  if (composer) play.append(make("small", { text: composer }));
  play.setAttribute("aria-current", String(shelf.current?.box === text));
  const menu = button("⋯", "open", id);
  menu.setAttribute("aria-label", `More for ${title}`);
  menu.setAttribute("aria-expanded", String(shelf.open === id));
  return make("li", { children: shelf.open === id ? [play, menu, panel(shelf, chart)] : [play, menu] });
}

/**
 * @param {string} text
 * @param {string} act
 * @param {string} id
 */
function button(text, act, id) {
  const made = make("button", { text });
  made.type = "button";
  made.dataset.act = act;
  made.dataset.id = id;
  return made;
}

/**
 * What can be done with a chart.
 *
 * @param {Shelf} shelf
 * @param {Chart} chart
 */
function panel({ book, setId, asking }, { id, title }) {
  const tools = make("div", { className: "line", children: [button("Rename", "rename", id)] });
  if (asking === id) {
    tools.replaceChildren(
      `Delete “${short(title)}”?`,
      button("Delete", "delete", id),
      button("Cancel", "keep", id),
    );
  } else if (openSet(book, setId)) {
    tools.append(
      button("▲ Up", "up", id),
      button("▼ Down", "down", id),
      button("Remove from set list", "takeOut", id),
    );
  } else {
    tools.append(button("Delete …", "askDelete", id));
  }
  return make("div", { className: "panel", children: [tools, setPicker(book, id)] });
}

/**
 * @param {Book} book
 * @param {string} id
 */
function setPicker(book, id) {
  const picker = make("select", { className: "put" });
  picker.dataset.id = id;
  picker.setAttribute("aria-label", "Add to a set list");
  const first = new Option("Add to a set list …", "", true, true);
  first.disabled = true;
  picker.append(
    first,
    ...book.sets.map((set) => new Option(set.name, set.id)),
    new Option("New set list …", "new"),
  );
  return picker;
}

/**
 * @param {HTMLElement} root
 * @param {Shelf} shelf
 */
function drawEnd(root, { book, damaged, fault }) {
  const isEmpty = !book.charts.length && !book.sets.length;
  find(root, ".export", HTMLButtonElement).disabled = isEmpty && !damaged.length;
  find(root, ".ireal", HTMLButtonElement).disabled = !book.charts.length;
  const lost = damaged.length
    ? ` ${damaged.length} damaged entries are not shown. They stay stored, and the export contains them.`
    : "";
  const usual = "Stored in this browser only, not on the server. Export it to have a copy.";
  find(root, ".about", HTMLElement).textContent = (fault || usual) + lost;
}
