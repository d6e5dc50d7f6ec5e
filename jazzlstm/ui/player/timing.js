/**
 * Beats and seconds. Beat 0 is bar 1 of the solo; second 0 is the start of the sound, count-in included.
 *
 * @import { Music, Note } from "./packet.js"
 *
 * @typedef {{ start: number, end: number }} Seconds a stretch of sound that is looped
 */

/**
 * @param {Music} music
 * @param {number} beat
 */
export function secondsAt(music, beat) {
  return (beat + music.leadIn) * music.secondsPerBeat;
}

/**
 * @param {Music} music
 * @param {number} seconds
 */
export function beatAt(music, seconds) {
  return seconds / music.secondsPerBeat - music.leadIn;
}

/**
 * A beat moved by `beats`, between the count-in and the end of the solo.
 *
 * @param {Music} music
 * @param {number} beat
 * @param {number} beats
 */
export function movedBeat(music, beat, beats) {
  return Math.min(Math.max(-music.leadIn, beat + beats), music.beats);
}

/**
 * Minutes and seconds, as "1:05".
 *
 * @param {number} seconds
 */
export function clock(seconds) {
  const whole = Math.floor(seconds + 1e-6);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/**
 * The position of sound that has run up to `at`: wrapped into the loop, or stopped at the end.
 *
 * @param {number} at seconds
 * @param {Seconds | null} loop
 * @param {number} length seconds
 */
export function wrapped(at, loop, length) {
  if (!loop || at < loop.end) return Math.min(at, length);
  return loop.start + ((at - loop.start) % (loop.end - loop.start));
}

/**
 * Where a new solo starts, in seconds: at the beat of the solo before it, so that a change while
 * playing keeps the place. A solo that had not begun, or is over, starts with its count-in.
 *
 * @param {Music} music
 * @param {number} beat
 */
export function entrySeconds(music, beat) {
  return beat > 0 && beat < music.beats ? secondsAt(music, beat) : 0;
}

/**
 * @param {Music} music
 * @param {number} beat
 * @returns {Note[]} the notes that sound at this beat
 */
export function notesAt(music, beat) {
  return music.notes.filter((note) => note.start <= beat && beat < note.end);
}
