import { nextBar, vamped, vampIfLate } from "../../../jazzlstm/ui/player/livevamp.js";
import { equal, test } from "./check.js";

/**
 * A session over a form of two bars, C7 and F7, with a note of each player a little before each bar line.
 *
 * @param {number} count bars
 * @param {boolean[]} [yours]
 */
function played(count, yours = []) {
  const starts = Array.from({ length: count }, (_, i) => 4 * i);
  const notes = (/** @type {string} */ role) =>
    starts.map((start, i) => ({ start: start - 0.05, end: start + 1, key: i, velocity: 90, role }));
  return /** @type {any} */ ({
    chorusBars: 2,
    barBeats: 4,
    tempo: 120,
    until: 4 * count,
    bars: starts,
    live: { bars: starts.map((start, i) => ({ start, yours: yours[i] ?? false, isTop: i % 2 === 0 })) },
    chords: starts.map((start, i) => ({ start, end: start + 4, symbol: i % 2 ? "F7" : "C7" })),
    notes: [],
    steps: [],
    parts: ["solo", "bass"].map((role) => ({
      role,
      notes: notes(role),
      controls: starts.map((beat) => ({ beat, number: 64, value: 127 })),
      bends: [],
    })),
  });
}

test("the band repeats the bar of a chorus ago, and the soloist rests", () => {
  const music = vamped(played(3), 0);
  const [solo, bass] = music.parts;
  equal(solo.notes.length, 3);
  equal(bass.notes.map(({ start, key }) => [start, key]).slice(3), [[11.95, 1]]);
  equal(bass.controls.map(({ beat }) => beat), [0, 4, 8, 12]);
  equal(music.chords.slice(3).map(({ start, end, symbol }) => [start, end, symbol]), [[12, 16, "F7"]]);
  equal(music.live?.bars.slice(3), [{ start: 12, yours: false, isTop: false }]);
  equal([music.until, music.bars, music.beats], [16, [0, 4, 8, 12], 32]);
});

test("a vamp goes on for as long as it is needed, and the choruses count on", () => {
  const music = vamped(vamped(vamped(played(3), 0), 0), 0);
  equal(music.chords.map(({ symbol }) => symbol), ["C7", "F7", "C7", "F7", "C7", "F7"]);
  equal(music.live?.bars.map(({ isTop }) => isTop), [true, false, true, false, true, false]);
  equal(music.parts[1].notes.length, 6);
});

test("in the first chorus the band repeats its last bars", () => {
  const music = vamped({ ...played(6), chorusBars: 12 }, 0);
  equal(music.parts[1].notes.map(({ key }) => key), [0, 1, 2, 3, 4, 5, 2]);
  equal(vamped({ ...played(1), chorusBars: 12 }, 0).parts[1].notes.map(({ start }) => start), [-0.05, 3.95]);
});

test("turns go on in a vamp", () => {
  let music = played(4, [true, false, true, false]);
  for (let i = 0; i < 3; i += 1) music = vamped(music, 2);
  equal(music.live.bars.map((/** @type {any} */ { yours }) => yours), [
    true,
    false,
    true,
    false,
    true,
    false,
    true,
  ]);
});

test("a change is asked for at a line that the answer can reach, also beyond the bars that are here", () => {
  const music = played(4);
  const live = /** @type {any} */ ({
    app: { state: { music } },
    connection: { took: 0.05 },
    secondsUntil: (/** @type {number} */ beat) => (beat - 7) / 2,
  });
  equal(nextBar(live, music.live.bars, 0.35), 3);
  live.connection.took = 3;
  equal(nextBar(live, music.live.bars, 0.35), 4);
  live.connection.took = 5;
  equal(nextBar(live, music.live.bars, 0.35), 5);
});

test("the record notes which bars were repeated, and from how far back", () => {
  /** @type {number[][]} */
  const noted = [];
  const live = /** @type {any} */ ({
    on: true,
    app: {
      band: { playing: true, extend: () => {} },
      state: { music: played(5), trade: null },
      update: (/** @type {object} */ changed) => Object.assign(live.app.state, changed),
    },
    connection: { vamp: (/** @type {number[]} */ ...bar) => noted.push(bar) },
    secondsUntil: () => 0,
  });
  vampIfLate(live);
  vampIfLate(live);
  live.app.state.music = { ...played(6), chorusBars: 12 };
  vampIfLate(live);
  equal(noted, [[5, 2], [6, 2], [6, 4]]);
});
