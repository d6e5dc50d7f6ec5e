import { keysOf, semitonesOf, tempoOf, varies } from "../../../jazzlstm/ui/player/passes.js";
import { equal, holds, test } from "./check.js";

const SLOW = { tempo: 100, faster: 10, fastest: 125, semitones: 0, keys: [0] };

test("each pass is faster, up to the limit", () => {
  equal([0, 1, 2, 3, 40].map((pass) => tempoOf(SLOW, pass)), [100, 110, 120, 125, 125]);
});

test("a limit below the tempo slows nothing down", () => {
  equal(tempoOf({ ...SLOW, fastest: 60 }, 3), 100);
});

test("the keys of a cycle are all twelve, near the first, and come round", () => {
  for (const plan of /** @type {const} */ (["fourths", "semitones", "random"])) {
    const keys = keysOf(plan);
    equal(keys[0], 0);
    equal([...keys].sort((a, b) => a - b), [-5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6]);
    const practice = { ...SLOW, semitones: 2, keys };
    equal([semitonesOf(practice, 0), semitonesOf(practice, 12)], [2, 2]);
  }
  equal(keysOf("fourths").slice(0, 4), [0, 5, -2, 3]);
  equal(keysOf("semitones").slice(0, 8), [0, 1, 2, 3, 4, 5, 6, -5]);
});

test("two random orders differ", () => {
  let seed = 1;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  holds(keysOf("random", random).join() !== keysOf("random", random).join());
});

test("passes differ by tempo or key", () => {
  equal([varies(SLOW), varies({ ...SLOW, faster: 0 }), varies({ ...SLOW, fastest: 90 })], [
    true,
    false,
    false,
  ]);
  holds(varies({ ...SLOW, faster: 0, keys: keysOf("fourths") }));
});
