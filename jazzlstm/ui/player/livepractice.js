/**
 * Practice in a live session: every few choruses faster, or in another key. The server plays it, so it acts on
 * the soloist, too.
 *
 * @import { State } from "./state.js"
 * @import { LiveBar } from "./livemusic.js"
 */

import { semitonesOf, tempoOf, varies } from "./passes.js";

const OCTAVE = 12; // semitones
const SLOWEST = 20; // beats a minute
const DUE = 1.4; // seconds before a chorus at which its tempo and key are asked for

/**
 * @typedef {"" | "guides" | "ladder"} Exercise what the soloist plays; "" improvises
 * @typedef {{ semitones?: number, tempo?: number, rung?: number }} PracticeRow `LivePractice` of the server
 */

/** The ladder: what is played in each pass, and how fast. `live_exercises.py` explains the rungs. */
const LADDER = [
  { rung: 1, speed: 1, words: "guide tones" },
  { rung: 2, speed: 1, words: "beats 1 and 3" },
  { rung: 3, speed: 1, words: "every beat" },
  { rung: 4, speed: 0.6, words: "the whole line" },
  { rung: 4, speed: 0.8, words: "the whole line" },
  { rung: 4, speed: 1, words: "the whole line" },
];
const GUIDES = { rung: 1, speed: 1, words: "guide tones" };

/**
 * @param {Exercise} exercise
 * @param {number} pass from 0
 */
function rungOf(exercise, pass) {
  if (exercise === "ladder") return LADDER[Math.min(pass, LADDER.length - 1)];
  return exercise === "guides" ? GUIDES : { rung: 0, speed: 1, words: "" };
}

/**
 * Tempo, key and exercise of a pass, as the server takes them.
 *
 * @param {Pick<State, "practice" | "tempo" | "exercise">} state
 * @param {number} usual tempo of the settings
 * @param {number} pass from 0
 * @returns {PracticeRow}
 */
export function practiceOf({ practice, tempo, exercise }, usual, pass) {
  const semitones = within(semitonesOf(practice, pass));
  const { rung, speed } = rungOf(exercise, pass);
  const faster = tempoOf({ ...practice, tempo: tempo ?? usual }, pass);
  const played = Math.max(SLOWEST, Math.round(speed * faster));
  return {
    ...(semitones && { semitones }),
    ...((speed < 1 || faster !== usual) && { tempo: speed < 1 ? played : faster }),
    ...(rung && { rung }),
  };
}

/**
 * Whether passes differ.
 *
 * @param {Pick<State, "practice" | "exercise">} state
 */
export function changes({ practice, exercise }) {
  return exercise === "ladder" || varies(practice);
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
export function nextPass(state, bars, { bar, since, secondsUntil }) {
  if (!changes(state)) return -1;
  const next = bars.findIndex(({ isTop }, i) => isTop && i > bar);
  const isPass = next >= 0 && (chorusesBy(bars, next) - since) % state.choruses === 0;
  return isPass && secondsUntil(bars[next].start) < DUE ? next : -1;
}

/**
 * @param {PracticeRow} row
 * @param {number} chorus from 1
 */
export function practiceWords({ tempo, semitones = 0, rung = 0 }, chorus) {
  const key = semitones ? `${semitones > 0 ? "up" : "down"} ${Math.abs(semitones)} semitones` : "";
  const line = LADDER.find((step) => step.rung === rung)?.words ?? "";
  return [`Chorus ${chorus}`, line, tempo ? `${tempo} bpm` : "", key].filter(Boolean).join(" · ");
}
