/** A chord symbol as elements: the root, and the quality set smaller. */

import { make } from "./elements.js";
import { spelledChord, transposedChord } from "./spelling.js";

/**
 * @param {string} symbol
 * @param {number} fifths that its names are moved by
 */
export function chordParts(symbol, fifths) {
  const { root, quality } = spelledChord(transposedChord(symbol, fifths));
  return quality ? [root, make("small", { text: quality })] : [root];
}
