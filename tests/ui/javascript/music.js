/**
 * A solo for tests: four bars of 4/4 at 120, two bars of lead-in, one note a bar.
 *
 * @import { HeaderRows, Music } from "../../../jazzlstm/ui/player/packet.js"
 */

import { readMusic } from "../../../jazzlstm/ui/player/packet.js";

const VALUES = 50; // 49 intervals and a rest

/** @type {HeaderRows} */
export const ROWS = {
  id: "a",
  beats: 16,
  leadIn: 8,
  counted: 4,
  tempo: 120,
  barBeats: 4,
  bars: [0, 4, 8, 12],
  pitchValues: VALUES,
  leadChords: [[-4, 0, "G7"]],
  chords: [[0, 8, "Dm7", [0, 2, 5, 9], 2], [8, 16, "G7", [2, 5, 7, 11], 7]],
  notes: [[0, 1, 62, 0, 90, 0], [4, 2, 65, 0, 80, 1], [8, 1, 67, 0, 100, 2], [12, 4, 70, 2, 70, 3]],
  steps: [[0, 4, 60, 26], [4, 8, 62, 27], [8, 12, 65, 26], [12, 16, 67, 27]],
};

/** Probabilities of the four steps: half for the value that was taken, the rest shared by the others. */
export function probabilities() {
  const shares = new Float32Array(ROWS.steps.length * VALUES).fill(0.5 / (VALUES - 1));
  ROWS.steps.forEach(([, , , value], i) => (shares[i * VALUES + value] = 0.5));
  return shares;
}

/** @returns {Music} */
export function fourBars() {
  return readMusic(ROWS, probabilities().buffer);
}
