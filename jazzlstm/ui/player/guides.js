/** Guide tones: the third and the seventh of a chord, which tell its kind. */

const THIRDS = [4, 3, 5, 2]; // semitones above the root; without a third the fourth or the second stands for it
const SEVENTHS = [10, 11, 9]; // a sixth stands for the seventh

/**
 * @param {{ tones: number[], root: number }} chord pitch classes
 * @returns {number[]} pitch classes: third, then seventh, as far as the chord has them
 */
export function guideTones({ tones, root }) {
  const intervals = tones.map((tone) => (tone - root + 12) % 12);
  const found = [THIRDS, SEVENTHS].map((choices) => choices.find((choice) => intervals.includes(choice)));
  return found.flatMap((interval) => interval === undefined ? [] : [(root + interval) % 12]);
}
