import { added, EMPTY } from "../../../jazzlstm/ui/player/book.js";
import { openStore, writeFault } from "../../../jazzlstm/ui/player/songbookstore.js";
import { equal, holds, test, throws } from "./check.js";

const NAME = "jazzlstm-songbook";
const chart = (/** @type {string} */ title) => added(EMPTY, [{ title, composer: "", text: "| C |" }]);

/** @param {IDBRequest} request */
const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const emptied = () => done(indexedDB.deleteDatabase(NAME));

test("what is stored is there when the store is opened again", async () => {
  await emptied();
  const store = await openStore(() => {});
  await store.write(chart("Blue Study"));
  store.close();
  const again = await openStore(() => {});
  const { book, damaged } = await again.load();
  again.close();
  equal([again.fault, book.charts.map(({ title }) => title), damaged], ["", ["Blue Study"], []]);
});

test("another tab is told of a change, and both keep what they store at once", async () => {
  await emptied();
  let told = 0;
  const one = await openStore(() => told += 1);
  const two = await openStore(() => {});
  await Promise.all([one.write(chart("One")), two.write(chart("Two"))]);
  await new Promise((resolve) => setTimeout(resolve, 200));
  const { book } = await one.load();
  for (const store of [one, two]) store.close();
  equal([book.charts.map(({ title }) => title).sort(), told], [["One", "Two"], 1]);
});

test("a change that cannot be stored whole leaves nothing", async () => {
  await emptied();
  const store = await openStore(() => {});
  const broken = {
    ...chart("Whole"),
    sets: [{ id: "s", name: "Set", charts: /** @type {any} */ ([() => {}]) }],
  };
  await throws(() => store.write(broken));
  const { book } = await store.load();
  store.close();
  equal(book, EMPTY);
});

test("damaged records are kept and reported, and the others are read", async () => {
  await emptied();
  const store = await openStore(() => {});
  await store.write(chart("Whole"));
  await store.write({
    charts: [/** @type {any} */ ({ id: "x", title: 7 })],
    sets: [],
    deletedCharts: [],
    deletedSets: [],
  });
  const { book, damaged } = await store.load();
  store.close();
  equal([book.charts.length, damaged], [1, [{ id: "x", title: 7 }]]);
});

test("a browser without storage keeps the book for the visit and says so", async () => {
  const real = Object.getOwnPropertyDescriptor(globalThis, "indexedDB");
  Object.defineProperty(globalThis, "indexedDB", { configurable: true, value: undefined });
  const store = await openStore(() => {});
  if (real) Object.defineProperty(globalThis, "indexedDB", real);
  await store.write(chart("Visit"));
  holds(store.fault);
  equal((await store.load()).book.charts.length, 1);
});

test("a book that a newer page has stored is not opened, and stays", async () => {
  await emptied();
  /** @type {IDBDatabase} */ (await done(indexedDB.open(NAME, 9))).close();
  const store = await openStore(() => {});
  holds(store.fault);
  equal((await indexedDB.databases()).find(({ name }) => name === NAME)?.version, 9);
  await emptied();
});

test("a full storage is told apart from other faults", () => {
  const full = writeFault(new DOMException("", "QuotaExceededError"));
  holds(full !== writeFault(new Error("other")));
});
