import * as geometry from "../../../jazzlstm/ui/player/geometry.js";
import { close, equal, holds, test } from "./check.js";
import { fourBars } from "./music.js";

const music = fourBars();
const size = { width: 800, height: 260 };
const layout = geometry.layOut(music, size, 0);

test("a solo that fits is as wide as the window", () => {
  equal([layout.barsAcross, layout.beatWidth], [4, 50]);
});

test("in a narrow window beats keep a readable width, and the solo scrolls", () => {
  const narrow = geometry.layOut(music, { width: 300, height: 260 }, 0);
  equal(narrow.barsAcross, 3);
  equal(narrow.beatWidth, 25);
});

test("zooming halves or doubles the bars, between one and all", () => {
  equal(geometry.zoomedBars(music, layout, 0.5), 2);
  const close = geometry.layOut(music, size, 1);
  equal([geometry.zoomedBars(music, close, 0.5), geometry.zoomedBars(music, close, 2)], [1, 2]);
  equal(geometry.zoomedBars(music, layout, 2), 4);
  equal(close.beatWidth, 200);
});

test("every note has a row inside the roll", () => {
  for (const { pitch } of music.notes) {
    const y = geometry.yOf(layout, pitch);
    holds(y >= 0 && y + layout.rowHeight <= size.height, `pitch ${pitch} lies at ${y}`);
  }
});

test("rows don't get thick when a solo is narrow", () => {
  equal([layout.rows, layout.rowHeight], [26, 10]);
});

test("a solo without notes has a layout", () => {
  const empty = geometry.layOut({ ...music, notes: [] }, size, 0);
  holds(empty.rows >= 12 && Number.isFinite(empty.rowHeight));
});

test("beats and distances are inverse, within the solo", () => {
  close(geometry.beatAtDistance(music, layout, 325), 6.5);
  close(geometry.xOf(layout, 6.5, 25), 300);
  equal([-40, 5000].map((x) => geometry.beatAtDistance(music, layout, x)), [0, 16]);
});

test("a point on a note finds it, a point far from all finds none", () => {
  const [, note] = music.notes;
  const above = size.height - geometry.yOf(layout, note.pitch) - layout.rowHeight / 2;
  equal(geometry.noteNear(music, layout, 5, above)?.pitch, 65);
  equal(geometry.noteNear(music, layout, 4 - 3 / layout.beatWidth, above)?.pitch, 65);
  equal(geometry.noteNear(music, layout, 3, above), null);
  equal(geometry.noteNear(music, layout, 5, above + 6 * layout.rowHeight), null);
});

test("following scrolls to the start of a bar, and only when the beat is out of view", () => {
  const zoomed = geometry.layOut(music, size, 1);
  equal(geometry.scrollToShow(music, zoomed, 3, 0), null);
  equal(geometry.scrollToShow(music, zoomed, 5.5, 0), 800);
  equal(geometry.scrollToShow(music, zoomed, 1, 800), 0);
});
