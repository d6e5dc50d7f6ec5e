/**
 * Turns of listener and soloist: what the listener plays is sent at the end of each turn, for the answer, and
 * before each bar line in it, for the band.
 *
 * @import { App } from "./app.js"
 * @import { Live } from "./live.js"
 * @import { LiveBar, PlayedNote } from "./livemusic.js"
 * @import { Music } from "./packet.js"
 */

import { isYours, lineOf } from "./livemusic.js";
import { noteRow, TICKS } from "./liverecord.js";
import { noteName } from "./spelling.js";

const SENT = 0.85; // seconds before the end of a turn at which what was played is sent ...
const SHORTEST_AGAIN = 0.2; // ... and at which it is sent once more, by how long answers take
const LONGEST_AGAIN = 0.45;
const MARGIN = 0.1; // seconds between the answer to that and the end of the turn
const LOOK = 0.1; // seconds that a look at the time may come late
const SHARED_BARS = 2; // that the band hears again: the end of the one before came too late for the last line
const EARLY = 0.2; // beats before a turn at which its first note may begin

export class Turns {
  /**
   * @param {App} app
   * @param {Live} live
   */
  constructor(app, live) {
    this.app = app;
    this.live = live;
    /** @type {PlayedNote[]} by the listener in this turn */
    this.played = [];
    this.sent = -1; // the bar at which the turn that was sent last ends
    this.shared = -1; // the bar from which the band answers what was sent last of a turn that goes on
  }

  /** @param {PlayedNote} note that the listener has played, in beats */
  hear(note) {
    if (this.live.isYours(note[0] + EARLY / 2)) this.played.push(note);
  }

  /**
   * The bar with which the listener's turn ends, if it is time to send what was played; -1 if not.
   *
   * @param {Music} music
   * @param {number} bar that sounds
   */
  endingAt({ live }, bar) {
    const bars = live?.bars ?? [];
    if (!bars[bar]?.yours) return -1;
    const end = bars.findIndex(({ yours }, i) => i > bar && !yours);
    const isDue = end >= 0 && end !== this.sent && this.live.secondsUntil(bars[end].start) < SENT;
    return isDue ? end : -1;
  }

  /**
   * Whether it is time to send what was played so far, for the band's next bar. A turn that was left empty is a
   * rest for the band as it is.
   *
   * @param {Music} music
   * @param {number} next bar
   */
  isDue({ live }, next) {
    const bars = live?.bars ?? [];
    if (next === this.shared || !bars[next - 1]?.yours || !bars[next]?.yours) return false;
    return this.live.secondsUntil(bars[next].start) < this.latest + LOOK &&
      this.notesFrom(-Infinity).length > 0;
  }

  /**
   * Send what was played so far. The band answers it from the next bar on.
   *
   * @param {Music} music
   * @param {number} next bar
   */
  async share({ live }, next) {
    this.shared = next;
    const bars = live?.bars ?? [];
    const from = Math.max(firstOf(bars, next), next - SHARED_BARS);
    const notes = noteRow(this.notesFrom(bars[from].start));
    const until = Math.round(this.app.band.position() * TICKS);
    await this.live.send({ soFar: { from, until, notes } }, next);
  }

  /** Seconds before a bar line at which the server can still answer in time, by how long its answers take. */
  get latest() {
    return Math.min(LONGEST_AGAIN, Math.max(SHORTEST_AGAIN, MARGIN + 1.5 * this.live.connection.took));
  }

  /**
   * Send what was played, and shortly before the end of the turn once more: the later answer is taken if it
   * comes in time.
   *
   * @param {Music} music
   * @param {number} bar that sounds
   * @param {number} end bar
   */
  async finish({ live }, bar, end) {
    this.sent = end;
    const bars = live?.bars ?? [];
    const first = firstOf(bars, bar);
    const line = bars[end].start;
    const heard = () => ({ from: first, notes: noteRow(this.notesFrom(bars[first].start - EARLY)) });
    const early = heard();
    if (early.notes.length) await this.live.send({ heard: early }, end);
    const again = this.latest;
    await this.live.sleepUntil(line, again);
    const late = heard();
    this.tell();
    this.played = [];
    const isInTime = this.live.secondsUntil(line) > again - MARGIN;
    if (isInTime && String(late.notes) !== String(early.notes)) await this.hearAgain(early, late, end);
  }

  /**
   * @param {{ from: number, notes: number[] }} early what was sent
   * @param {{ from: number, notes: number[] }} late with the notes that came after it
   * @param {number} end bar
   */
  async hearAgain(early, late, end) {
    const { connection } = this.live;
    const before = connection.record;
    const message = await connection.act({ heard: late }, end);
    if (!message || !this.live.on) return;
    if (this.live.isInTime(lineOf(message))) {
      const acts = before?.acts.filter((act) => !(act.bar === end && act.heard)) ?? [];
      if (before) connection.record = { ...before, acts };
      await this.live.swap(message, end);
    } else if (early.notes.length) {
      await connection.act({ heard: early }, end); // the soloist goes on from the answer that sounds
      connection.acts = [];
    } else this.live.wanted ??= {}; // the answer begins at the next line
  }

  /** Tell what was played in words: once a turn, and nothing of a turn that was left empty. */
  tell() {
    const pitches = this.played.map(([, , pitch]) => pitch);
    const [lowest, highest] = [Math.min(...pitches), Math.max(...pitches)];
    const range = lowest === highest ? noteName(lowest) : `${noteName(lowest)} to ${noteName(highest)}`;
    const notes = pitches.length === 1 ? "1 note" : `${pitches.length} notes`;
    this.app.update({ turnWords: pitches.length ? `you played ${notes}, ${range}` : "" });
  }

  /**
   * What the listener played from a beat on, with what is held now.
   *
   * @param {number} beat
   */
  notesFrom(beat) {
    return [...this.played, ...this.app.instrument.held()].filter(([start]) => start >= beat);
  }

  /**
   * @param {Music} music
   * @param {number} beat
   */
  show(music, beat) {
    const turn = !this.app.state.trade ? "" : isYours(music, beat) ? "you" : "band";
    if (turn === this.app.state.turn) return;
    this.app.update(turn === "you" ? { turn, turnWords: "" } : { turn });
  }
}

/**
 * The first bar of the listener's turn.
 *
 * @param {LiveBar[]} bars
 * @param {number} bar in it
 */
function firstOf(bars, bar) {
  return 1 + bars.findLastIndex(({ yours }, i) => i < bar && !yours);
}
