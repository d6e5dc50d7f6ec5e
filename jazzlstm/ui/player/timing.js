/**
 * Beats and seconds. Beat 0 is bar 1 of the solo; second 0 is the start of the sound, count-in included.
 *
 * @import { Music, Note } from "./packet.js"
 */

/**
 * @param {Music} music
 * @param {number} beat
 * @param {number} [tempo] beats a minute
 */
export function secondsAt({ leadIn, tempo: own }, beat, tempo = own) {
  return ((beat + leadIn) * 60) / tempo;
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
 * Where a new solo starts: at the beat of the solo before it, so that a change while playing keeps the
 * place. A solo that had not begun, or is over, starts with its count-in.
 *
 * @param {Music} music
 * @param {number} beat
 */
export function entryBeat(music, beat) {
  return beat > 0 && beat < music.beats ? beat : -music.leadIn;
}

/**
 * @param {Music} music
 * @param {number} beat
 * @returns {Note[]} the notes that sound at this beat
 */
export function notesAt(music, beat) {
  return music.notes.filter((note) => note.start <= beat && beat < note.end);
}
