/**
 * A solo for tests: four bars of 4/4 at 120, two bars of lead-in, one note a bar, with drums and a bank.
 *
 * @import { HeaderRows, Music } from "../../../jazzlstm/ui/player/packet.js"
 */

import { readMusic } from "../../../jazzlstm/ui/player/packet.js";

const VALUES = 50; // 49 intervals and a rest

/** @type {HeaderRows} */
export const ROWS = {
  id: "a",
  beats: 16,
  until: 16,
  end: 16.2,
  leadIn: 8,
  counted: 4,
  tempo: 120,
  barBeats: 4,
  chorus: 8,
  key: "C",
  written: 0,
  form: {
    bars: [{ chords: [[0, "Dm7"]], words: "Dm7", beats: 4 }, { words: "Dm7", beats: 4 }],
    order: [0, 1],
  },
  bars: [0, 4, 8, 12],
  pitchValues: VALUES,
  leadChords: [[-4, 0, "G7"]],
  chords: [[0, 8, "Dm7", [0, 2, 5, 9], 2], [8, 16, "G7", [2, 5, 7, 11], 7]],
  notes: [[0, 1, 62, 0, 90, 0], [4, 2, 65, 0, 80, 1], [8, 1, 67, 0, 100, 2], [12, 4, 70, 2, 70, 3]],
  steps: [[0, 4, 60, 26], [4, 8, 62, 27], [8, 12, 65, 26], [12, 16, 67, 27]],
  parts: [
    {
      role: "solo",
      name: "Flute",
      bank: "/flute",
      volume: 100,
      pan: 64,
      notes: [[0, 1, 62, 90], [4, 2, 65, 80], [8, 1, 67, 100], [12, 4, 70, 70]],
      controls: [[4, 11, 60], [6, 11, 127], [12, 1, 64]],
      bends: [[8, -50], [9, 0]],
    },
    {
      role: "drums",
      name: "Drums",
      bank: "/drums",
      volume: 110,
      pan: 74,
      notes: [[-4, 0.25, 37, 90], [-0.05, 0.25, 46, 90], [1, 0.25, 42, 90], [15.95, 0.25, 46, 90]],
      controls: [],
      bends: [],
    },
  ],
};

/** Probabilities of the four steps as roots: half for the value that was taken, the rest shared by the others. */
export function probabilities() {
  const roots = new Uint8Array(ROWS.steps.length * VALUES).fill(255 * (0.5 / (VALUES - 1)) ** 0.5);
  ROWS.steps.forEach(([, , , value], i) => (roots[i * VALUES + value] = Math.round(255 * 0.5 ** 0.5)));
  return roots;
}

/** @returns {Music} */
export function fourBars() {
  return readMusic(ROWS, probabilities().buffer);
}
