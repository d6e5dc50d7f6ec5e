import {
  beatAt,
  clock,
  entrySeconds,
  movedBeat,
  notesAt,
  secondsAt,
  wrapped,
} from "../../../jazzlstm/ui/player/timing.js";
import { close, equal, test } from "./check.js";
import { fourBars } from "./music.js";

test("beat 0 sounds after the lead-in", () => {
  const music = fourBars();
  close(secondsAt(music, 0), 4);
  close(secondsAt(music, -8), 0);
  close(beatAt(music, 5), 2);
});

test("beats and seconds are inverse", () => {
  const music = fourBars();
  for (const beat of [-8, -0.5, 0, 7.25, 16]) close(beatAt(music, secondsAt(music, beat)), beat);
});

test("moving stops at the count-in and at the end", () => {
  const music = fourBars();
  equal([movedBeat(music, 3, 1), movedBeat(music, -7.5, -4), movedBeat(music, 15, 4)], [4, -8, 16]);
});

test("the clock shows minutes and seconds", () => {
  equal([0, 9.99, 59.9999999, 65, 600].map(clock), ["0:00", "0:09", "1:00", "1:05", "10:00"]);
});

test("sound without a loop stops at its end", () => {
  equal([wrapped(3, null, 10), wrapped(12, null, 10)], [3, 10]);
});

test("sound in a loop comes round, however often", () => {
  const loop = { start: 2, end: 5 };
  close(wrapped(4, loop, 10), 4);
  close(wrapped(5, loop, 10), 2);
  close(wrapped(12.5, loop, 10), 3.5);
});

test("a new solo goes on at the beat of the previous one", () => {
  close(entrySeconds(fourBars(), 6), 7);
});

test("a new solo starts with its count-in when the previous one had not begun or was over", () => {
  const music = fourBars();
  equal([entrySeconds(music, -2), entrySeconds(music, 0), entrySeconds(music, 16)], [0, 0, 0]);
});

test("a note sounds from its start up to its end", () => {
  const music = fourBars();
  equal([3.9, 4, 5.9, 6].map((beat) => notesAt(music, beat).length), [0, 1, 1, 0]);
});
