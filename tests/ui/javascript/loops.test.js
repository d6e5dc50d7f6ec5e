import { barAt } from "../../../jazzlstm/ui/player/bars.js";
import * as loops from "../../../jazzlstm/ui/player/loops.js";
import { equal, test } from "./check.js";
import { fourBars } from "./music.js";

const music = fourBars();
const bar = (/** @type {number} */ number) => barAt(music, 4 * (number - 1));

test("a drag loops all bars it passes over, in either direction", () => {
  equal(loops.loopOver(bar(2), bar(3)), { start: 4, end: 12 });
  equal(loops.loopOver(bar(3), bar(2)), { start: 4, end: 12 });
});

test("a loop that starts at a bar keeps its end, if that lies later", () => {
  equal(loops.loopFrom(null, bar(2)), { start: 4, end: 8 });
  equal(loops.loopFrom({ start: 0, end: 12 }, bar(2)), { start: 4, end: 12 });
  equal(loops.loopFrom({ start: 0, end: 4 }, bar(3)), { start: 8, end: 12 });
});

test("a loop that ends with a bar keeps its start, if that lies earlier", () => {
  equal(loops.loopUntil(null, bar(2)), { start: 4, end: 8 });
  equal(loops.loopUntil({ start: 0, end: 4 }, bar(3)), { start: 0, end: 12 });
  equal(loops.loopUntil({ start: 8, end: 12 }, bar(1)), { start: 0, end: 4 });
});

test("a loop is cut where a shorter solo ends", () => {
  equal(loops.fittedLoop({ start: 4, end: 12 }, 10), { start: 4, end: 10 });
});

test("a loop beyond the end becomes the whole solo, and a whole loop stays whole", () => {
  equal(loops.fittedLoop({ start: 12, end: 16 }, 8), { start: 0, end: 8, whole: true });
  equal(loops.fittedLoop(loops.wholeLoop(8), 16), { start: 0, end: 16, whole: true });
  equal(loops.fittedLoop(null, 16), null);
});

test("bars up to the end of the loop can be locked", () => {
  equal(loops.lockableBars({ start: 4, end: 8 }, music), 2);
  equal(loops.lockableBars({ start: 0, end: 7.5 }, music), 2);
});

test("no bar can be locked when nothing would be left to improvise", () => {
  equal(loops.lockableBars(null, music), 0);
  equal(loops.lockableBars(loops.wholeLoop(16), music), 0);
  equal(loops.lockableBars({ start: 12, end: 16 }, music), 0);
});

test("the button says which bars it locks", () => {
  equal([0, 1, 4].map(loops.lockLabel), ["Lock bars", "Lock bar 1", "Lock bars 1–4"]);
});

test("a solo is locked up to its first improvised step", () => {
  equal([0, 2, 9].map((given) => loops.lockedUntil(music, given)), [0, 8, 16]);
});
