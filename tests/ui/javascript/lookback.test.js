import { questionOf, seenNotes } from "../../../jazzlstm/ui/player/lookback.js";
import { pitchOf } from "../../../jazzlstm/ui/player/packet.js";
import { close, equal, holds, test } from "./check.js";
import { fourBars } from "./music.js";

/**
 * Four bars, of which the second and the third are the listener's; the notes in them, too.
 *
 * @param {boolean[]} turns
 */
function session(turns = [false, true, true, false]) {
  const solo = fourBars();
  const notes = solo.notes.map((note, i) => (i === 1 || i === 2 ? { ...note, step: -1 } : note));
  return {
    ...solo,
    notes,
    live: { bars: solo.bars.map((start, i) => ({ start, yours: turns[i], isTop: false })) },
  };
}

test("what is asked about begins with the turn and ends with its last bar", () => {
  const { question } = questionOf(session()) ?? {};
  equal([question?.from, question?.until, question?.turns], [4, 12, [[4, 12]]]);
  equal(question?.notes.map(([start, , pitch, , own]) => [start, pitch, own]), [[4, 65, 1], [8, 67, 1]]);
  equal(question?.chords, [[0, "Dm7"], [8, "G7"]]);
});

test("without turns only the listener's notes are asked about, and the bars they are in are the listener's", () => {
  const { question } = questionOf(session([false, false, false, false])) ?? {};
  equal(question?.turns, [[4, 12]]);
  equal(question?.notes.map(([, , , , own]) => own), [1, 1]);
});

test("a note that came a little early belongs to its turn", () => {
  const early = session();
  early.notes[1] = { ...early.notes[1], start: 3.9 };
  equal(questionOf(early)?.question.from, 4);
  equal(questionOf(early)?.rows.length, 2);
});

test("nothing is asked about where nothing was played", () => {
  equal(questionOf(fourBars()), null);
  equal(questionOf({ ...session(), notes: [] }), null);
});

test("the answer gives each note its kind and its chances", () => {
  const { rows } = questionOf(session()) ?? { rows: [] };
  const roots = new Uint8Array(100);
  roots[50 + 26] = 255;
  const answer = { notes: [[1, 2, 65, 26, true]], pitchValues: 50, bars: 2, shares: [], figures: [] };
  const found = seenNotes(rows, /** @type {any} */ (answer), roots.buffer.slice(50));
  equal(found.size, 1);
  const [[before, after]] = [...found];
  holds(before === rows[1]);
  equal([after.kind, after.step], [2, -1]);
  close(after.seen?.probabilities[26] ?? 0, 1);
  equal(after.seen && pitchOf(after.seen, after.seen.value), 67);
});
