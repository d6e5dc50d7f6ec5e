/**
 * The record of a live session: what plays it again, note for note. `services/live_record.py` explains its rows.
 *
 * @import { PlayedNote } from "./livemusic.js"
 *
 * @typedef {object} Act
 * @property {number} bar before whose line it acts
 * @property {number} [sounds] bar from which it was heard, if that is a later one
 * @property {{ settings: object, practice: object }} [change]
 * @property {{ bars: number, first: boolean } | null} [trade]
 * @property {{ from: number, until: number, notes: number[] }} [soFar]
 * @property {{ from: number, notes: number[] }} [heard]
 *
 * @typedef {object} SessionRecord
 * @property {number} session version
 * @property {string} model
 * @property {string} is fingerprint of the network
 * @property {object} settings
 * @property {object} [practice] at the start
 * @property {number} bars that were heard
 * @property {Act[]} acts
 * @property {[first: number, bars: number, back: number][]} [vamps] bars that the band repeated, and from how far
 *   back
 * @property {[bar: number, since: number][]} [resumed] for each time that the session was resumed: the bar at which
 *   it went on, and the first bar that the server played again
 */

import { packed, unpacked } from "./packed.js";

const VERSION = 1;
export const TICKS = 960; // of a beat
const LONGEST = 1000; // beats that a note lasts
const MARK = "1"; // first letter of a text
export const LONGEST_LINK = 8000; // letters: mail and chat programs cut longer addresses

/**
 * @param {{ model: string, is: string, settings: object }} message the first one of a session
 * @param {object} [practice] at the start
 * @returns {SessionRecord}
 */
export function newRecord({ model, is, settings }, practice = {}) {
  return { session: VERSION, model, is, settings, practice, bars: 0, acts: [] };
}

/**
 * Notes as integers: ticks after the start of the note before, duration, pitch, velocity.
 *
 * @param {PlayedNote[]} notes
 * @returns {number[]}
 */
export function noteRow(notes) {
  let before = 0;
  return [...notes].sort(([a], [b]) => a - b).flatMap(([start, duration, pitch, velocity]) => {
    const tick = Math.round(start * TICKS);
    const after = tick - before;
    before = tick;
    return [after, Math.max(1, Math.round(Math.min(duration, LONGEST) * TICKS)), pitch, velocity];
  });
}

/**
 * The record after acts that are heard from a bar on; no vamp goes on there.
 *
 * @param {SessionRecord} record
 * @param {Act[]} more acts
 * @param {number} bar
 * @returns {SessionRecord}
 */
export function withActs(record, more, bar) {
  const sounding = more.map((act) => (act.bar === bar ? act : { ...act, sounds: bar }));
  const acts = [...record.acts, ...sounding];
  return { ...record, acts, ...vampsBefore(record, bar), ...resumedBy(record, bar) };
}

/**
 * The record after one more bar that the band has repeated.
 *
 * @param {SessionRecord} record
 * @param {number} bar
 * @param {number} back bars between the two
 * @returns {SessionRecord}
 */
export function withVamp({ vamps = [], ...record }, bar, back) {
  const last = vamps[vamps.length - 1];
  const goesOn = last && last[0] + last[1] === bar && last[2] === back;
  if (!goesOn) return { ...record, vamps: [...vamps, [bar, 1, back]] };
  return { ...record, vamps: [...vamps.slice(0, -1), [last[0], last[1] + 1, back]] };
}

/**
 * The record of a session that the server has resumed.
 *
 * @param {SessionRecord} record
 * @param {number} bar with which it goes on
 * @param {number} [since] bar with which the server has begun again; none if it has played the whole record
 * @returns {SessionRecord}
 */
export function withResumption(record, bar, since) {
  return since === undefined ? record : { ...record, resumed: [...record.resumed ?? [], [bar, since]] };
}

/**
 * @param {SessionRecord} record
 * @param {number} bar from which other bars are heard
 * @returns {Pick<SessionRecord, "resumed">} heard from this bar on at the latest
 */
function resumedBy({ resumed }, bar) {
  return resumed ? { resumed: resumed.map(([from, since]) => [Math.min(from, bar), since]) } : {};
}

/**
 * @param {SessionRecord} record
 * @param {number} end bar
 * @returns {Pick<SessionRecord, "vamps">} the repeated bars before it
 */
function vampsBefore({ vamps }, end) {
  if (!vamps) return {};
  const begun = vamps.filter(([first]) => first < end);
  return { vamps: begun.map(([first, bars, back]) => [first, Math.min(bars, end - first), back]) };
}

/**
 * The record of what was heard: its first bars.
 *
 * @param {SessionRecord} record
 * @param {number} bars
 * @returns {SessionRecord}
 */
export function upTo(record, bars) {
  const acts = record.acts.filter(({ bar, sounds = bar }) => sounds < bars);
  return { ...record, bars, acts, ...vampsBefore(record, bars) };
}

/**
 * The record in letters of an address.
 *
 * @param {SessionRecord} record
 * @returns {Promise<string>} "" in a browser that can't deflate
 */
export async function textOf(record) {
  const text = await packed(record);
  return text && MARK + text;
}

/**
 * @param {any} value from a file or a link
 * @returns {SessionRecord | null} null if it is no record
 */
export function readRecord(value) {
  return value?.session && Array.isArray(value.acts) ? value : null;
}

/**
 * The text of a session in the part of an address after "#".
 *
 * @param {string} hash
 */
export function textIn(hash) {
  return new URLSearchParams(hash.replace(/^#/, "")).get("session") ?? "";
}

/**
 * The record of a text; null if it can't be read.
 *
 * @param {string} text
 * @returns {Promise<SessionRecord | null>}
 */
export async function readText(text) {
  return text.startsWith(MARK) ? readRecord(await unpacked(text.slice(1))) : null;
}
