/**
 * Beats against the audio clock, as a list of stretches: each change of tempo, key, place or loop starts another.
 *
 * @typedef {object} Stretch music that plays at one tempo in one key
 * @property {number} time seconds on the audio clock at which it starts
 * @property {number} beat on which it starts
 * @property {number} until beat before which its last note starts
 * @property {number} cut beat on which notes that still sound are ended; Infinity to let them ring
 * @property {number} rate beats a second
 * @property {number} semitones that it is transposed by
 * @property {number} pass that it belongs to, from 0
 * @property {"music" | "again" | "on" | "count"} kind `again`: the loop came round; `on`: the next chorus, without
 * a break; `count`: strokes of a count-in
 *
 * @typedef {object} Borders beats where a stretch can end
 * @property {{ start: number, end: number } | null} loop
 * @property {number} end of the music, where its last note ends
 * @property {number} [beats] length of the solo; no chorus begins after it
 * @property {number} [chorus] length of a chorus, if each begins a stretch of its own
 */

export const ANTICIPATION = 0.08; // beats: how early a player may come in before the beat that is meant
const ROUNDING = 1e-6; // beats

/**
 * @param {Stretch} stretch
 * @param {number} time on the audio clock
 */
export function beatAt({ time: start, beat, rate }, time) {
  return beat + (time - start) * rate;
}

/**
 * @param {Stretch} stretch
 * @param {number} at beat
 * @returns {number} seconds on the audio clock
 */
export function timeAt({ time, beat, rate }, at) {
  return time + (at - beat) / rate;
}

/**
 * The stretch of music from a beat on, to the end of the loop, of the chorus or of the music.
 *
 * @param {number} time
 * @param {number} beat
 * @param {number} rate
 * @param {Borders} borders
 * @returns {Stretch}
 */
export function stretchFrom(time, beat, rate, { loop, end, beats = end, chorus }) {
  const isInside = !loop || (loop.start - ANTICIPATION <= beat && beat < loop.end - ANTICIPATION);
  const from = isInside ? beat : loop.start;
  const next = chorus ? chorusAfter(from, chorus) : Infinity;
  const [until, cut] = next < (loop?.end ?? beats) - ROUNDING
    ? [next - ANTICIPATION, Infinity]
    : loop
    ? [loop.end - ANTICIPATION, loop.end]
    : [end, Infinity];
  return { time, beat: from, until, cut, rate, semitones: 0, pass: 0, kind: "music" };
}

/**
 * The first beat of the chorus after the one that holds a beat. Count-in and intro belong to the first.
 *
 * @param {number} beat
 * @param {number} chorus beats
 */
function chorusAfter(beat, chorus) {
  return chorus * (1 + Math.max(0, Math.floor((beat + ANTICIPATION + ROUNDING) / chorus)));
}

/**
 * The bar before a stretch, for the count-in.
 *
 * @param {Stretch} stretch
 * @param {number} beats
 * @returns {Stretch}
 */
export function countBefore(stretch, beats) {
  const { beat } = stretch;
  return { ...stretch, beat: beat - beats, until: beat, cut: Infinity, kind: "count" };
}

/**
 * What follows a stretch at its end: the loop again, without a gap, or the next chorus. Null at the end of the
 * music. An early entry for the first beat sounds at the end of the pass before.
 *
 * @param {Stretch} stretch
 * @param {number} rate of what follows
 * @param {Borders} borders
 * @returns {Stretch | null}
 */
export function after(stretch, rate, borders) {
  const { loop, end } = borders;
  const time = timeAt(stretch, stretch.until);
  if (stretch.kind === "count") return stretchFrom(time, stretch.until, rate, borders);
  if (loop && stretch.until >= loop.end - ANTICIPATION - ROUNDING) {
    return { ...stretchFrom(time, loop.start - ANTICIPATION, rate, borders), kind: "again" };
  }
  if (stretch.until >= end - ROUNDING) return null;
  return { ...stretchFrom(time, stretch.until, rate, borders), kind: "on" };
}

/**
 * The stretch that sounds at a time.
 *
 * @param {Stretch[]} stretches in order, at least one
 * @param {number} time
 */
export function stretchAt(stretches, time) {
  return stretches.findLast(({ time: start }) => start <= time) ?? stretches[0];
}

/**
 * The beat that sounds at a time. A loop shows its first beat while early entries for it sound.
 *
 * @param {Stretch[]} stretches in order, at least one
 * @param {number} time
 */
export function soundingBeat(stretches, time) {
  const stretch = stretchAt(stretches, time);
  if (stretch.kind === "count") return stretch.until;
  const first = stretch.kind === "again" ? stretch.beat + ANTICIPATION : stretch.beat;
  return Math.max(first, Math.min(beatAt(stretch, time), stretch.until));
}
