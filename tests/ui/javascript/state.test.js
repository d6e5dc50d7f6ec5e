import { isSame, onChange, remembered } from "../../../jazzlstm/ui/player/memo.js";
import { recalledSingleKeys, rememberSingleKeys } from "../../../jazzlstm/ui/player/preferences.js";
import { beatOf, firstState, gainOf, loopSeconds } from "../../../jazzlstm/ui/player/state.js";
import { close, equal, test } from "./check.js";
import { fourBars } from "./music.js";

test("while a new solo loads, beats follow the solo that sounds", () => {
  const heard = fourBars();
  const music = { ...heard, secondsPerBeat: 1, leadIn: 0 };
  close(beatOf({ ...firstState(true), music, heard, position: 5 }), 2);
  close(beatOf({ ...firstState(true), music, position: 5 }), 5);
  equal(beatOf(firstState(true)), 0);
});

test("the loop in seconds includes the lead-in", () => {
  equal(loopSeconds({ start: 4, end: 8 }, fourBars()), { start: 6, end: 8 });
  equal([loopSeconds(null, fourBars()), loopSeconds({ start: 4, end: 8 }, null)], [null, null]);
});

test("a muted stem is silent; levels are squared", () => {
  const state = { ...firstState(true), levels: { solo: 0.5, band: 1 }, muted: { solo: false, band: true } };
  equal([gainOf(state, "solo"), gainOf(state, "band")], [0.25, 0]);
});

test("what hasn't changed is not painted again", () => {
  /** @type {number[]} */
  const painted = [];
  const paint = onChange((/** @type {number} */ x, /** @type {number} */ _) => void painted.push(x));
  paint(1, 0);
  paint(1, 0);
  paint(2, 0);
  paint(2, 1);
  equal(painted, [1, 2, 2]);
});

test("what was derived is kept until its inputs change", () => {
  const derive = remembered((/** @type {number} */ x) => ({ x }));
  equal([derive(1) === derive(1), derive(2).x], [true, 2]);
});

test("sameness is by identity, and NaN is itself", () => {
  equal([isSame([NaN, "a"], [NaN, "a"]), isSame([{}], [{}]), isSame([1], [1, 2])], [true, false, false]);
});

test("the choice about single keys is remembered", () => {
  rememberSingleKeys(false);
  equal(recalledSingleKeys(), false);
  rememberSingleKeys(true);
  equal(recalledSingleKeys(), true);
});

test("where storage is denied, single keys are on and a choice does no harm", () => {
  const original = Object.getOwnPropertyDescriptor(globalThis, "localStorage");
  Object.defineProperty(globalThis, "localStorage", {
    configurable: true,
    get: () => {
      throw new DOMException("denied", "SecurityError");
    },
  });
  try {
    rememberSingleKeys(false);
    equal(recalledSingleKeys(), true);
  } finally {
    if (original) Object.defineProperty(globalThis, "localStorage", original);
  }
});
