/**
 * The form as it is written: bars with their signs, and the order in which they are played.
 *
 * @import { Bar } from "./bars.js"
 * @import { Music } from "./packet.js"
 *
 * @typedef {object} WrittenBar
 * @property {[number, string][]} chords beat in the bar, and symbol; none where the chord before it holds
 * @property {number} beats
 * @property {string} words its chords as they are typed: "Dm7 / G7 /"
 * @property {string} section that begins here, or ""
 * @property {boolean} repeats a repeat begins here
 * @property {number} times how often the repeat that ends here is played; 0 where none ends
 * @property {string} ending "1, 2", or "" where none begins
 * @property {string} before the bar: "Segno", "Coda"
 * @property {string} after the bar: "Fine", "To Coda", "D.C. al Fine"
 *
 * @typedef {object} Form
 * @property {WrittenBar[]} bars
 * @property {number[]} order index of the written bar, for each bar of a chorus
 */

/** @type {WrittenBar} */
const PLAIN_BAR = {
  chords: [],
  beats: 4,
  words: "",
  section: "",
  repeats: false,
  times: 0,
  ending: "",
  before: "",
  after: "",
};

/**
 * @param {{ bars: Partial<WrittenBar>[], order: number[] }} rows a bar has only the fields that aren't empty
 * @returns {Form}
 */
export function readForm({ bars, order }) {
  return { bars: bars.map((bar) => ({ ...PLAIN_BAR, ...bar })), order };
}

/**
 * The music, with form, bars and chords of the music before it where they are equal: what shows them stays.
 *
 * @param {Music} music
 * @param {Music | null} before
 * @returns {Music}
 */
export function withFormKept(music, before) {
  if (!before || formText(music) !== formText(before)) return music;
  const { form, bars, chords } = before;
  return { ...music, form, bars, chords };
}

/** @param {Music} music */
function formText({ form, bars, chords }) {
  return JSON.stringify([form, bars, chords]);
}

/**
 * The written bar that a bar of the solo plays.
 *
 * @param {Form} form
 * @param {number} index of the bar of the solo
 */
export function writtenBarOf({ order }, index) {
  return order.length ? order[index % order.length] : -1;
}

/**
 * The bar of the solo that plays a written bar: the next one from a place on, or else the first.
 *
 * @param {Music} music
 * @param {number} written
 * @param {number} beat from which on
 * @returns {Bar | null} null if the solo doesn't reach it
 */
export function playedBarOf(music, written, beat) {
  const found = music.bars.flatMap((_, i) => writtenBarOf(music.form, i) === written ? [i] : []);
  const index = found.find((i) => music.bars[i] >= beat) ?? found[0];
  if (index === undefined) return null;
  return { index, start: music.bars[index], end: music.bars[index + 1] ?? music.beats };
}
