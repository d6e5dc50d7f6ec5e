/**
 * Live: band and soloist go on, chorus after chorus. The server improvises the next bars while these sound.
 *
 * What changes (a control, taking turns, what was played) acts at a bar line: the server plays the bars after
 * it anew, and shortly before the line the player changes to them. Nothing stops.
 *
 * @import { App } from "./app.js"
 * @import { Music, Packet } from "./packet.js"
 * @import { PlayedNote } from "./livemusic.js"
 *
 * @typedef {{ bars: number, first: boolean }} Trade bars of each turn; whether the listener begins
 *
 * @typedef {object} Change what acts at the next bar line
 * @property {boolean} [change] other settings
 * @property {Trade | null} [trade]
 * @property {{ from: number, notes: PlayedNote[] }} [heard] what the listener played, up to that line
 */

import { addressHere } from "./banks.js";
import { begin, extend, isYours, lineOf, replaceFrom } from "./livemusic.js";
import { unpack } from "./packet.js";
import { stopped, togglePlay, useBand } from "./playing.js";

const PATH = "jazzlstm/live";
const AHEAD_BARS = 4; // improvised before they sound
const MOST_BARS = 4; // of one request
const LATENCY = 0.25; // seconds that an answer may take
const SWITCH = 0.35; // seconds before a bar line at which the player changes to what comes after it
const HEARD = 0.5; // seconds before the end of a turn at which what was played is sent
const LOOK = 100; // ms
const RETRIES = 3;
const RETRY = 500; // ms

export class Live {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.session = "";
    this.settings = ""; // name under which the server has them
    this.before = ""; // id of the solo before the session
    this.busy = false;
    /** @type {Change | null} that has not been sent */
    this.wanted = null;
    /** @type {PlayedNote[]} what the listener played in this turn */
    this.played = [];
    this.sentTurn = -1; // the bar at which the turn that was sent last ends
    this.looking = 0;
  }

  get on() {
    return this.app.state.live;
  }

  /** Begin a session with the settings of the solo on display. */
  async start() {
    const { app } = this;
    const { packet, music: before } = app.state;
    if (!packet?.live || !before || this.busy) return;
    this.busy = true;
    this.settings = packet.live;
    app.update({ live: true, liveFault: "", loop: null });
    app.ask("live", true);
    const message = await this.request({ session: "", from: 0, bars: MOST_BARS });
    this.busy = false;
    if (!message) {
      return this.stop("The session couldn't start. Check your connection, then press Live again.");
    }
    this.session = message.session;
    this.before = packet.id;
    this.wanted = app.state.trade ? { trade: app.state.trade } : null;
    app.fetching.abort();
    app.fetching = new AbortController();
    const music = begin(before, message);
    if (app.band.playing) app.band.pause();
    app.update({ music, pointed: null, loop: null, view: "roll" });
    const loaded = await app.band.load(music);
    if (!loaded || !this.on) return;
    app.band.beat = -music.leadIn;
    useBand(app, loaded);
    if (!app.band.playing) togglePlay(app);
    this.looking = setInterval(() => void this.look(), LOOK);
  }

  /** @param {string} [fault] why it ended by itself */
  stop(fault = "") {
    const { app } = this;
    clearInterval(this.looking);
    if (!this.on) return;
    if (app.band.playing) app.band.pause();
    stopped(app);
    this.session = "";
    this.wanted = null;
    app.update({ live: false, liveFault: fault, turn: "" });
    app.ask("live", false);
  }

  /**
   * Other settings: they act at the next bar line.
   *
   * @param {Packet} packet
   */
  turn({ live }) {
    if (!live || live === this.settings) return;
    this.settings = live;
    this.wanted = { ...this.wanted, change: true };
  }

  /** @param {Trade | null} trade */
  trade(trade) {
    this.app.update({ trade });
    if (this.on) this.wanted = { ...this.wanted, trade };
  }

  /**
   * Whether a beat is in a turn of the listener.
   *
   * @param {number} beat
   */
  isYours(beat) {
    const { music } = this.app.state;
    return this.on && music !== null && isYours(music, beat);
  }

  /** @param {PlayedNote} note that the listener has played, in beats */
  hear(note) {
    if (this.isYours(note[0] + 0.1)) this.played.push(note);
  }

  /** Send what has changed, or ask for more bars. Called often. */
  async look() {
    const { app } = this;
    const { music } = app.state;
    if (!this.on || !music?.live || this.busy || !app.band.playing) return;
    const beat = app.band.position();
    this.showTurn(music, beat);
    const { bars } = music.live;
    const bar = bars.findLastIndex(({ start }) => start <= beat + 1e-6);
    const turnEnd = bars.findIndex(({ yours }, i) => i > bar && !yours);
    const left = turnEnd < 0 ? Infinity : this.secondsUntil(music, bars[turnEnd].start);
    this.busy = true;
    if (bar >= 0 && bars[bar].yours && left < HEARD + SWITCH && this.sentTurn !== turnEnd) {
      this.sentTurn = turnEnd;
      await this.sendPlayed(music, bar, turnEnd);
    } else if (this.wanted) {
      await this.change();
    } else if (bars.length - bar <= AHEAD_BARS) {
      await this.refill(music);
    }
    this.busy = false;
  }

  /**
   * @param {Music} music
   * @param {number} bar that sounds
   * @param {number} turnEnd
   */
  async sendPlayed(music, bar, turnEnd) {
    const bars = music.live?.bars ?? [];
    const before = bars.findLastIndex(({ yours }, i) => i < bar && !yours);
    const notes = [...this.played, ...this.app.instrument.held()].filter(([start]) =>
      start >= bars[before + 1].start - 0.2
    );
    this.played = [];
    if (!notes.length) return; // the soloist goes on from its own line
    await this.send({ heard: { from: before + 1, notes } }, turnEnd);
  }

  /** Act at the next bar line that can be reached. */
  async change() {
    const { music } = this.app.state;
    const { wanted } = this;
    if (!music?.live || !wanted) return;
    const { bars } = music.live;
    const reach = (/** @type {number} */ bar) => this.secondsUntil(music, bars[bar].start) > LATENCY + SWITCH;
    const next = bars.findIndex((_, bar) => reach(bar));
    this.wanted = null;
    await this.send(wanted, next < 0 ? bars.length : next);
  }

  /**
   * @param {Change} change
   * @param {number} bar at whose line it acts
   */
  async send(change, bar) {
    const message = await this.request({ session: this.session, from: bar, bars: MOST_BARS, ...change });
    const { app } = this;
    if (!message || !this.on || !app.state.music) return this.on && this.stop(LOST);
    const line = lineOf(message);
    const wait = this.secondsUntil(app.state.music, line) - SWITCH;
    if (wait > 0) await new Promise((done) => setTimeout(done, 1000 * wait));
    const { music } = app.state;
    if (!this.on || !music) return;
    if (this.secondsUntil(music, line) < 0.05 && bar < (music.live?.bars.length ?? 0)) {
      this.wanted = { ...change, ...this.wanted, heard: undefined }; // too late: at the next line
      return;
    }
    await this.swap(music, message, line);
  }

  /**
   * @param {Music} before
   * @param {import("./livemusic.js").LiveMessage} message
   * @param {number} line
   */
  async swap(before, message, line) {
    const { app } = this;
    const music = replaceFrom(before, message, line);
    const loaded = await app.band.load(music);
    if (!loaded || !this.on) return;
    const practice = { ...app.state.practice, tempo: music.tempo };
    app.band.replace(loaded, practice, line);
    app.update({ music, heard: music, practice, tempo: null });
  }

  /** @param {Music} music */
  async refill(music) {
    const from = music.live?.bars.length ?? 0;
    const message = await this.request({ session: this.session, from, bars: MOST_BARS });
    if (!this.on) return;
    if (!message) return this.stop(LOST);
    const longer = extend(music, message);
    this.app.band.extend(longer);
    this.app.update({ music: longer, heard: longer });
  }

  /**
   * @param {object} body
   * @returns {Promise<import("./livemusic.js").LiveMessage | null>} null after the last try
   */
  async request(body) {
    const request = { method: "POST", body: JSON.stringify({ settings: this.settings, ...body }) };
    for (let i = 0; i < RETRIES; i += 1) {
      try {
        const answer = await fetch(addressHere(PATH), { ...request, signal: this.app.signal });
        if (answer.ok) {
          const { packet, rows } = unpack(new Uint8Array(await answer.arrayBuffer()));
          return /** @type {any} */ ({ ...rows, pitches: packet.blobs.pitches });
        }
        if (answer.status !== 429) return null;
      } catch {
        // the connection may come back
      }
      await new Promise((done) => setTimeout(done, RETRY));
    }
    return null;
  }

  /**
   * @param {Music} music
   * @param {number} beat
   */
  secondsUntil(music, beat) {
    return ((beat - this.app.band.position()) * 60) / music.tempo;
  }

  /**
   * @param {Music} music
   * @param {number} beat
   */
  showTurn(music, beat) {
    const turn = !this.app.state.trade ? "" : isYours(music, beat) ? "you" : "band";
    if (turn !== this.app.state.turn) this.app.update({ turn });
  }
}

const LOST = "The session ended: the server doesn't answer. Press Live to start another.";
