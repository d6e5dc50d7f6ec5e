import { layOut } from "../../../jazzlstm/ui/player/geometry.js";
import { replaceableBars, replaceLabel } from "../../../jazzlstm/ui/player/loops.js";
import * as shape from "../../../jazzlstm/ui/player/shape.js";
import { equal, test } from "./check.js";
import { fourBars } from "./music.js";

const music = fourBars();
const layout = layOut(music, { width: 640, height: 260 }, 0);
const first = music.notes[0];

test("an arc is shown at evenly spaced points", () => {
  equal(shape.resampled([0, 100], 5), [0, 25, 50, 75, 100]);
  equal(shape.resampled([0, 50, 100, 30], 4), [0, 50, 100, 30]);
});

test("without an arc the points are in the middle", () => {
  equal(shape.resampled([], 3), [50, 50, 50]);
});

test("a stroke moves the points it passes over, in either direction", () => {
  const flat = [50, 50, 50, 50, 50];
  const [low, high] = [{ x: 0, y: 0 }, { x: 0.5, y: 1 }];
  equal(shape.drawn(flat, low, high), [0, 50, 100, 50, 50]);
  equal(shape.drawn(flat, high, low), [0, 50, 100, 50, 50]);
});

test("a press moves the nearest point, and stays within the picture", () => {
  const place = { x: 0.3, y: 1.5 };
  equal(shape.drawn([50, 50, 50, 50, 50], place, place), [50, 100, 50, 50, 50]);
});

test("keys move a point within 0 and 100 %", () => {
  equal(shape.moved([50, 95], 1, 20), [50, 100]);
  equal(shape.moved([5, 95], 0, -20), [0, 95]);
});

test("a place is an eighth note within the solo", () => {
  equal(shape.placeAt(music, layout, 2.2, 0.1), { beat: 2, pitch: layout.lowest });
  equal(shape.placeAt(music, layout, 2.3, 0.1).beat, 2.5);
  equal(shape.placeAt(music, layout, music.beats, 0.1).beat, music.beats - 0.5);
});

test("a note is under the pointer on its own row only", () => {
  equal(shape.noteUnder(music, first.start, first.pitch)?.step, first.step);
  equal(shape.noteUnder(music, first.start, first.pitch + 1), null);
});

test("a goal is found where swing plays it", () => {
  const goals = [{ beat: 1.5, pitch: 60 }];
  equal(shape.goalAt(goals, { beat: 1.5, pitch: 60 }), goals[0]);
  equal(shape.goalAt(goals, { beat: 2, pitch: 60 }), null);
  equal(shape.goalAt(goals, { beat: 1.5, pitch: 61 }), null);
  equal(shape.noteOn(music, { beat: first.start - 0.17, pitch: first.pitch })?.step, first.step);
});

test("a drag picks the notes of its span, in either direction", () => {
  const all = music.notes.map(({ step }) => step);
  equal(shape.stepsWithin(music, 0, music.beats), all);
  equal(shape.stepsWithin(music, music.beats, 0), all);
  equal(shape.stepsWithin(music, first.start + 0.01, first.start + 0.02), []);
});

test("a note is picked, and no longer picked", () => {
  equal(shape.toggled([3], 5), [3, 5]);
  equal(shape.toggled([3, 5], 3), [5]);
});

test("the looped bars can be played anew, unless they are the whole solo", () => {
  equal(replaceableBars({ start: 4, end: 12 }, music), { first: 2, last: 3 });
  equal(replaceableBars({ start: 0, end: music.beats }, music), null);
  equal(replaceableBars({ start: 0, end: 16, whole: true }, music), null);
  equal(replaceableBars(null, music), null);
});

test("the button names the bars that are played anew", () => {
  equal(replaceLabel(null), "Replace bars");
  equal(replaceLabel({ first: 2, last: 2 }), "Replace bar 2");
  equal(replaceLabel({ first: 2, last: 3 }), "Replace bars 2–3");
});
