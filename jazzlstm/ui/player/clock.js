/**
 * Beats against the audio clock, as a list of stretches: each change of tempo, place or loop starts another.
 *
 * @typedef {object} Stretch music that plays at one tempo
 * @property {number} time seconds on the audio clock at which it starts
 * @property {number} beat on which it starts
 * @property {number} until beat before which its last note starts
 * @property {number} cut beat on which notes that still sound are ended; Infinity to let them ring
 * @property {number} rate beats a second
 * @property {"music" | "again" | "count"} kind `again`: the loop came round; `count`: strokes of a count-in
 */

export const ANTICIPATION = 0.08; // beats: how early a player may come in before the beat that is meant

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
 * The stretch of music from a beat on, to the end of the loop or of the music.
 *
 * @param {number} time
 * @param {number} beat
 * @param {number} rate
 * @param {{ start: number, end: number } | null} loop
 * @param {number} end last beat of the music
 * @returns {Stretch}
 */
export function stretchFrom(time, beat, rate, loop, end) {
  if (!loop) return { time, beat, until: end, cut: Infinity, rate, kind: "music" };
  const isInside = loop.start - ANTICIPATION <= beat && beat < loop.end - ANTICIPATION;
  const from = isInside ? beat : loop.start;
  return { time, beat: from, until: loop.end - ANTICIPATION, cut: loop.end, rate, kind: "music" };
}

/**
 * The bar before a stretch, for the count-in.
 *
 * @param {Stretch} stretch
 * @param {number} beats
 * @returns {Stretch}
 */
export function countBefore({ time, beat, rate }, beats) {
  return { time, beat: beat - beats, until: beat, cut: Infinity, rate, kind: "count" };
}

/**
 * The loop again, without a gap. An early entry for its first beat sounds at the end of the pass before.
 *
 * @param {Stretch} stretch that has come to its end
 * @param {{ start: number, end: number }} loop
 * @returns {Stretch}
 */
export function again(stretch, loop) {
  const time = timeAt(stretch, stretch.until);
  return { ...stretchFrom(time, loop.start - ANTICIPATION, stretch.rate, loop, loop.end), kind: "again" };
}

/**
 * The beat that sounds at a time. A loop shows its first beat while early entries for it sound.
 *
 * @param {Stretch[]} stretches in order, at least one
 * @param {number} time
 */
export function soundingBeat(stretches, time) {
  const stretch = stretches.findLast(({ time: start }) => start <= time) ?? stretches[0];
  if (stretch.kind === "count") return stretch.until;
  const first = stretch.kind === "again" ? stretch.beat + ANTICIPATION : stretch.beat;
  return Math.max(first, Math.min(beatAt(stretch, time), stretch.until));
}
