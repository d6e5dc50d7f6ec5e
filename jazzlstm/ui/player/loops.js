/**
 * Loops, in beats, and the bars that a loop lets the listener lock.
 *
 * @import { Bar } from "./bars.js"
 * @import { Music } from "./packet.js"
 *
 * @typedef {{ start: number, end: number, whole?: boolean }} Loop `whole`: all of whatever solo plays
 */

import { barAt } from "./bars.js";

/**
 * @param {number} beats length of the solo
 * @returns {Loop}
 */
export function wholeLoop(beats) {
  return { start: 0, end: beats, whole: true };
}

/**
 * The loop over two bars and all between them, in either order.
 *
 * @param {Bar} first
 * @param {Bar} last
 * @returns {Loop}
 */
export function loopOver(first, last) {
  return { start: Math.min(first.start, last.start), end: Math.max(first.end, last.end) };
}

/**
 * @param {Loop | null} loop
 * @param {Bar} bar
 * @returns {Loop} the loop, starting with `bar`
 */
export function loopFrom(loop, bar) {
  return { start: bar.start, end: Math.max(bar.end, loop?.end ?? 0) };
}

/**
 * @param {Loop | null} loop
 * @param {Bar} bar
 * @returns {Loop} the loop, ending with `bar`
 */
export function loopUntil(loop, bar) {
  return { start: Math.min(bar.start, loop?.start ?? bar.start), end: bar.end };
}

/**
 * The same loop in a solo of another length: cut at its end, or all of it when the loop lies beyond.
 *
 * @param {Loop | null} loop
 * @param {number} beats
 * @returns {Loop | null}
 */
export function fittedLoop(loop, beats) {
  if (!loop) return null;
  return loop.whole || loop.start >= beats ? wholeLoop(beats) : { ...loop, end: Math.min(loop.end, beats) };
}

/**
 * How many bars can be locked: those up to the end of the loop. 0 when nothing would be left to improvise.
 *
 * @param {Loop | null} loop
 * @param {Music} music
 */
export function lockableBars(loop, music) {
  if (!loop || loop.whole || loop.end > music.beats - 0.01) return 0;
  return barAt(music, loop.end - 0.01).index + 1;
}

/** @param {number} bars */
export function lockLabel(bars) {
  return ["Lock bars", "Lock bar 1", `Lock bars 1–${bars}`][Math.min(bars, 2)];
}

/**
 * The first and the last bar that can be played anew: those of the loop. Null when it is the whole solo.
 *
 * @param {Loop | null} loop
 * @param {Music} music
 */
export function replaceableBars(loop, music) {
  if (!loop || loop.whole || (loop.start <= 0 && loop.end > music.beats - 0.01)) return null;
  return { first: barAt(music, loop.start).index + 1, last: barAt(music, loop.end - 0.01).index + 1 };
}

/** @param {{ first: number, last: number } | null} bars */
export function replaceLabel(bars) {
  if (!bars) return "Replace bars";
  return bars.first === bars.last ? `Replace bar ${bars.first}` : `Replace bars ${bars.first}–${bars.last}`;
}

/**
 * The beat up to which a solo is locked; 0 when none of it is.
 *
 * @param {Music} music
 * @param {number} locked steps
 */
export function lockedUntil(music, locked) {
  return locked ? (music.steps[locked]?.start ?? music.until) : 0;
}
