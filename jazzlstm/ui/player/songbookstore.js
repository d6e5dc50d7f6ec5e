/**
 * Where the songbook is kept: the browser's database. Without one it lasts until the page is closed.
 *
 * A change is stored whole or not at all. Other tabs are told of it, and read the book again.
 *
 * @import { Book, Change } from "./book.js"
 *
 * @typedef {object} Store
 * @property {string} fault why nothing is kept after the visit; "" when the book is kept
 * @property {() => Promise<{ book: Book, damaged: unknown[] }>} load
 * @property {(change: Change) => Promise<void>} write
 * @property {() => void} close
 */

import { applied, EMPTY, isChart, isSetList } from "./book.js";

const NAME = "jazzlstm-songbook";
const VERSION = 1;

/**
 * @param {() => void} onChange called when another tab has changed the book
 * @returns {Promise<Store>}
 */
export async function openStore(onChange) {
  let database;
  try {
    database = await open();
  } catch (error) {
    return inMemory(faultOf(error));
  }
  return inDatabase(database, onChange);
}

/** @returns {Promise<IDBDatabase>} */
function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      for (const name of ["charts", "sets"]) request.result.createObjectStore(name, { keyPath: "id" });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new DOMException("", "VersionError"));
  });
}

/** @param {unknown} error */
function faultOf(error) {
  if (error instanceof DOMException && error.name === "VersionError") {
    return "The songbook of this browser was stored by a newer version of this page. Reload the page to see it.";
  }
  return "This browser does not let the page store data (private window?)." +
    " Export your songbook before you close the page.";
}

/**
 * @param {string} fault
 * @returns {Store}
 */
function inMemory(fault) {
  let book = EMPTY;
  return {
    fault,
    load: () => Promise.resolve({ book, damaged: [] }),
    write: (change) => {
      book = applied(book, change);
      return Promise.resolve();
    },
    close: () => {},
  };
}

/**
 * @param {IDBDatabase} database
 * @param {() => void} onChange
 * @returns {Store}
 */
function inDatabase(database, onChange) {
  const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel(NAME) : null;
  if (channel) channel.onmessage = onChange;
  database.onversionchange = () => database.close(); // a newer page in another tab
  return {
    fault: "",
    load: () => load(database),
    write: async (change) => {
      await write(database, change);
      channel?.postMessage("changed");
    },
    close: () => {
      channel?.close();
      database.close();
    },
  };
}

/**
 * @param {IDBDatabase} database
 * @returns {Promise<{ book: Book, damaged: unknown[] }>}
 */
async function load(database) {
  const transaction = database.transaction(["charts", "sets"]);
  const [charts, sets] = await Promise.all(
    ["charts", "sets"].map((name) => all(transaction.objectStore(name))),
  );
  const damaged = [...charts.filter((each) => !isChart(each)), ...sets.filter((each) => !isSetList(each))];
  return { book: { charts: charts.filter(isChart), sets: sets.filter(isSetList) }, damaged };
}

/**
 * @param {IDBObjectStore} store
 * @returns {Promise<unknown[]>}
 */
function all(store) {
  return new Promise((resolve, reject) => {
    const request = store.getAll();
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * @param {IDBDatabase} database
 * @param {Change} change
 * @returns {Promise<void>} rejected, with nothing stored, when the change cannot be stored whole
 */
function write(database, { charts, sets, deletedCharts, deletedSets }) {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(["charts", "sets"], "readwrite");
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error("aborted"));
    const stores = { charts: transaction.objectStore("charts"), sets: transaction.objectStore("sets") };
    try {
      for (const chart of charts) stores.charts.put(chart);
      for (const set of sets) stores.sets.put(set);
      for (const id of deletedCharts) stores.charts.delete(id);
      for (const id of deletedSets) stores.sets.delete(id);
    } catch (error) {
      transaction.abort();
      reject(error);
    }
  });
}

/**
 * @param {unknown} error from `write`
 * @returns {string} words for the page
 */
export function writeFault(error) {
  const isFull = error instanceof DOMException && error.name === "QuotaExceededError";
  return isFull
    ? "The storage of this browser is full: the change was not stored. Export the songbook, then delete charts."
    : "The browser could not store the change. Reload the page and try again.";
}
