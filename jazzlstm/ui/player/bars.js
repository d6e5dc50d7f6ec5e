/**
 * Bars and chords at a beat.
 *
 * @import { Music, Span } from "./packet.js"
 *
 * @typedef {{ index: number, start: number, end: number }} Bar index counts from 0; start and end in beats
 */

const ROUNDING = 1e-6; // beats: positions come from seconds and are never exact

/**
 * The bar that holds a beat; the first bar for anything before it.
 *
 * @param {Music} music
 * @param {number} beat
 * @returns {Bar}
 */
export function barAt(music, beat) {
  const index = Math.max(0, music.bars.findLastIndex((bar) => bar <= beat + ROUNDING));
  return { index, start: music.bars[index], end: music.bars[index + 1] ?? music.beats };
}

/** @param {Music} music */
export function lastBar(music) {
  return barAt(music, music.beats - 0.01);
}

/**
 * The name of a place: "bar 3", or what leads in to the solo.
 *
 * @param {Music} music
 * @param {number} beat
 */
export function placeName(music, beat) {
  const within = Math.min(beat, music.beats - ROUNDING);
  if (within >= -ROUNDING) return `bar ${barAt(music, within).index + 1 + (music.firstBar ?? 0)}`;
  return within < -music.intro - ROUNDING ? "count-in" : "intro";
}

/**
 * The index of the chord that sounds at a beat, in `spans`; -1 before the first.
 *
 * @param {Span[]} spans
 * @param {number} beat
 * @param {number} beats length of the solo
 */
export function chordIndexAt(spans, beat, beats) {
  const within = Math.min(beat, beats - ROUNDING);
  return spans.findLastIndex((span) => span.start <= within + ROUNDING);
}

/**
 * Whether two messages bring the same notes, perhaps with another band, swing or feel.
 *
 * @param {Music} one
 * @param {Music} other
 */
export function isSameSolo(one, other) {
  const areWhole = one.until === one.beats && other.until === other.beats;
  const both = Math.min(one.notes.length, other.notes.length); // one of them may still grow
  const isSame = one.beats === other.beats && (!areWhole || one.notes.length === other.notes.length);
  return isSame && one.notes.slice(0, both).every(({ pitch }, i) => pitch === other.notes[i].pitch);
}
