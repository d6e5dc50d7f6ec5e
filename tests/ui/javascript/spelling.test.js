import { noteName, percent, spelledChord } from "../../../jazzlstm/ui/player/spelling.js";
import { equal, test } from "./check.js";

test("notes are named with their octave", () => {
  equal([60, 58, 21, 108].map(noteName), ["C4", "B♭3", "A0", "C8"]);
});

test("chords are spelled with signs, the root apart", () => {
  equal(spelledChord("Bbm7b5"), { root: "B♭", quality: "ø7" });
  equal(spelledChord("F#dim7"), { root: "F♯", quality: "°7" });
  equal(spelledChord("C7b9"), { root: "C", quality: "7♭9" });
  equal(spelledChord("Ebmaj7"), { root: "E♭", quality: "maj7" });
});

test("no chord is N.C., and unknown text stays as it is", () => {
  equal(spelledChord("NC"), { root: "N.C.", quality: "" });
  equal(spelledChord("?"), { root: "?", quality: "" });
});

test("shares are rounded as far as they mean something", () => {
  equal([0.18, 0.095, 0.034, 0.001, 0.0002, 1].map(percent), ["18%", "10%", "3.4%", "0.1%", "<0.1%", "100%"]);
});
