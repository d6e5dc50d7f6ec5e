import { fetchBars } from "../../../jazzlstm/ui/player/growing.js";
import { extended } from "../../../jazzlstm/ui/player/packet.js";
import { knownBeats, Sequencer } from "../../../jazzlstm/ui/player/sequencer.js";
import { close, equal, test } from "./check.js";
import { fourBars, probabilities, ROWS } from "./music.js";

/**
 * Rows of the bars before or after a beat.
 *
 * @param {number} beat
 * @param {boolean} isAfter
 */
function half(beat, isAfter) {
  const within = (/** @type {number} */ start) => isAfter === start >= beat;
  return {
    until: isAfter ? 16 : beat,
    end: 16.2,
    notes: ROWS.notes.filter(([start]) => within(start)),
    steps: ROWS.steps.filter(([start]) => within(start)),
    parts: ROWS.parts.map((part) => ({
      ...part,
      notes: part.notes.filter(([start]) => within(start)),
      controls: part.controls.filter(([start]) => within(start)),
      bends: part.bends.filter(([start]) => within(start)),
    })),
  };
}

/** The first two bars of a solo, and all four. */
function growing() {
  const none = { until: 0, notes: [], steps: [], parts: [] };
  const empty = {
    ...fourBars(),
    ...none,
    parts: fourBars().parts.map((part) => ({ ...part, notes: [], controls: [], bends: [] })),
  };
  const bytes = probabilities();
  const first = extended(empty, half(8, false), bytes.slice(0, 100).buffer);
  return { first, whole: extended(first, half(8, true), bytes.slice(100).buffer) };
}

/**
 * A sequencer that plays the first two bars from beat 0 at 120 and time 1.
 *
 * @param {{ loop?: { start: number, end: number } | null }} [choices]
 */
function playing({ loop = null } = {}) {
  const { first, whole } = growing();
  const sequencer = new Sequencer();
  Object.assign(sequencer, { end: first.end, beats: 16, loop, known: knownBeats(first) });
  sequencer.start(1, 0, 0);
  return { sequencer, whole };
}

test("bars that come later complete a solo", () => {
  const { first, whole } = growing();
  equal([first.until, first.notes.length, first.parts[0].notes.length], [8, 2, 2]);
  equal(whole, fourBars());
});

test("an early entry of the next bar is put in its place", () => {
  const { first } = growing();
  const rows = half(8, true);
  rows.parts[1].notes = [[7.95, 1, 36, 90], ...rows.parts[1].notes];
  first.parts[1].notes.push({ start: 7.97, end: 8, key: 42, velocity: 80 });
  const starts = extended(first, rows, new ArrayBuffer(100)).parts[1].notes.map(({ start }) => start);
  equal(starts, [...starts].sort((a, b) => a - b));
});

test("music that has come in time goes on without a break", () => {
  const { sequencer, whole } = playing();
  sequencer.advance(4);
  sequencer.extend(4.1, whole);
  close(sequencer.beatAt(6), 10);
  equal(sequencer.stretches.length, 1);
});

test("music that is late waits at the bar line, and goes on from there", () => {
  const { sequencer, whole } = playing();
  for (const now of [4, 4.5, 5, 6, 7]) sequencer.advance(now);
  close(sequencer.beatAt(7), 8 - 0.08);
  equal(sequencer.isOver(7), false);
  sequencer.extend(10, whole);
  close(sequencer.beatAt(10), 8 - 0.08);
  close(sequencer.beatAt(11), 10 - 0.08);
  equal(sequencer.isOver(20), true);
});

test("a loop over bars that haven't come waits for them", () => {
  const { sequencer, whole } = playing({ loop: { start: 8, end: 16 } });
  sequencer.advance(2);
  close(sequencer.beatAt(3), 8);
  sequencer.extend(5, whole);
  close(sequencer.beatAt(6), 10);
});

test("a change of tempo while music waits leaves it at the bar line", () => {
  const { sequencer, whole } = playing();
  sequencer.advance(7);
  sequencer.goOn(7.5);
  close(sequencer.beatAt(9), 8 - 0.08);
  sequencer.extend(10, whole);
  close(sequencer.beatAt(10.5), 9 - 0.08);
});

test("the last note may end later than was expected", () => {
  const { sequencer, whole } = playing();
  sequencer.extend(2, { ...whole, end: 18 });
  equal([sequencer.end, sequencer.stretches[0].until], [18, 18]);
});

test("bars are asked for again after an error, and not after another solo came", async () => {
  const { fetch } = globalThis;
  let asked = 0;
  const answers = [
    () => Promise.reject(new TypeError()),
    () => Promise.resolve(new Response("", { status: 404 })),
  ];
  globalThis.fetch = (_, options) => {
    if (options?.signal?.aborted) return Promise.reject(options.signal.reason);
    return (answers[asked++] ?? (() => Promise.resolve(new Response("bars"))))();
  };
  try {
    const { signal } = new AbortController();
    equal((await fetchBars(new URL("http://host/rest"), signal, [1, 1]))?.byteLength, 4);
    equal(asked, 3);
    asked = 0;
    equal(await fetchBars(new URL("http://host/rest"), signal, [1]), null);
    equal(await fetchBars(new URL("http://host/rest"), AbortSignal.abort(), [1]), null);
  } finally {
    globalThis.fetch = fetch;
  }
});
