/**
 * What moves while a part plays: controllers and bends, in the order of their beats.
 *
 * @import { Control } from "./packet.js"
 * @import { Point } from "./voices.js"
 */

const RING = 1; // beats after its end in which a note still follows bends
const ROUNDING = 1e-6; // beats

/**
 * The index of the first item that lies at or after a beat.
 *
 * @template Item
 * @param {Item[]} items in order
 * @param {number} beat
 * @param {(item: Item) => number} placeOf
 */
export function firstFrom(items, beat, placeOf) {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (placeOf(items[middle]) < beat) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** @param {{ beat: number }} move */
export const beatOf = ({ beat }) => beat;

/**
 * The value of a controller at a beat.
 *
 * @param {Control[]} moves in order
 * @param {number} beat
 * @param {number} initial
 */
export function valueAt(moves, beat, initial) {
  return moves[firstFrom(moves, beat + ROUNDING, beatOf) - 1]?.value ?? initial;
}

/**
 * How a value moves while a note sounds; empty where it stays 0.
 *
 * @template {{ beat: number }} Move
 * @param {{ rate: number }} stretch beats a second
 * @param {{ start: number, end: number }} note beats
 * @param {Move[]} moves in order
 * @param {(move: Move) => number} valueOf
 * @returns {Point[]}
 */
export function pointsWithin({ rate }, { start, end }, moves, valueOf) {
  const first = Math.max(0, firstFrom(moves, start + ROUNDING, beatOf) - 1);
  const within = moves.slice(first, firstFrom(moves, end + RING, beatOf));
  const points = within.map((move) => ({
    time: Math.max(0, move.beat - start) / rate,
    value: valueOf(move),
  }));
  return points.every(({ value }) => !value) ? [] : points;
}
