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
 * @property {boolean} isTop whether a chorus begins with it
 *
 * @typedef {object} LiveRows
 * @property {string} session
 * @property {number} first number of the first of these bars; a count-in is below 0
 * @property {number[]} lines beats of the bar lines: before each bar, and after the last
 * @property {boolean[]} turns for each bar, whether it is the listener's
 * @property {number[]} formBars for each bar, its place in the form, which counts on through the choruses
 * @property {number} chorusBars bars of a chorus
 * @property {number} [usualTempo] tempo of the settings; with the first bars, and after a change
 * @property {ArrayBuffer} pitches probabilities of the steps
 * @property {number} took seconds from the request to the answer
 * @property {string} model name of the network; with the first bars of a session
 * @property {string} is its fingerprint
 * @property {object} settings with the first bars, and after a change
 * @property {number} [since] of a session that was resumed: the first bar that the server played again
 * @property {boolean} [isLast] of a replay: no bars follow
 * @property {boolean} [isSame] of a replay: its network is that of the record
 *
 * @typedef {HeaderRows & LiveRows} LiveMessage
 */

import { ANTICIPATION } from "./clock.js";
import { extended, readMusic } from "./packet.js";

export const AHEAD_BARS = 4; // empty bars that are shown after those that are improvised
export const BARS_KEPT = 128; // before the newest; those before them are in the record

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
  const { lines, turns, first, barBeats, formBars, chorusBars } = message;
  const until = lines[lines.length - 1];
  const end = until + AHEAD_BARS * barBeats;
  const base = music.steps.length;
  const notes = message.notes.map((
    [start, duration, pitch, kind, velocity, step],
  ) => /** @type {HeaderRows["notes"][number]} */ (
    [start, duration, pitch, kind, velocity, step < 0 ? step : step + base]
  ));
  const longer = extended(music, { ...message, until, end, notes }, message.pitches);
  const isTop = (/** @type {number} */ i) => formBars[i] >= 0 && formBars[i] % chorusBars === 0;
  const bars = turns.map((yours, i) => ({ start: lines[i], yours, isTop: isTop(i) }))
    .filter((_, i) => first + i >= 0);
  return {
    ...longer,
    beats: end,
    tempo: message.tempo,
    barBeats,
    chorusBars,
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
 * @returns {Music["chords"]}
 */
export function joinedChords(chords, more) {
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

/**
 * Whether bars can be added to the music as it is: same tempo, same players.
 *
 * @param {Music} music
 * @param {LiveMessage} message
 */
export function follows(music, { tempo, barBeats, parts }) {
  const isSame = parts.length === music.parts.length &&
    parts.every(({ bank, role, volume }, i) => {
      const part = music.parts[i];
      return bank === part.bank && role === part.role && volume === part.volume;
    });
  return isSame && tempo === music.tempo && barBeats === music.barBeats;
}

/**
 * The music without the contents of bars that are long over: so an hour takes no more memory than some minutes.
 *
 * @param {Music} music
 * @returns {Music}
 */
export function trimmed(music) {
  const bars = music.live?.bars ?? [];
  const from = bars[bars.length - BARS_KEPT]?.start ?? -Infinity;
  if (!(from > music.bars[0])) return music;
  const isKept = (/** @type {{ start: number }} */ { start }) => start >= from;
  const dropped = music.steps.findIndex(isKept);
  return {
    ...music,
    firstBar: bars.findIndex(isKept),
    bars: music.bars.filter((start) => start >= from),
    chords: music.chords.filter(({ end }) => end > from),
    steps: music.steps.filter(isKept),
    notes: music.notes.filter(isKept).map((note) =>
      note.step < 0 ? note : { ...note, step: note.step - dropped }
    ),
    parts: music.parts.map((part) => ({
      ...part,
      notes: part.notes.filter(isKept),
      controls: part.controls.filter(({ beat }) => beat >= from),
      bends: part.bends.filter(({ beat }) => beat >= from),
    })),
  };
}
