import {
  fifthsBy,
  noteName,
  percent,
  spelledChord,
  transposedChord,
} from "../../../jazzlstm/ui/player/spelling.js";
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

test("a transposed tune has the key with fewer signs, and its chords follow", () => {
  const moved = (
    /** @type {string} */ key,
    /** @type {number} */ semitones,
    /** @type {string[]} */ ...chords
  ) => chords.map((chord) => transposedChord(chord, fifthsBy(key, semitones)));
  equal(moved("F", 2, "F7", "Bb7", "F#m7b5", "Am7/E"), ["G7", "C7", "G#m7b5", "Bm7/F#"]);
  equal(moved("Bb", 9, "Ebmaj7", "Dm7", "G7b9"), ["Cmaj7", "Bm7", "E7b9"]);
  equal(moved("C minor", 1, "Cm7", "Ab7", "G7alt"), ["C#m7", "A7", "G#7alt"]);
  equal(moved("C", 6, "C", "F", "B7"), ["Gb", "Cb", "F7"]);
  equal(moved("C", -12, "C#m7", "NC"), ["C#m7", "NC"]);
  equal(moved("Db", 5, "Gbmaj7", "NC", "C6/9"), ["Cbmaj7", "NC", "F6/9"]);
});
