import {
  after,
  ANTICIPATION,
  beatAt,
  countBefore,
  soundingBeat,
  stretchFrom,
  timeAt,
} from "../../../jazzlstm/ui/player/clock.js";
import { close, equal, test } from "./check.js";

const LOOPED = { loop: { start: 4, end: 8 }, end: 16 };

/** @param {import("../../../jazzlstm/ui/player/clock.js").Stretch} stretch */
function again(stretch) {
  const next = after(stretch, stretch.rate, LOOPED);
  if (!next) throw new Error("the loop ends");
  return next;
}

test("beats and times of a stretch are inverse", () => {
  const stretch = stretchFrom(10, -4, 2, { loop: null, end: 16 });
  close(beatAt(stretch, 12), 0);
  for (const beat of [-4, 0, 7.25, 16]) close(beatAt(stretch, timeAt(stretch, beat)), beat);
});

test("without a loop the music plays to its end, and its notes ring", () => {
  const { until, cut } = stretchFrom(0, 3, 2, { loop: null, end: 16 });
  equal([until, cut === Infinity], [16, true]);
});

test("play from outside a loop begins with the loop", () => {
  equal([2, 4, 6, 8, 12].map((beat) => stretchFrom(0, beat, 2, LOOPED).beat), [4, 4, 6, 4, 4]);
});

test("a loop comes round after exactly its length", () => {
  const first = stretchFrom(0, 4, 2, LOOPED);
  const second = again(first);
  const third = again(second);
  close(timeAt(second, 5), 2.5);
  close(timeAt(third, 5) - timeAt(second, 5), 2);
});

test("an early entry for the first beat of a loop belongs to the pass before, and no seam cuts it", () => {
  const first = stretchFrom(0, 4, 2, LOOPED);
  equal([first.until, first.cut], [8 - ANTICIPATION, 8]);
  equal(again(first).beat, 4 - ANTICIPATION);
});

test("the place shown never lies before the loop", () => {
  const first = stretchFrom(0, 4, 2, LOOPED);
  const stretches = [first, again(first)];
  close(soundingBeat(stretches, 1), 6);
  close(soundingBeat(stretches, 2 - ANTICIPATION / 4), 4);
  close(soundingBeat(stretches, 3), 6);
});

test("before the first stretch sounds, the place is where it starts", () => {
  close(soundingBeat([stretchFrom(5, 3, 2, { loop: null, end: 16 })], 4.9), 3);
});

test("a count-in takes a bar before the music, and the place waits", () => {
  const count = countBefore(stretchFrom(10, 4, 2, LOOPED), 4);
  equal([count.time, count.beat, count.until, timeAt(count, 4)], [10, 0, 4, 12]);
  close(soundingBeat([count], 11), 4);
});

test("nothing follows the end of the music", () => {
  equal(after(stretchFrom(0, 0, 2, { loop: null, end: 16 }), 2, { loop: null, end: 16 }), null);
});

test("choruses follow each other without a gap, and the last chord belongs to the last of them", () => {
  const borders = { loop: null, end: 26, beats: 24, chorus: 12 };
  const first = stretchFrom(0, -4, 2, borders);
  const second = after(first, 4, borders);
  equal([first.until, second?.kind, second?.until], [12 - ANTICIPATION, "on", 26]);
  close(second ? timeAt(second, 12) : 0, 8 - ANTICIPATION / 2 + ANTICIPATION / 4);
  equal(second && after(second, 4, borders), null);
});

test("choruses within a loop are passes of their own", () => {
  const borders = { loop: { start: 0, end: 24 }, end: 24, chorus: 12 };
  const first = stretchFrom(0, 0, 2, borders);
  const second = after(first, 2, borders);
  const third = second && after(second, 2, borders);
  equal([first.cut === Infinity, second?.kind, second?.cut, third?.kind], [true, "on", 24, "again"]);
});
