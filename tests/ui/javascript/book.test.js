import * as book from "../../../jazzlstm/ui/player/book.js";
import { equal, holds, test, throws } from "./check.js";

/** @import { Book } from "../../../jazzlstm/ui/player/book.js" */

/** @returns {Book} */
const three = () => ({
  charts: [
    { id: "b", title: "Blue Study", composer: "Ann Alto", text: "Title: Blue Study\n| C |" },
    { id: "r", title: "Red Étude", composer: "Tom Tenor", text: "| F |" },
    { id: "g", title: "Green Study", composer: "Ann Alto", text: "| G |" },
  ],
  sets: [{ id: "s", name: "Friday", charts: ["g", "b"] }],
});
const titles = (/** @type {Book} */ shown, set = "", query = "") =>
  book.chartsOf(shown, set, query).map(({ title }) => title);

test("all charts are shown by title, and a set list in its own order", () => {
  equal(titles(three()), ["Blue Study", "Green Study", "Red Étude"]);
  equal(titles(three(), "s"), ["Green Study", "Blue Study"]);
});

test("a search finds all its words in title or composer, without accents and capitals", () => {
  equal(titles(three(), "", "ETUDE tom"), ["Red Étude"]);
  equal(titles(three(), "", "study ann"), ["Blue Study", "Green Study"]);
  equal(titles(three(), "s", "blue"), ["Blue Study"]);
  equal(titles(three(), "", "study xyz"), []);
});

test("a chart that is there already is not added again, and none replaces another", () => {
  const twice = book.added(three(), [
    { title: "Blue Study", composer: "", text: "Title: Blue Study\n| C |" },
    { title: "Blue Study", composer: "", text: "| C7 |" },
    { title: " ", composer: "", text: "| A |" },
    { title: "", composer: "", text: "| A |" },
  ]);
  equal(twice.charts.map(({ title, text }) => [title, text]), [["Blue Study", "| C7 |"], [
    "Untitled",
    "| A |",
  ]]);
  equal(titles(book.applied(three(), twice)).length, 5);
});

test("another title is in the text too, also with signs that a replacement would expand", () => {
  const [chart] = book.renamed(three(), "b", "  Cost:  $& ").charts;
  equal([chart.title, chart.text], ["Cost: $&", "Title: Cost: $&\n| C |"]);
  equal(book.renamed(three(), "r", "Red").charts[0].text, "Title: Red\n| F |");
});

test("a deleted chart leaves its set lists, and comes back where it was", () => {
  const change = book.removed(three(), "b");
  const without = book.applied(three(), change);
  equal(titles(without, "s"), ["Green Study"]);
  equal(without.charts.length, 2);
  const back = book.applied(without, book.inverse(three(), change));
  equal(titles(back, "s"), ["Green Study", "Blue Study"]);
  equal(titles(back), titles(three()));
});

test("every change is undone by its inverse", () => {
  const before = three();
  const changes = [
    book.added(before, [{ title: "New", composer: "", text: "| A |" }]),
    book.renamed(before, "g", "Grey"),
    book.newSet("Sunday", "r"),
    book.renamedSet(before, "s", "Saturday"),
    book.removedSet("s"),
    book.putInSet(before, "s", "r"),
    book.takenFromSet(before, "s", "g"),
    book.movedInSet(before, "s", "b", -1),
  ];
  for (const change of changes) {
    const after = book.applied(before, change);
    holds(JSON.stringify(after) !== JSON.stringify(before));
    const { charts, sets } = book.applied(after, book.inverse(before, change));
    equal([charts, sets], [before.charts, before.sets]);
  }
});

test("a chart moves within its set list, and not beyond its ends", () => {
  const moved = (/** @type {string} */ id, /** @type {number} */ step) =>
    book.movedInSet(three(), "s", id, step).sets[0].charts;
  equal(moved("b", -1), ["b", "g"]);
  equal(moved("b", 1), ["g", "b"]);
  equal(moved("x", 1), ["g", "b"]);
});

test("an exported file is read into an empty songbook with its set lists", () => {
  const { change, skipped } = book.imported(book.EMPTY, book.written(three(), []));
  const read = book.applied(book.EMPTY, change);
  equal([titles(read), titles(read, read.sets[0].id), skipped], [titles(three()), titles(three(), "s"), 0]);
});

test("an exported file that is read into the same songbook adds nothing", () => {
  const { change } = book.imported(three(), book.written(three(), []));
  equal([change.charts, change.sets], [[], []]);
});

test("damaged entries of a file are counted, and the others are read", () => {
  const file = JSON.stringify({
    kind: "Jazz LSTM songbook",
    charts: [...three().charts, { id: 7 }, null, "x"],
    sets: [{ name: "no charts" }],
  });
  const { change, skipped } = book.imported(book.EMPTY, file);
  equal([change.charts.length, change.sets.length, skipped], [3, 0, 4]);
});

test("a file that is no songbook is refused", async () => {
  for (
    const text of ["", "{", "null", "[]", '{"kind": "other", "charts": []}', '{"kind": "Jazz LSTM songbook"}']
  ) {
    await throws(() => book.imported(book.EMPTY, text));
  }
});
