/**
 * Written pitch: how what sounds is written for the instrument that the listener reads for, in the key of the pass.
 *
 * @import { Music } from "./packet.js"
 * @import { State } from "./state.js"
 *
 * @typedef {"concert" | "b-flat" | "e-flat" | "bass"} Reading
 *
 * @typedef {object} Written how names differ from those of the solo as it was made
 * @property {number} semitones of notes
 * @property {number} fifths of chord names
 */

import { remembered } from "./memo.js";
import { semitonesOf } from "./passes.js";
import { fifthsBy } from "./spelling.js";

/** @type {Record<Reading, number>} semitones that chords are written above their sound */
const READINGS = { "concert": 0, "b-flat": 2, "e-flat": 9, "bass": 0 };

/**
 * @param {string} name
 * @returns {name is Reading}
 */
export function isReading(name) {
  return Object.hasOwn(READINGS, name);
}

/**
 * How the solo on display is written.
 *
 * @param {State} state
 * @returns {Written}
 */
export function writtenIn({ music, reading, practice, pass }) {
  return writtenFor(music, reading, semitonesOf(practice, pass));
}

const writtenFor = remembered(
  /**
   * @param {Music | null} music
   * @param {Reading} reading
   * @param {number} transposed semitones
   * @returns {Written}
   */
  (music, reading, transposed) => {
    const above = READINGS[reading];
    const own = music?.written ?? 0; // a tenor reads an octave above a trumpet
    const semitones = transposed + (above && own % 12 === above ? own : above);
    return { semitones, fifths: fifthsBy(music?.key || "C", transposed + above) };
  },
);
