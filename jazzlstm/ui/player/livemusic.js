/**
 * The music of a live session: bars are added at its end, and those that have not sounded can change.
 *
 * @import { HeaderRows, Music } from "./packet.js"
 *
 * @typedef {[start: number, duration: number, pitch: number, velocity: number]} PlayedNote in beats
 *
 * @typedef {object} LiveBar
 * @property {number} start beat
 * @property {boolean} yours whether it is the listener's turn
 *
 * @typedef {object} LiveRows
 * @property {string} session
 * @property {number} first number of the first of these bars; a count-in is below 0
 * @property {number[]} lines beats of the bar lines: before each bar, and after the last
 * @property {boolean[]} turns for each bar, whether it is the listener's
 * @property {ArrayBuffer} pitches probabilities of the steps
 *
 * @typedef {HeaderRows & LiveRows} LiveMessage
 */

import { ANTICIPATION } from "./clock.js";
import { extended, readMusic } from "./packet.js";

const AHEAD_BARS = 4; // empty bars that are shown after those that are improvised

/**
 * The first bars of a session.
 *
 * @param {Music} before the solo that was on display: its key and the instrument's transposition stay
 * @param {LiveMessage} message
 * @returns {Music}
 */
export function begin({ key, written }, message) {
  const rows = { ...message, id: `live-${message.session}`, beats: 0, counted: message.leadIn, chorus: 0 };
  const form = { bars: [], order: [] };
  const empty = { ...rows, bars: [], chords: [], notes: [], steps: [], leadChords: [], key, written, form };
  const music = readMusic({ ...empty, parts: message.parts.map(silent) }, new ArrayBuffer(0));
  return extend({ ...music, live: { bars: [] } }, message);
}

/**
 * @param {HeaderRows["parts"][number]} part
 * @returns {HeaderRows["parts"][number]}
 */
function silent(part) {
  return { ...part, notes: [], controls: [], bends: [] };
}

/**
 * @param {Music} music
 * @param {LiveMessage} message the bars that follow
 * @returns {Music}
 */
export function extend(music, message) {
  const { lines, turns, first, barBeats } = message;
  const until = lines[lines.length - 1];
  const end = until + AHEAD_BARS * barBeats;
  const base = music.steps.length;
  const notes = message.notes.map((
    [start, duration, pitch, kind, velocity, step],
  ) => /** @type {HeaderRows["notes"][number]} */ ([start, duration, pitch, kind, velocity, step + base]));
  const longer = extended(music, { ...message, until, end, notes }, message.pitches);
  const bars = turns.map((yours, i) => ({ start: lines[i], yours })).filter((_, i) => first + i >= 0);
  return {
    ...longer,
    beats: end,
    tempo: message.tempo,
    barBeats,
    bars: [...music.bars, ...bars.map(({ start }) => start)],
    live: { bars: [...(music.live?.bars ?? []), ...bars] },
    chords: joinedChords(
      music.chords,
      message.chords.map(([start, stop, symbol, tones, root]) => ({ start, end: stop, symbol, tones, root })),
    ),
  };
}

/**
 * Chords in a row; one that goes on is one.
 *
 * @param {Music["chords"]} chords
 * @param {Music["chords"]} more
 */
function joinedChords(chords, more) {
  const last = chords[chords.length - 1];
  const next = more[0];
  if (!last || !next || last.symbol !== next.symbol || last.end < next.start) return [...chords, ...more];
  return [...chords.slice(0, -1), { ...last, end: next.end }, ...more.slice(1)];
}

/**
 * The music with other bars from a bar line on. Players may come in a little before the line.
 *
 * @param {Music} music
 * @param {LiveMessage} message
 * @param {number} line beat
 * @returns {Music}
 */
export function replaceFrom(music, message, line) {
  const from = line - ANTICIPATION;
  const isBefore = (/** @type {{ start: number }} */ { start }) => start < from;
  const parts = message.parts.map((rows) => {
    const same = music.parts.find(({ role }) => role === rows.role);
    const notes = same?.notes.filter(isBefore) ?? [];
    const controls = same?.controls.filter(({ beat }) => beat < from) ?? [];
    const bends = same?.bends.filter(({ beat }) => beat < from) ?? [];
    return { ...silent(rows), notes, controls, bends };
  });
  const kept = {
    ...music,
    parts: /** @type {Music["parts"]} */ (parts),
    notes: music.notes.filter(isBefore),
    steps: music.steps.filter(({ start }) => start < line - 1e-6),
    bars: music.bars.filter((start) => start < line - 1e-6),
    chords: music.chords.filter(({ start }) => start < line - 1e-6).map((chord) => ({
      ...chord,
      end: Math.min(chord.end, line),
    })),
    live: { bars: (music.live?.bars ?? []).filter(({ start }) => start < line - 1e-6) },
  };
  return extend(kept, message);
}

/** @param {LiveMessage} message */
export function lineOf({ lines }) {
  return lines[0];
}

/**
 * @param {Music} music
 * @param {number} beat
 */
export function isYours({ live }, beat) {
  return live?.bars.findLast(({ start }) => start <= beat)?.yours ?? false;
}
