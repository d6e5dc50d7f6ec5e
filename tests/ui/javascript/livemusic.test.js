import { begin, extend, isYours, replaceFrom } from "../../../jazzlstm/ui/player/livemusic.js";
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
