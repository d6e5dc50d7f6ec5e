import { readJson } from "../../../jazzlstm/ui/player/jsonfile.js";
import {
  newRecord,
  noteRow,
  readRecord,
  readText,
  textIn,
  textOf,
  upTo,
  withActs,
  withResumption,
  withVamp,
} from "../../../jazzlstm/ui/player/liverecord.js";
import { equal, holds, test } from "./check.js";

const EMPTY = newRecord({ model: "weimar", is: "01234567", settings: { tune: "blues" } });
const ACTS = [{ bar: 4, trade: { bars: 4, first: true } }, {
  bar: 8,
  heard: { from: 4, notes: [3840, 480, 60, 90] },
}];

test("notes are integers, each start counted from the one before", () => {
  equal(noteRow([[4.5, 0.5, 62, 80], [4, 0.25, 60, 90]]), [3840, 240, 60, 90, 480, 480, 62, 80]);
  equal(noteRow([[0, 0, 60, 1], [0, 1e9, 61, 1]]), [0, 1, 60, 1, 0, 960000, 61, 1]);
  equal(noteRow([]), []);
});

test("acts whose answer came late name the bar from which they were heard", () => {
  const record = withActs(EMPTY, ACTS.slice(0, 1), 5);
  equal(record.acts, [{ bar: 4, trade: { bars: 4, first: true }, sounds: 5 }]);
  equal(EMPTY.acts, []);
});

test("repeated bars follow each other; those in whose place others came in time were not heard", () => {
  let record = EMPTY;
  for (const [bar, back] of [[8, 4], [9, 4], [12, 12], [13, 12]]) record = withVamp(record, bar, back);
  equal(record.vamps, [[8, 2, 4], [12, 2, 12]]);
  equal(withActs(record, [], 13).vamps, [[8, 2, 4], [12, 1, 12]]);
  equal(upTo(record, 9).vamps, [[8, 1, 4]]);
  equal(upTo(EMPTY, 9).vamps, undefined);
});

test("a session that was resumed is heard from its first bar on, or from one before that is changed", () => {
  equal(withResumption(EMPTY, 40, undefined), EMPTY);
  const record = withResumption(withResumption(EMPTY, 300, 236), 400, 336);
  equal(withActs(record, [], 402).resumed, [[300, 236], [400, 336]]);
  equal(withActs(record, ACTS, 397).resumed, [[300, 236], [397, 336]]);
});

test("a record ends with the bars that were heard", () => {
  const record = withActs(withActs(EMPTY, ACTS.slice(0, 1), 4), ACTS.slice(1), 8);
  equal(upTo(record, 8).acts, ACTS.slice(0, 1));
  equal(upTo(record, 9).acts, ACTS);
  equal(upTo(record, 9).bars, 9);
});

test("a record is the same after a text, which fits into an address", async () => {
  const record = upTo(withActs(EMPTY, ACTS, 8), 12);
  const text = await textOf(record);
  holds(text.search(/^1[\w-]+$/) === 0, text);
  equal(await readText(text), record);
  equal(textIn(`#session=${text}`), text);
  equal(textIn("#other=1"), "");
});

test("a damaged text or file holds no record", async () => {
  for (const text of ["", "1", "1%%", "2abc", "1AAAA"]) equal(await readText(text), null);
  for (const value of ["", [], {}, null, 7, { session: 1 }]) equal(readRecord(value), null);
  for (const content of ["", "no JSON"]) equal(await readJson(new File([content], "a.json")), null);
});
