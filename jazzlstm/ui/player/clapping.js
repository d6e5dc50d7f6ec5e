/**
 * The delay between what the listener hears and what the page hears of it, measured by clapping along.
 *
 * @import { Attack } from "./notefinder.js"
 */

const CLICKS = 8;
const BETWEEN = 0.75; // seconds
const EARLY = 0.1; // seconds that a clap may come before its click
const LATE = 0.6;
const ENOUGH = 4; // claps
const UNEVEN = 0.06; // seconds, median distance from the median: these aren't claps to the clicks
const LENGTH = 0.03; // seconds of a click
const PITCH = 1760; // Hz

/**
 * @param {BaseAudioContext} context
 * @param {AudioNode} output
 * @returns {number[]} times of the clicks on the audio clock
 */
export function playClicks(context, output) {
  const first = context.currentTime + 0.3;
  return Array.from({ length: CLICKS }, (_, i) => {
    const time = first + i * BETWEEN;
    const click = new OscillatorNode(context, { frequency: PITCH });
    const level = new GainNode(context, { gain: 0 });
    level.gain.setValueAtTime(0.06, time);
    level.gain.exponentialRampToValueAtTime(0.0001, time + LENGTH);
    click.connect(level).connect(output);
    click.start(time);
    click.stop(time + LENGTH);
    return time;
  });
}

/**
 * Seconds after the last click for which claps are waited for.
 */
export const PATIENCE = LATE + 0.1;

/**
 * @param {number[]} clicks seconds
 * @param {Attack[]} attacks
 * @returns {number | null} seconds from a click to its clap; null if there were too few claps, or uneven ones
 */
export function delayOf(clicks, attacks) {
  const delays = clicks.flatMap((click) => {
    const near = attacks.filter(({ time }) => time > click - EARLY && time < click + LATE);
    const loudest = near.reduce((best, each) => (each.level > best.level ? each : best), near[0]);
    return loudest ? [loudest.time - click] : [];
  });
  if (delays.length < ENOUGH) return null;
  const delay = median(delays);
  return median(delays.map((each) => Math.abs(each - delay))) > UNEVEN ? null : delay;
}

/** @param {number[]} numbers at least one */
function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
