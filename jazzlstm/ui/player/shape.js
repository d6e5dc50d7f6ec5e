/**
 * The shape that a listener gives a solo: the points of the arc, places of goal notes, notes that are picked.
 *
 * @import { Layout } from "./geometry.js"
 * @import { Music, Note } from "./packet.js"
 *
 * @typedef {{ beat: number, pitch: number }} Place in straight beats; a MIDI pitch
 */

import { barAt } from "./bars.js";

export const POINTS = 17; // of a drawn arc: enough for every second bar of 32
export const MIDDLE = 50; // percent
const GRID = 2; // places a beat: eighth notes
const SWUNG = 0.26; // beats: how late swing may play the note of a place, and how near a click has to be

/**
 * The arc at evenly spaced points.
 *
 * @param {number[]} points percent; empty for none
 * @param {number} [count]
 */
export function resampled(points, count = POINTS) {
  const last = points.length - 1;
  return Array.from({ length: count }, (_, i) => {
    const place = (i / (count - 1)) * Math.max(0, last);
    const below = Math.floor(place);
    const [low, high] = [points[below] ?? MIDDLE, points[Math.min(below + 1, last)] ?? MIDDLE];
    return Math.round(low + (place - below) * (high - low));
  });
}

/**
 * The arc after a stroke between two places of the picture, each from 0 to 1, upwards and to the right.
 *
 * @param {number[]} points
 * @param {{ x: number, y: number }} from
 * @param {{ x: number, y: number }} to
 */
export function drawn(points, from, to) {
  const last = points.length - 1;
  const [left, right] = from.x <= to.x ? [from, to] : [to, from];
  return points.map((point, i) => {
    const nearest = Math.round(to.x * last) === i;
    if (!nearest && (i < left.x * last || i > right.x * last)) return point;
    const share = right.x === left.x ? 1 : (i / last - left.x) / (right.x - left.x);
    const y = nearest ? to.y : left.y + share * (right.y - left.y);
    return Math.round(100 * Math.min(Math.max(0, y), 1));
  });
}

/**
 * @param {number[]} points
 * @param {number} index
 * @param {number} by percent
 */
export function moved(points, index, by) {
  return points.map((point, i) => i === index ? Math.min(Math.max(0, point + by), 100) : point);
}

/**
 * The place that a point of the roll stands for: the nearest eighth note within the solo.
 *
 * @param {Music} music
 * @param {Layout} layout
 * @param {number} beat
 * @param {number} above px above the lower edge of the roll
 * @returns {Place}
 */
export function placeAt({ beats }, { lowest, rowHeight }, beat, above) {
  const snapped = Math.min(Math.round(beat * GRID) / GRID, (Math.ceil(beats * GRID) - 1) / GRID);
  return { beat: Math.max(0, snapped), pitch: lowest + Math.floor(above / rowHeight) };
}

/**
 * The note that is exactly under a point.
 *
 * @param {Music} music
 * @param {number} beat
 * @param {number} pitch
 */
export function noteUnder({ notes }, beat, pitch) {
  return notes.find((note) => note.pitch === pitch && note.start <= beat && beat < note.end) ?? null;
}

/**
 * The note that is played at a place, perhaps a little later with swing.
 *
 * @param {Music} music
 * @param {Place} place
 * @returns {Note | null}
 */
export function noteOn({ notes }, { beat, pitch }) {
  return notes.find((note) => note.pitch === pitch && Math.abs(note.start - beat) < SWUNG) ?? null;
}

/**
 * The goal at a place, if there is one.
 *
 * @param {Place[]} goals
 * @param {Place} place
 */
export function goalAt(goals, { beat, pitch }) {
  return goals.find((goal) => goal.pitch === pitch && Math.abs(goal.beat - beat) < SWUNG) ?? null;
}

/**
 * The steps of all notes that start within a span.
 *
 * @param {Music} music
 * @param {number} from beat
 * @param {number} to beat, earlier or later
 */
export function stepsWithin({ notes }, from, to) {
  const [start, end] = [Math.min(from, to), Math.max(from, to)];
  return notes.filter((note) => note.start >= start && note.start < end).map(({ step }) => step);
}

/**
 * @param {number[]} picked
 * @param {number} step
 */
export function toggled(picked, step) {
  return picked.includes(step) ? picked.filter((each) => each !== step) : [...picked, step];
}

/**
 * @param {Music} music
 * @param {number} beat
 */
export function placeWords(music, beat) {
  const { index, start } = barAt(music, beat);
  return `bar ${index + 1}, beat ${Math.round(10 * (1 + beat - start)) / 10}`;
}
