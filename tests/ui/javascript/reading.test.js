import { guideTones } from "../../../jazzlstm/ui/player/guides.js";
import { playedBarOf, withFormKept, writtenBarOf } from "../../../jazzlstm/ui/player/form.js";
import { writtenIn } from "../../../jazzlstm/ui/player/reading.js";
import { firstState } from "../../../jazzlstm/ui/player/state.js";
import { equal, test } from "./check.js";
import { fourBars } from "./music.js";

/**
 * Semitones and fifths of what is written.
 *
 * @param {Partial<import("../../../jazzlstm/ui/player/state.js").State>} changes
 */
function written(changes) {
  const { semitones, fifths } = writtenIn({
    ...firstState({ singleKeys: true, reading: "concert" }),
    music: fourBars(),
    ...changes,
  });
  return [semitones, fifths];
}

test("notes and chords are written for the instrument that is read for", () => {
  equal(written({}), [0, 0]);
  equal(written({ reading: "b-flat" }), [2, 2]);
  equal(written({ reading: "e-flat" }), [9, 3]);
  equal(written({ reading: "bass" }), [0, 0]);
});

test("an octave that the soloist's part is written above its sound counts for its notes", () => {
  equal(written({ reading: "b-flat", music: { ...fourBars(), written: 14 } }), [14, 2]);
  equal(written({ reading: "e-flat", music: { ...fourBars(), written: 14 } }), [9, 3]);
});

test("the key of the pass adds to it", () => {
  const practice = { tempo: 120, faster: 0, fastest: 200, semitones: 1, keys: [0, 5] };
  equal(written({ practice, pass: 0 }), [1, -5]);
  equal(written({ practice, pass: 1, reading: "b-flat" }), [8, -4]);
});

test("guide tones are third and seventh, or what stands for them", () => {
  const of = (/** @type {number} */ root, /** @type {number[]} */ ...intervals) =>
    guideTones({ root, tones: intervals.map((interval) => (root + interval) % 12) });
  equal(of(2, 0, 3, 7, 10), [5, 0]);
  equal(of(7, 0, 4, 10, 3), [11, 5]);
  equal(of(0, 0, 5, 7, 10), [5, 10]);
  equal(of(0, 0, 4, 7, 9), [4, 9]);
  equal(of(0, 0, 4, 7), [4]);
  equal(of(0), []);
});

test("a written bar is played in every chorus", () => {
  const music = fourBars();
  equal([0, 1, 2, 3].map((bar) => writtenBarOf(music.form, bar)), [0, 1, 0, 1]);
  equal(playedBarOf(music, 1, 0)?.start, 4);
  equal(playedBarOf(music, 1, 5)?.start, 12);
  equal(playedBarOf(music, 1, 13)?.start, 4);
  equal(playedBarOf(music, 7, 0), null);
});

test("another solo over the same form keeps what shows the form", () => {
  const [before, same, other] = [fourBars(), fourBars(), { ...fourBars(), bars: [0, 4, 8] }];
  const kept = withFormKept(same, before);
  equal([kept.bars === before.bars, kept.chords === before.chords, kept.form === before.form], [
    true,
    true,
    true,
  ]);
  equal(kept.notes === same.notes, true);
  equal(withFormKept(other, before) === other, true);
  equal(withFormKept(same, null) === same, true);
});
