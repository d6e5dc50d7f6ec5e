/**
 * A vamp: while the next bars of a live session are late, the band repeats what it played a chorus before, and
 * the soloist rests. The bars count on: those of the server come in at a line of the form, where they belong.
 *
 * @import { Live } from "./live.js"
 * @import { LiveBar } from "./livemusic.js"
 * @import { Chord, Music, Part } from "./packet.js"
 */

import { ANTICIPATION } from "./clock.js";
import { AHEAD_BARS, BARS_KEPT, joinedChords } from "./livemusic.js";
import { PLAIN } from "./passes.js";

const LATE = 1.2; // seconds before the end of the music: it is scheduled half a second ahead
const LATENCY = 0.25; // seconds that an answer may take ...
const LONGEST_LATENCY = 8; // ... up to this, if the last one took as long
const SHORT = 4; // bars that are repeated while less than a chorus has been played

/**
 * Add a bar to the music of a session if it is about to end.
 *
 * @param {Live} live
 */
export function vampIfLate(live) {
  const { band, state: { music, trade } } = live.app;
  if (!live.on || !band.playing || !music?.live?.bars.length || live.secondsUntil(music.until) > LATE) return;
  const longer = vamped(music, trade ? 2 * trade.bars : 0);
  live.connection.vamp(music.live.bars.length, barsBack(music));
  band.extend(longer);
  live.app.update({ music: longer, heard: longer });
}

/**
 * The next bar that an answer can reach, as long as the last one took. During a vamp it may lie beyond the bars
 * that are here.
 *
 * @param {Live} live
 * @param {LiveBar[]} bars
 * @param {number} ahead seconds before its line at which the answer has to be here
 */
export function nextBar(live, bars, ahead) {
  const { barBeats = 4, until = 0, tempo = PLAIN.tempo } = live.app.state.music ?? {};
  const lead = Math.min(Math.max(LATENCY, live.connection.took), LONGEST_LATENCY) + ahead;
  const next = bars.findIndex(({ start }) => live.secondsUntil(start) > lead);
  if (next >= 0) return next;
  const left = ((lead - live.secondsUntil(until)) * tempo) / 60 / barBeats;
  return bars.length + Math.max(0, Math.ceil(left));
}

/**
 * How far back the bar is that the band repeats.
 *
 * @param {Music} music of a live session
 */
export function barsBack({ live, chorusBars = 0 }) {
  const { length = 0 } = live?.bars ?? [];
  const isForm = chorusBars > 0 && chorusBars <= Math.min(length, BARS_KEPT);
  return isForm ? chorusBars : Math.min(SHORT, length);
}

/**
 * The music with one more bar of the band alone.
 *
 * @param {Music} music of a live session
 * @param {number} turns bars until it is the same player's turn again; 0 without turns
 * @returns {Music}
 */
export function vamped(music, turns) {
  const bars = music.live?.bars ?? [];
  const { chorusBars, until, barBeats } = music;
  const back = barsBack(music);
  const source = bars.length - back;
  const from = bars[source].start;
  const to = bars[source + 1]?.start ?? until;
  const end = until + to - from;
  const bar = {
    start: until,
    yours: bars[bars.length - turns]?.yours ?? false,
    isTop: back === chorusBars && bars[source].isTop,
  };
  return {
    ...music,
    until: end,
    end: end + AHEAD_BARS * barBeats,
    beats: end + AHEAD_BARS * barBeats,
    bars: [...music.bars, until],
    live: { bars: [...bars, bar] },
    chords: joinedChords(music.chords, chordsIn(music.chords, from, to, until - from)),
    parts: music.parts.map((part) => part.role === "solo" ? part : repeated(part, from, to, until - from)),
  };
}

/**
 * A part that repeats a bar; players may come in a little before the line.
 *
 * @param {Part} part
 * @param {number} from beat
 * @param {number} to beat
 * @param {number} by beats from the bar to its repetition
 * @returns {Part}
 */
function repeated(part, from, to, by) {
  const isIn = (/** @type {number} */ beat) => beat >= from - ANTICIPATION && beat < to - ANTICIPATION;
  const notes = part.notes.filter(({ start }) => isIn(start));
  return {
    ...part,
    notes: [...part.notes, ...notes.map((note) => ({ ...note, start: note.start + by, end: note.end + by }))],
    controls: [...part.controls, ...moved(part.controls.filter(({ beat }) => isIn(beat)), by)],
    bends: [...part.bends, ...moved(part.bends.filter(({ beat }) => isIn(beat)), by)],
  };
}

/**
 * @template {{ beat: number }} Each
 * @param {Each[]} all
 * @param {number} by beats
 */
function moved(all, by) {
  return all.map((each) => ({ ...each, beat: each.beat + by }));
}

/**
 * @param {Chord[]} chords
 * @param {number} from beat
 * @param {number} to beat
 * @param {number} by beats that they are moved by
 * @returns {Chord[]} those that sound in between
 */
function chordsIn(chords, from, to, by) {
  return chords.filter(({ start, end }) => end > from && start < to).map((chord) => ({
    ...chord,
    start: Math.max(chord.start, from) + by,
    end: Math.min(chord.end, to) + by,
  }));
}
