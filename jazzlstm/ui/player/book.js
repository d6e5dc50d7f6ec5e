/**
 * The songbook as data: charts and set lists, and what each action changes. No page, no storage.
 *
 * An action is a `Change`: the records that it puts and deletes, stored in one step. Its inverse undoes it.
 *
 * @typedef {object} Chart
 * @property {string} id
 * @property {string} title
 * @property {string} composer
 * @property {string} text with header lines such as `Title:` and `Tempo:`
 *
 * @typedef {object} SetList
 * @property {string} id
 * @property {string} name
 * @property {string[]} charts ids, in the order to play
 *
 * @typedef {{ charts: Chart[], sets: SetList[] }} Book
 * @typedef {{ title: string, composer: string, text: string }} NewChart a chart without its id
 *
 * @typedef {object} Change
 * @property {Chart[]} charts put
 * @property {SetList[]} sets put
 * @property {string[]} deletedCharts ids
 * @property {string[]} deletedSets ids
 */

const LONGEST_NAME = 200; // characters of a title or a name
const LONGEST_TEXT = 100_000; // characters of a chart
const KIND = "Jazz LSTM songbook";

/** @type {Book} */
export const EMPTY = { charts: [], sets: [] };

/** @type {Change} */
const NOTHING = { charts: [], sets: [], deletedCharts: [], deletedSets: [] };

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

/** @returns {string} an id that no other chart has, also on pages without https */
function newId() {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("");
}

/**
 * @param {unknown} value
 * @returns {value is Chart}
 */
export function isChart(value) {
  if (!isRecord(value)) return false;
  const { id, title, composer, text } = value;
  return [id, title, composer, text].every((each) => typeof each === "string") && id !== "" &&
    String(text).length <= LONGEST_TEXT;
}

/**
 * @param {unknown} value
 * @returns {value is SetList}
 */
export function isSetList(value) {
  if (!isRecord(value)) return false;
  const { id, name, charts } = value;
  return typeof id === "string" && typeof name === "string" && Array.isArray(charts) &&
    charts.every((each) => typeof each === "string");
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
function isRecord(value) {
  return typeof value === "object" && value !== null;
}

/**
 * @param {Book} book
 * @param {Change} change
 * @returns {Book}
 */
export function applied(book, { charts, sets, deletedCharts, deletedSets }) {
  return {
    charts: merged(book.charts, charts, deletedCharts),
    sets: merged(book.sets, sets, deletedSets),
  };
}

/**
 * @template {{ id: string }} Kind
 * @param {Kind[]} old
 * @param {Kind[]} put
 * @param {string[]} deleted
 * @returns {Kind[]}
 */
function merged(old, put, deleted) {
  const records = new Map(old.map((each) => [each.id, each]));
  for (const each of put) records.set(each.id, each);
  for (const id of deleted) records.delete(id);
  return [...records.values()];
}

/**
 * @param {Book} book before the change
 * @param {Change} change
 * @returns {Change} what undoes it
 */
export function inverse(book, change) {
  const charts = touched(book.charts, change.charts, change.deletedCharts);
  const sets = touched(book.sets, change.sets, change.deletedSets);
  return { charts: charts.old, sets: sets.old, deletedCharts: charts.added, deletedSets: sets.added };
}

/**
 * @template {{ id: string }} Kind
 * @param {Kind[]} records
 * @param {Kind[]} put
 * @param {string[]} deleted
 */
function touched(records, put, deleted) {
  const ids = new Set([...put.map(({ id }) => id), ...deleted]);
  const old = records.filter(({ id }) => ids.has(id));
  const known = new Set(old.map(({ id }) => id));
  return { old, added: put.map(({ id }) => id).filter((id) => !known.has(id)) };
}

/**
 * The charts of a set list in its order, or all by title, with all words of a search in title or composer.
 *
 * @param {Book} book
 * @param {string} setId "" for all charts
 * @param {string} query
 * @returns {Chart[]}
 */
export function chartsOf(book, setId, query) {
  const words = plain(query).split(" ").filter(Boolean);
  const charts = setId
    ? inOrder(book, setId)
    : book.charts.toSorted((a, b) => collator.compare(a.title, b.title));
  if (!words.length) return charts;
  return charts.filter(({ title, composer }) => {
    const where = plain(`${title} ${composer}`);
    return words.every((word) => where.includes(word));
  });
}

/**
 * @param {Book} book
 * @param {string} setId
 */
function inOrder(book, setId) {
  const byId = new Map(book.charts.map((chart) => [chart.id, chart]));
  const ids = book.sets.find(({ id }) => id === setId)?.charts ?? [];
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/**
 * @param {string} text
 * @returns {string} in small letters without accents
 */
function plain(text) {
  return text.normalize("NFD").replace(/\p{Mn}/gu, "").toLowerCase().replace(/\s+/g, " ").trim();
}

/**
 * New charts; those that the book has already, with equal title and text, are skipped. None replaces another.
 *
 * @param {Book} book
 * @param {NewChart[]} charts
 * @returns {Change}
 */
export function added(book, charts) {
  const known = new Set(book.charts.map(signature));
  /** @type {Chart[]} */
  const fresh = [];
  for (const chart of charts) {
    if (known.has(signature(chart))) continue;
    known.add(signature(chart));
    fresh.push({ id: newId(), title: named(chart.title), composer: chart.composer, text: chart.text });
  }
  return { ...NOTHING, charts: fresh };
}

/** @param {NewChart} chart */
function signature({ title, text }) {
  return `${named(title)}\n${text}`;
}

/** @param {string} title */
function named(title) {
  return title.replace(/\s+/g, " ").trim().slice(0, LONGEST_NAME) || "Untitled";
}

/**
 * @param {Book} book
 * @param {string} id
 * @param {string} title
 * @returns {Change}
 */
export function renamed(book, id, title) {
  const name = named(title);
  const charts = book.charts.filter((chart) => chart.id === id)
    .map((chart) => ({ ...chart, title: name, text: withTitle(chart.text, name) }));
  return { ...NOTHING, charts };
}

/**
 * @param {string} text
 * @param {string} title
 * @returns {string} the chart with this title in its header
 */
function withTitle(text, title) {
  const line = `Title: ${title}`;
  return /^Title:.*$/m.test(text) ? text.replace(/^Title:.*$/m, () => line) : `${line}\n${text}`;
}

/**
 * @param {Book} book
 * @param {string} id of a chart
 * @returns {Change} deletes it, in all set lists too
 */
export function removed(book, id) {
  const sets = book.sets.filter(({ charts }) => charts.includes(id))
    .map((set) => ({ ...set, charts: set.charts.filter((each) => each !== id) }));
  return { ...NOTHING, deletedCharts: [id], sets };
}

/**
 * @param {string} name
 * @param {string} [chart] its first chart
 * @returns {Change}
 */
export function newSet(name, chart) {
  return { ...NOTHING, sets: [{ id: newId(), name: named(name), charts: chart ? [chart] : [] }] };
}

/**
 * @param {Book} book
 * @param {string} id
 * @param {(set: SetList) => Partial<SetList>} edit
 * @returns {Change}
 */
function edited(book, id, edit) {
  return {
    ...NOTHING,
    sets: book.sets.filter((set) => set.id === id).map((set) => ({ ...set, ...edit(set) })),
  };
}

/**
 * @param {Book} book
 * @param {string} id
 * @param {string} name
 */
export function renamedSet(book, id, name) {
  return edited(book, id, () => ({ name: named(name) }));
}

/**
 * @param {string} id of a set list; its charts stay
 * @returns {Change}
 */
export function removedSet(id) {
  return { ...NOTHING, deletedSets: [id] };
}

/**
 * @param {Book} book
 * @param {string} setId
 * @param {string} chart id; a set list can hold a chart once
 */
export function putInSet(book, setId, chart) {
  return edited(book, setId, ({ charts }) => ({ charts: [...charts.filter((id) => id !== chart), chart] }));
}

/**
 * @param {Book} book
 * @param {string} setId
 * @param {string} chart id
 */
export function takenFromSet(book, setId, chart) {
  return edited(book, setId, ({ charts }) => ({ charts: charts.filter((id) => id !== chart) }));
}

/**
 * @param {Book} book
 * @param {string} setId
 * @param {string} chart id
 * @param {number} step -1 up, 1 down
 */
export function movedInSet(book, setId, chart, step) {
  return edited(book, setId, ({ charts }) => {
    const place = charts.indexOf(chart);
    const other = place + step;
    if (place < 0 || other < 0 || other >= charts.length) return {};
    return { charts: charts.with(place, charts[other]).with(other, chart) };
  });
}

/**
 * The whole songbook as a file.
 *
 * @param {Book} book
 * @param {unknown[]} damaged records that cannot be read, as they are
 * @returns {string}
 */
export function written(book, damaged) {
  return JSON.stringify({ kind: KIND, version: 1, ...book, ...(damaged.length ? { damaged } : {}) }, null, 1);
}

/**
 * What an exported file adds to the book. Charts that are there already are skipped, and found for set lists.
 *
 * @param {Book} book
 * @param {string} text
 * @returns {{ change: Change, skipped: number }} how many records cannot be read
 * @throws {Error} with words for the page, when it is not a songbook
 */
export function imported(book, text) {
  const file = parsed(text);
  const charts = file.charts.filter(isChart);
  const sets = file.sets.filter(isSetList);
  const change = added(book, charts);
  const ids = new Map([...book.charts, ...change.charts].map((chart) => [signature(chart), chart.id]));
  const own = new Map(charts.map((chart) => [chart.id, ids.get(signature(chart)) ?? ""]));
  const known = new Set(book.sets.map((set) => JSON.stringify([set.name, set.charts])));
  const fresh = sets.map(({ name, charts }) => ({
    id: newId(),
    name: named(name),
    charts: charts.flatMap((id) => own.get(id) || []),
  })).filter((set) => !known.has(JSON.stringify([set.name, set.charts])));
  const skipped = file.charts.length + file.sets.length - charts.length - sets.length;
  return { change: { ...change, sets: fresh }, skipped };
}

/**
 * @param {string} text
 * @returns {{ charts: unknown[], sets: unknown[] }}
 */
function parsed(text) {
  let file;
  try {
    file = JSON.parse(text);
  } catch {
    file = null;
  }
  if (!isRecord(file) || file.kind !== KIND || !Array.isArray(file.charts)) {
    throw new Error(
      "This file is not a songbook. For iReal Pro, MusicXML and others use “Open a chart file”.",
    );
  }
  return { charts: file.charts, sets: Array.isArray(file.sets) ? file.sets : [] };
}
