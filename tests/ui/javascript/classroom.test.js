import { joined, readAnswer, readTask, taskWords } from "../../../jazzlstm/ui/player/classroom.js";
import { packed, unpacked } from "../../../jazzlstm/ui/player/packed.js";
import { equal, holds, test } from "./check.js";

const TASK = {
  task: 1,
  link: "tune=jazz-blues&tempo=140",
  title: "Jazz blues",
  goal: "End each phrase on a chord tone.",
  trade: { bars: 4, first: true },
  ladder: { faster: 10, fastest: 180 },
  chorus: 12,
  barBeats: 4,
};
const RECORD = {
  session: 1,
  model: "weimar",
  is: "0123",
  settings: { tune: "jazz-blues" },
  bars: 14,
  acts: [
    { bar: 0, trade: { bars: 4, first: true } },
    { bar: 4, sounds: 5, heard: { from: 0, notes: [1920, 480, 62, 90, 960, 480, 65, 80] } },
  ],
};

/** @param {string} name */
const answer = (name, more = {}) => ({
  answer: 1,
  name,
  link: "",
  chorus: 12,
  barBeats: 4,
  record: RECORD,
  ...more,
});

test("a task and an answer come out of a link as they went in", async () => {
  equal(readTask(await unpacked(await packed(TASK))), TASK);
  equal(readAnswer(await unpacked(await packed(answer("Ann")))), answer("Ann"));
});

test("a damaged text, and what is neither task nor answer, is null", async () => {
  const text = await packed(TASK);
  equal(await unpacked(`${text.slice(0, 20)}!${text.slice(21)}`), null);
  equal(await unpacked("x".repeat(500_000)), null);
  for (
    const damage of [null, 7, "x", {}, { ...TASK, goal: 3 }, { ...TASK, trade: { bars: 0 } }, {
      ...TASK,
      chorus: 0,
    }]
  ) {
    equal([readTask(damage), readAnswer(damage)], [null, null]);
  }
  equal(readAnswer(answer("Ann", { record: { ...RECORD, acts: 7 } })), null);
  equal(readAnswer(answer("Ann", { record: { ...RECORD, bars: 0 } })), null);
});

test("a text that inflates to more than a session can be is null", async () => {
  equal(await unpacked(await packed("x".repeat(5_000_000))), null);
});

test("answers follow each other at the tops of choruses, with their notes", () => {
  const { record, starts, left } = joined(/** @type {any} */ ([answer("Ann"), answer("")]));
  equal(starts, [{ bar: 0, name: "Ann" }, { bar: 24, name: "Answer 2" }]);
  equal([record.bars, left], [38, 0]);
  const later = record.acts.filter(({ bar }) => bar >= 24);
  equal(later.slice(0, 2), [{ bar: 24, trade: null }, {
    bar: 24,
    change: { settings: RECORD.settings, practice: {} },
  }]);
  equal(later[3], {
    bar: 28,
    sounds: 29,
    heard: { from: 24, notes: [1920 + 24 * 4 * 960, 480, 62, 90, 960, 480, 65, 80] },
  });
  equal(RECORD.acts[1].heard?.notes[0], 1920); // the answers stay as they are
});

test("what the band heard of a turn that went on moves with it", () => {
  const acts = [{ bar: 2, soFar: { from: 0, until: 7000, notes: [1920, 480, 62, 90] } }];
  const second = answer("Bob", { record: { ...RECORD, acts } });
  const { record } = joined(/** @type {any} */ ([answer("Ann"), second]));
  const soFar = { from: 24, notes: [1920 + 24 * 4 * 960, 480, 62, 90], until: 7000 + 24 * 4 * 960 };
  equal(record.acts.at(-1), { bar: 26, soFar });
});

test("bars that the band repeated move with their answer", () => {
  const all = ["Ann", "Bob"].map((name) => answer(name, { record: { ...RECORD, vamps: [[12, 2, 12]] } }));
  equal(joined(/** @type {any} */ (all)).record.vamps, [[12, 2, 12], [36, 2, 12]]);
});

test("an answer over another form, or of another network, is left out", () => {
  const others = [answer("Bob", { chorus: 32 }), answer("Cy", { record: { ...RECORD, model: "classic" } })];
  const { starts, left } = joined(/** @type {any} */ ([answer("Ann"), ...others]));
  equal([starts.length, left], [1, 2]);
});

test("a task is told in words", () => {
  const words = taskWords(/** @type {any} */ (TASK));
  for (const part of ["Jazz blues", "chord tone", "4 bars", "10 bpm", "180"]) {
    holds(words.includes(part), part);
  }
});
