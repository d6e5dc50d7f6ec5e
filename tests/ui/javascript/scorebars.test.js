import { barBox, wholeHeight } from "../../../jazzlstm/ui/player/scorebars.js";
import { equal, test } from "./check.js";

test("the area of a bar is as wide as its staff and reaches beyond it", () => {
  const lines = [0, 180, 360, 540, 720].map((y) => `M100 ${1000 + y} L900 ${1000 + y}`);
  equal(barBox(lines), { x: 100, y: 460, width: 800, height: 1800 });
});

test("as many whole systems are shown as fit, and one at least", () => {
  equal(wholeHeight([120, 240, 360, 480], 400), 360);
  equal(wholeHeight([500, 900], 400), 500);
  equal(wholeHeight([], 400), 400);
});
