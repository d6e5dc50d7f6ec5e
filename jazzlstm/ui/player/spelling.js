/** Names of notes and chords, and shares, as a musician reads them. */

const NOTE_NAMES = ["C", "D♭", "D", "E♭", "E", "F", "G♭", "G", "A♭", "A", "B♭", "B"];
const LETTERS = "FCGDAEB"; // in fifths; C is 0
const FLATTEST = -7; // C♭
const SHARPEST = 10; // A♯
const MINOR = 3; // fifths from the tonic of a minor key to its signature

/** @param {number} pitch MIDI note number; 60 is C4 */
export function noteName(pitch) {
  return NOTE_NAMES[pitch % 12] + (Math.floor(pitch / 12) - 1);
}

/**
 * A chord symbol in two parts: "Bbm7b5" is B♭ and mø7. The second is set smaller.
 *
 * @param {string} symbol
 * @returns {{ root: string, quality: string }}
 */
export function spelledChord(symbol) {
  if (symbol === "NC") return { root: "N.C.", quality: "" };
  const match = /^([A-G])([b#]*)(.*)$/.exec(symbol);
  if (!match) return { root: symbol, quality: "" };
  return { root: match[1] + withSigns(match[2]), quality: withSigns(match[3]) };
}

/** @param {string} text */
function withSigns(text) {
  const short = text.replace(/m7b5/g, "ø7").replace(/dim/g, "°");
  return short.replace(/b(?=\d|$)/g, "♭").replace(/#/g, "♯");
}

/**
 * How far the names of chords move when a tune is transposed: in fifths, so that the new key has few accidentals.
 *
 * @param {string} key of the tune, such as "Bb" or "C minor"
 * @param {number} semitones
 */
export function fifthsBy(key, semitones) {
  const up = (((7 * semitones) % 12) + 12) % 12;
  if (!up) return 0;
  const [tonic, mode] = key.split(" ");
  const signature = fifthsOf(tonic) - (mode ? MINOR : 0);
  return Math.abs(signature + up) < Math.abs(signature + up - 12) ? up : up - 12;
}

/**
 * @param {string} symbol
 * @param {number} fifths
 */
export function transposedChord(symbol, fifths) {
  if (!fifths) return symbol;
  return symbol.replace(/^[A-G][b#]*|(?<=\/)[A-G][b#]*$/g, (name) => nameAt(fifthsOf(name) + fifths));
}

/**
 * The place of a name in the row of fifths: F is -1, C 0, G 1.
 *
 * @param {string} name
 */
function fifthsOf(name) {
  const signs = [...name.slice(1)].reduce((sum, sign) => sum + (sign === "#" ? 7 : -7), 0);
  return LETTERS.indexOf(name[0]) - 1 + signs;
}

/**
 * @param {number} fifths
 * @returns {string} a name with one sign at most
 */
function nameAt(fifths) {
  if (fifths > SHARPEST) return nameAt(fifths - 12);
  if (fifths < FLATTEST) return nameAt(fifths + 12);
  const sign = Math.floor((fifths + 1) / 7);
  return LETTERS[fifths + 1 - 7 * sign] + (sign < 0 ? "b" : "#").repeat(Math.abs(sign));
}

/** @param {number} share 0 to 1 */
export function percent(share) {
  if (share >= 0.095) return `${Math.round(100 * share)}%`;
  return share >= 0.001 ? `${(100 * share).toFixed(1)}%` : "<0.1%";
}
