/**
 * Where beats and pitches lie on the piano roll, in CSS pixels.
 *
 * @import { Music, Note } from "./packet.js"
 *
 * @typedef {{ width: number, height: number }} Size of the window on the roll
 *
 * @typedef {object} Layout
 * @property {number} width
 * @property {number} height
 * @property {number} beatWidth
 * @property {number} rowHeight a row is a semitone
 * @property {number} lowest MIDI pitch of the bottom row
 * @property {number} rows
 * @property {number} barsAcross bars that the window shows
 */

import { remembered } from "./memo.js";

const FEWEST_ROWS = 26; // so that a narrow solo doesn't fill the height with three thick rows
const NARROWEST_BEAT = 24; // px
const MARGIN_ROWS = 2; // free rows above and below the solo
const NEAR_PX = 4; // a note is hit this far from its ends
const NEAR_ROWS = 2.5; // and this far above or below

/**
 * The layout of a solo in a window.
 *
 * @param {Music} music
 * @param {Size} size
 * @param {number} barsAcross chosen by zooming; 0 lets the width decide
 * @returns {Layout}
 */
export function layOut(music, { width, height }, barsAcross) {
  const { lowest, rows } = pitchRange(music);
  const bars = barCount(music);
  const fitting = Math.max(1, Math.floor(width / (NARROWEST_BEAT * music.barBeats)));
  const across = Math.min(barsAcross || fitting, bars);
  const beatsAcross = across >= bars ? music.beats : across * music.barBeats;
  const beatWidth = width / beatsAcross;
  return { width, height, beatWidth, rowHeight: height / rows, lowest, rows, barsAcross: across };
}

/** The layout, kept until solo, size or zoom change. */
export const layoutOf = remembered(layOut);

/** @param {Music} music */
function barCount({ beats, barBeats }) {
  return Math.max(1, Math.ceil(beats / barBeats - 1e-6));
}

/** @param {Music} music */
function pitchRange({ notes }) {
  const pitches = notes.map((note) => note.pitch);
  const low = Math.min(...pitches, 72) - MARGIN_ROWS;
  const high = Math.max(...pitches, 60) + MARGIN_ROWS;
  const more = Math.max(0, FEWEST_ROWS - (high - low + 1));
  return { lowest: low - Math.floor(more / 2), rows: high - low + 1 + more };
}

/**
 * How many bars to show after zooming: twice as many for a factor of 2.
 *
 * @param {Music} music
 * @param {Layout} layout
 * @param {number} factor
 */
export function zoomedBars(music, { barsAcross }, factor) {
  return Math.min(barCount(music), Math.max(1, Math.round(barsAcross * factor)));
}

/**
 * @param {Layout} layout
 * @param {number} beat
 * @param {number} scroll px
 */
export function xOf({ beatWidth }, beat, scroll) {
  return beat * beatWidth - scroll;
}

/**
 * @param {Layout} layout
 * @param {number} pitch
 * @returns {number} the upper edge of its row
 */
export function yOf({ height, lowest, rowHeight }, pitch) {
  return height - (pitch - lowest + 1) * rowHeight;
}

/**
 * The beat at a distance from the left end of the music.
 *
 * @param {Music} music
 * @param {Layout} layout
 * @param {number} distance px
 */
export function beatAtDistance(music, { beatWidth }, distance) {
  return Math.min(Math.max(0, distance / beatWidth), music.beats);
}

/**
 * The note nearest to a point, if one is near enough to be meant.
 *
 * @param {Music} music
 * @param {Layout} layout
 * @param {number} beat
 * @param {number} above px above the lower edge of the roll
 * @returns {Note | null}
 */
export function noteNear(music, { beatWidth, lowest, rowHeight }, beat, above) {
  const pitch = lowest + above / rowHeight - 1;
  const slack = NEAR_PX / beatWidth;
  const near = music.notes.filter((note) => note.start - slack <= beat && beat <= note.end + slack);
  /** @param {Note} note */
  const distance = (note) => Math.abs(note.pitch - pitch + 0.5);
  const [nearest] = near.sort((a, b) => distance(a) - distance(b));
  return nearest && distance(nearest) < NEAR_ROWS ? nearest : null;
}

/**
 * Where to scroll so that a beat is in view: to the start of its bar. Null if it is in view already.
 *
 * @param {Music} music
 * @param {Layout} layout
 * @param {number} beat
 * @param {number} scroll px
 */
export function scrollToShow({ barBeats }, layout, beat, scroll) {
  const x = xOf(layout, beat, scroll);
  if (x >= 0 && x <= layout.width - 12) return null;
  return Math.floor(beat / barBeats) * barBeats * layout.beatWidth;
}
