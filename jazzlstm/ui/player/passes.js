/**
 * Passes: what changes each time the music comes round. A pass is once through the loop, or one chorus of it.
 *
 * @typedef {"same" | "fourths" | "semitones" | "random"} KeyPlan
 *
 * @typedef {object} Practice
 * @property {number} tempo of the first pass, beats a minute
 * @property {number} faster beats a minute that each pass adds
 * @property {number} fastest beats a minute
 * @property {number} semitones that the first pass is transposed by
 * @property {number[]} keys semitones that each pass adds to these; after the last, the first follows
 */

const KEYS = 12;

/** @type {Practice} */
export const PLAIN = { tempo: 120, faster: 0, fastest: 200, semitones: 0, keys: [0] };

/**
 * @param {Practice} practice
 * @param {number} pass from 0
 * @returns {number} beats a minute
 */
export function tempoOf({ tempo, faster, fastest }, pass) {
  return Math.max(tempo, Math.min(tempo + faster * pass, fastest));
}

/**
 * @param {Practice} practice
 * @param {number} pass from 0
 * @returns {number} semitones that the pass is transposed by
 */
export function semitonesOf({ semitones, keys }, pass) {
  return semitones + keys[pass % keys.length];
}

/**
 * Whether passes differ.
 *
 * @param {Practice} practice
 */
export function varies({ tempo, faster, fastest, keys }) {
  return keys.length > 1 || (faster > 0 && fastest > tempo);
}

/**
 * The semitones of each pass: all twelve keys, each within a tritone of the first.
 *
 * @param {KeyPlan} plan
 * @param {() => number} [random] 0 to 1
 * @returns {number[]}
 */
export function keysOf(plan, random = Math.random) {
  if (plan === "same") return [0];
  const step = plan === "fourths" ? 5 : 1;
  const keys = Array.from({ length: KEYS }, (_, pass) => near(step * pass));
  if (plan !== "random") return keys;
  const order = new Map(keys.map((key) => [key, key ? random() : -1])); // the key of the solo comes first
  return keys.sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
}

/**
 * The interval to the same key within a tritone.
 *
 * @param {number} semitones
 */
function near(semitones) {
  return ((semitones + 5) % KEYS) - 5;
}
