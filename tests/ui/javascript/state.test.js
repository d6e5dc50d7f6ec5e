import { isSame, onChange, remembered } from "../../../jazzlstm/ui/player/memo.js";
import { ROLES } from "../../../jazzlstm/ui/player/mixing.js";
import { recalledPreferences, rememberSingleKeys } from "../../../jazzlstm/ui/player/preferences.js";
import { firstState, gainOf } from "../../../jazzlstm/ui/player/state.js";
import { equal, test } from "./check.js";

test("a muted part is silent; levels are squared", () => {
  const state = {
    ...firstState({ singleKeys: true, reading: "concert" }),
    levels: { solo: 0.5 },
    muted: [ROLES[2]],
  };
  equal(ROLES.map((role) => gainOf(state, role)), [0.25, 1, 0, 1]);
});

test("while a part is soloed, the others are silent", () => {
  const state = {
    ...firstState({ singleKeys: true, reading: "concert" }),
    soloed: [ROLES[3], ROLES[0]],
    muted: [ROLES[0]],
  };
  equal(ROLES.map((role) => gainOf(state, role)), [0, 0, 0, 1]);
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
  equal(recalledPreferences().singleKeys, false);
  rememberSingleKeys(true);
  equal(recalledPreferences().singleKeys, true);
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
    equal(recalledPreferences().singleKeys, true);
  } finally {
    if (original) Object.defineProperty(globalThis, "localStorage", original);
  }
});
