/**
 * Practice in a live session: every few choruses faster, or in another key. The server plays it, so it acts on
 * the soloist, too.
 *
 * @import { State } from "./state.js"
 * @import { LiveBar } from "./livemusic.js"
 */

import { semitonesOf, tempoOf, varies } from "./passes.js";

const OCTAVE = 12; // semitones
const DUE = 1.4; // seconds before a chorus at which its tempo and key are asked for

/**
 * Tempo and key of a pass, as the server takes them.
 *
 * @param {Pick<State, "practice" | "tempo">} state
 * @param {number} usual tempo of the settings
 * @param {number} pass from 0
 * @returns {{ semitones?: number, tempo?: number }}
 */
export function practiceOf({ practice, tempo }, usual, pass) {
  const semitones = within(semitonesOf(practice, pass));
  const faster = tempoOf({ ...practice, tempo: tempo ?? usual }, pass);
  return { ...(semitones && { semitones }), ...(faster !== usual && { tempo: faster }) };
}

/** @param {number} semitones */
function within(semitones) {
  return Math.abs(semitones) > OCTAVE ? semitones - OCTAVE * Math.sign(semitones) : semitones;
}

/**
 * How many choruses have begun by a bar.
 *
 * @param {LiveBar[]} bars
 * @param {number} bar
 */
export function chorusesBy(bars, bar) {
  return bars.reduce((count, { isTop }, i) => count + Number(isTop && i <= bar), 0);
}

/**
 * The next bar that begins a pass, if it is time to ask for it; -1 if not.
 *
 * @param {State} state
 * @param {LiveBar[]} bars
 * @param {{ bar: number, since: number, secondsUntil: (beat: number) => number }} now the bar that sounds, and
 * the choruses that had begun when the practice was chosen
 */
export function nextPass({ practice, choruses }, bars, { bar, since, secondsUntil }) {
  if (!varies(practice)) return -1;
  const next = bars.findIndex(({ isTop }, i) => isTop && i > bar);
  const isPass = next >= 0 && (chorusesBy(bars, next) - since) % choruses === 0;
  return isPass && secondsUntil(bars[next].start) < DUE ? next : -1;
}

/**
 * @param {{ tempo?: number, semitones?: number }} practice
 * @param {number} chorus from 1
 */
export function practiceWords({ tempo, semitones = 0 }, chorus) {
  const key = semitones ? `${semitones > 0 ? "up" : "down"} ${Math.abs(semitones)} semitones` : "";
  return [`Chorus ${chorus}`, tempo ? `${tempo} bpm` : "", key].filter(Boolean).join(" · ");
}
