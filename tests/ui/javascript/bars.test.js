import { barAt, chordIndexAt, lastBar, placeName } from "../../../jazzlstm/ui/player/bars.js";
import { equal, test } from "./check.js";
import { fourBars } from "./music.js";

test("a bar starts on its downbeat, rounding forgiven", () => {
  const music = fourBars();
  equal(barAt(music, 4), { index: 1, start: 4, end: 8 });
  equal(barAt(music, 4 - 1e-9).index, 1);
  equal(barAt(music, 3.99).index, 0);
});

test("what leads in belongs to the first bar", () => {
  equal(barAt(fourBars(), -5), { index: 0, start: 0, end: 4 });
});

test("the last bar ends with the solo", () => {
  equal(lastBar(fourBars()), { index: 3, start: 12, end: 16 });
});

test("places are named: count-in, intro, bars", () => {
  const music = fourBars();
  equal([-8, -4, -0.1, 0, 7.9, 16, 20].map((beat) => placeName(music, beat)), [
    "count-in",
    "intro",
    "intro",
    "bar 1",
    "bar 2",
    "bar 4",
    "bar 4",
  ]);
});

test("the chord at a beat; none before the first, the last one at the end", () => {
  const { chords, beats } = fourBars();
  equal([-1, 0, 7.9, 8, 16, 30].map((beat) => chordIndexAt(chords, beat, beats)), [-1, 0, 0, 1, 1, 1]);
});
