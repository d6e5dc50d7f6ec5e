import {
  begin,
  extend,
  follows,
  isYours,
  replaceFrom,
  trimmed,
} from "../../../jazzlstm/ui/player/livemusic.js";
import { equal, test } from "./check.js";

const BEFORE = /** @type {any} */ ({ key: "F", written: 2 });

/**
 * Bars of four beats with a note on each downbeat of solo and bass.
 *
 * @param {number} first
 * @param {boolean[]} turns
 * @param {object} [more]
 */
function message(first, turns, more = {}) {
  const lines = [...turns, null].map((_, i) => 4 * (first + i));
  const starts = lines.slice(0, -1);
  return /** @type {any} */ ({
    session: "s",
    first,
    lines,
    turns,
    formBars: turns.map((_, i) => first + i),
    chorusBars: 12,
    tempo: 140,
    barBeats: 4,
    leadIn: 4,
    pitchValues: 2,
    until: lines[turns.length],
    end: lines[turns.length],
    chords: starts.filter((start) => start >= 0).map((start) => [start, start + 4, "F7", [0], 5]),
    notes: starts.map((start, i) => [start, 1, 60, 0, 90, i]),
    steps: starts.map((start) => [start, start + 4, 60, 0]),
    pitches: new Uint8Array(2 * turns.length).buffer,
    parts: ["solo", "bass"].map((role) => ({
      role,
      name: role,
      bank: role,
      volume: 100,
      pan: 64,
      notes: starts.map((start) => [start - 0.01, 1, 40, 90]),
      controls: [],
      bends: [],
    })),
    ...more,
  });
}

test("a live session begins with its count-in and has empty bars ahead", () => {
  const music = begin(BEFORE, message(-1, [false, false, false]));
  equal(music.bars, [0, 4]);
  equal([music.until, music.beats, music.leadIn, music.tempo], [8, 24, 4, 140]);
  equal(music.parts.map(({ notes }) => notes.length), [3, 3]);
  equal(music.chords.map(({ start, end }) => [start, end]), [[0, 4], [4, 8]]);
});

test("bars that follow are added, and their notes name their own steps", () => {
  const music = extend(begin(BEFORE, message(0, [false, false])), message(2, [true, false]));
  equal(music.bars, [0, 4, 8, 12]);
  equal(music.notes.map(({ step }) => step), [0, 1, 2, 3]);
  equal(music.chords.map(({ start, end }) => [start, end]), [[0, 4], [4, 12], [12, 16]]); // one goes on
  equal([7, 8, 11.9, 12].map((beat) => isYours(music, beat)), [false, true, true, false]);
});

test("bars from a line on are replaced, at their own tempo, and nothing before them", () => {
  const before = begin(BEFORE, message(0, [false, false, false, false]));
  const music = replaceFrom(before, message(2, [false, false], { tempo: 200 }), 8);
  equal(music.bars, [0, 4, 8, 12]);
  equal(music.tempo, 200);
  equal(music.notes.length, 4);
  equal(music.parts[1].notes.map(({ start }) => start), [-0.01, 3.99, 7.99, 11.99]);
  equal(music.steps.length, 4);
});

test("a player who comes in brings a part of his own", () => {
  const before = begin(BEFORE, message(0, [false, false]));
  const drums = { ...message(1, [false]).parts[1], role: "drums" };
  const music = replaceFrom(before, message(1, [false], { parts: [...message(1, [false]).parts, drums] }), 4);
  equal(music.parts.map(({ role, notes }) => [role, notes.length]), [["solo", 2], ["bass", 2], ["drums", 1]]);
});

test("other players or another tempo can't be added, only come in at their line", () => {
  const music = begin(BEFORE, message(0, [false]));
  const next = message(1, [false]);
  equal(follows(music, next), true);
  equal(follows(music, { ...next, tempo: 150 }), false);
  equal(follows(music, { ...next, parts: [{ ...next.parts[0], bank: "other" }, next.parts[1]] }), false);
  equal(follows(music, { ...next, parts: next.parts.slice(1) }), false);
});

test("a long session drops what is long over, and its bars keep their numbers", () => {
  let music = begin(BEFORE, message(0, [false]));
  for (let bar = 1; bar < 300; bar += 1) music = trimmed(extend(music, message(bar, [false])));
  equal([music.firstBar, music.bars.length, music.bars[0]], [172, 128, 688]);
  equal(music.notes.map(({ step }) => step), Array.from({ length: 128 }, (_, i) => i));
  equal([music.steps.length, music.parts[0].notes.length], [128, 127]);
  equal(music.live?.bars.length, 300);
  equal(isYours(music, 1199), false);
});
