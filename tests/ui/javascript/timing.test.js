import { clock, entryBeat, movedBeat, notesAt, secondsAt } from "../../../jazzlstm/ui/player/timing.js";
import { equal, test } from "./check.js";
import { fourBars } from "./music.js";

test("beat 0 sounds after the lead-in, at the tempo of the solo or another", () => {
  const music = fourBars();
  equal([secondsAt(music, 0), secondsAt(music, -8), secondsAt(music, 0, 240)], [4, 0, 2]);
});

test("moving stops at the count-in and at the end", () => {
  const music = fourBars();
  equal([movedBeat(music, 3, 1), movedBeat(music, -7.5, -4), movedBeat(music, 15, 4)], [4, -8, 16]);
});

test("the clock shows minutes and seconds", () => {
  equal([0, 9.99, 59.9999999, 65, 600].map(clock), ["0:00", "0:09", "1:00", "1:05", "10:00"]);
});

test("a new solo goes on at the beat of the previous one", () => {
  equal(entryBeat(fourBars(), 6), 6);
});

test("a new solo starts with its count-in when the previous one had not begun or was over", () => {
  const music = fourBars();
  equal([entryBeat(music, -2), entryBeat(music, 0), entryBeat(music, 16)], [-8, -8, -8]);
});

test("a note sounds from its start up to its end", () => {
  const music = fourBars();
  equal([3.9, 4, 5.9, 6].map((beat) => notesAt(music, beat).length), [0, 1, 1, 0]);
});
