/** Names of notes and chords, and shares, as a musician reads them. */

const NOTE_NAMES = ["C", "D♭", "D", "E♭", "E", "F", "G♭", "G", "A♭", "A", "B♭", "B"];

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

/** @param {number} share 0 to 1 */
export function percent(share) {
  if (share >= 0.095) return `${Math.round(100 * share)}%`;
  return share >= 0.001 ? `${(100 * share).toFixed(1)}%` : "<0.1%";
}
