import {
  again,
  ANTICIPATION,
  beatAt,
  countBefore,
  soundingBeat,
  stretchFrom,
  timeAt,
} from "../../../jazzlstm/ui/player/clock.js";
import { close, equal, test } from "./check.js";

const LOOP = { start: 4, end: 8 };

test("beats and times of a stretch are inverse", () => {
  const stretch = stretchFrom(10, -4, 2, null, 16);
  close(beatAt(stretch, 12), 0);
  for (const beat of [-4, 0, 7.25, 16]) close(beatAt(stretch, timeAt(stretch, beat)), beat);
});

test("without a loop the music plays to its end, and its notes ring", () => {
  const { until, cut } = stretchFrom(0, 3, 2, null, 16);
  equal([until, cut === Infinity], [16, true]);
});

test("play from outside a loop begins with the loop", () => {
  equal([2, 4, 6, 8, 12].map((beat) => stretchFrom(0, beat, 2, LOOP, 16).beat), [4, 4, 6, 4, 4]);
});

test("a loop comes round after exactly its length", () => {
  const first = stretchFrom(0, 4, 2, LOOP, 16);
  const second = again(first, LOOP);
  const third = again(second, LOOP);
  close(timeAt(second, 5), 2.5);
  close(timeAt(third, 5) - timeAt(second, 5), 2);
});

test("an early entry for the first beat of a loop belongs to the pass before, and no seam cuts it", () => {
  const first = stretchFrom(0, 4, 2, LOOP, 16);
  equal([first.until, first.cut], [8 - ANTICIPATION, 8]);
  equal(again(first, LOOP).beat, 4 - ANTICIPATION);
});

test("the place shown never lies before the loop", () => {
  const first = stretchFrom(0, 4, 2, LOOP, 16);
  const stretches = [first, again(first, LOOP)];
  close(soundingBeat(stretches, 1), 6);
  close(soundingBeat(stretches, 2 - ANTICIPATION / 4), 4);
  close(soundingBeat(stretches, 3), 6);
});

test("before the first stretch sounds, the place is where it starts", () => {
  close(soundingBeat([stretchFrom(5, 3, 2, null, 16)], 4.9), 3);
});

test("a count-in takes a bar before the music, and the place waits", () => {
  const count = countBefore(stretchFrom(10, 4, 2, LOOP, 16), 4);
  equal([count.time, count.beat, count.until, timeAt(count, 4)], [10, 0, 4, 12]);
  close(soundingBeat([count], 11), 4);
});
