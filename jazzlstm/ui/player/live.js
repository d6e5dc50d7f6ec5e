/**
 * Live: band and soloist go on, chorus after chorus. The server improvises the next bars while these sound.
 *
 * What changes (a control, taking turns, what was played) acts at a bar line: the server plays the bars after
 * it anew, and shortly before the line the player changes to them. Nothing stops.
 *
 * @import { App } from "./app.js"
 * @import { Change, Trade } from "./liveconnection.js"
 * @import { LiveBar, LiveMessage } from "./livemusic.js"
 * @import { Music, Packet } from "./packet.js"
 * @import { Practice } from "./passes.js"
 */

import { LiveConnection } from "./liveconnection.js";
import { begin, extend, isYours, lineOf, replaceFrom, trimmed } from "./livemusic.js";
import { changes, chorusesBy, nextPass, practiceOf, practiceWords } from "./livepractice.js";
import { upTo } from "./liverecord.js";
import { sentence } from "./liverequest.js";
import { keepSession } from "./livestorage.js";
import { Turns } from "./liveturns.js";
import { nextBar, vampIfLate } from "./livevamp.js";
import { PLAIN } from "./passes.js";
import { stopped, togglePlay } from "./playing.js";

const AHEAD_SECONDS = 7; // improvised before they sound: a server that is silent for less isn't noticed ...
const FEWEST_AHEAD = 4; // ... in bars
const MOST_AHEAD = 7;
export const SWITCH = 0.35; // seconds before a bar line at which the player changes to what comes after it
const LATEST = 0.06; // seconds before the line at which it can still change
const LOOK = 100; // ms

const NOT_STARTED = "The session couldn't start. Check your connection, then press Live again.";
const LOST = "The session ended: the server doesn't answer. Press Live to start another.";
const WAITING = "The server doesn't answer. The band plays on; the soloist comes back when it does.";

export class Live {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.connection = new LiveConnection(app.signal);
    this.turns = new Turns(app, this);
    this.before = ""; // id of the solo before the session
    this.busy = false;
    /** @type {Change | null} that has not been sent */
    this.wanted = null;
    this.usualTempo = 0; // of the settings
    this.since = 1; // choruses that had begun when the practice was chosen
    this.asked = -1; // the last bar for which a pass was asked
    this.isLeaving = false; // the session has ended; Python's next message brings the solo of its settings
    this.looking = 0;
  }

  get on() {
    return this.app.state.live;
  }

  /** Begin a session with the settings of the solo on display. */
  async start() {
    const { app, connection } = this;
    const { packet, trade } = app.state;
    if (!packet?.live || !app.state.music || this.busy) return;
    this.busy = true;
    void app.band.open().resume(); // iPhones let sound begin only within the press of a button
    connection.settings = packet.live;
    app.update({ live: true, liveFault: "", loop: null });
    app.ask("live", true);
    const usual = app.state.music.live ? this.usualTempo : app.state.music.tempo;
    const practice = practiceOf(app.state, usual, 0);
    const message = await connection.begin({ practice, ...(trade && { trade }) });
    this.busy = false;
    if (!message) return this.stop(sentence(connection.refused) || NOT_STARTED);
    this.usualTempo = message.usualTempo ?? message.tempo;
    Object.assign(this, { since: 1, asked: -1, wanted: null });
    app.update({ passWords: changes(app.state) ? practiceWords(practice, 1) : "" });
    Object.assign(this.turns, { sent: -1, shared: -1, played: [] });
    if (await this.enter(message, packet.id)) this.keepLooking(() => this.look());
  }

  /**
   * Play the first bars of a session.
   *
   * @param {LiveMessage} message
   * @param {string} before id of the solo before it
   * @returns {Promise<boolean>} false if another solo came in the meantime
   */
  async enter(message, before) {
    const { app } = this;
    if (!app.state.music) return false;
    this.before = before;
    app.fetching.abort();
    app.fetching = new AbortController();
    const music = begin(app.state.music, message);
    if (app.band.playing) app.band.pause();
    app.update({ music, pointed: null, loop: null, view: "roll" });
    const loaded = await app.band.load(music);
    if (!loaded || app.state.music?.id !== music.id) return false;
    app.band.beat = -music.leadIn;
    app.band.use(loaded, { ...PLAIN, tempo: music.tempo }, null);
    app.update({ heard: music, beat: app.band.position(), pass: 0 });
    if (!app.band.playing) togglePlay(app);
    return true;
  }

  /** @param {() => Promise<void>} look */
  keepLooking(look) {
    clearInterval(this.looking);
    this.looking = setInterval(() => {
      vampIfLate(this);
      this.showFault();
      if (this.busy || !this.app.band.playing) return;
      this.busy = true;
      void look().finally(() => (this.busy = false));
    }, LOOK);
  }

  /** @param {string} [fault] why it ended by itself */
  stop(fault = "") {
    const { app } = this;
    clearInterval(this.looking);
    if (!this.on) return;
    const { record } = this.connection;
    const bars = this.barsHeard();
    if (app.band.playing) app.band.pause();
    stopped(app);
    this.wanted = null;
    app.update({ live: false, liveFault: fault, turn: "", turnWords: "", passWords: "" });
    if (record && bars) {
      const session = upTo(record, bars);
      keepSession(session, app.state.shown?.title ?? "");
      app.update({ session, sessionWords: "" });
    }
    this.isLeaving = true;
    app.ask("live", false);
  }

  barsHeard() {
    const beat = this.app.band.position();
    return 1 + (this.app.state.music?.live?.bars ?? []).findLastIndex(({ start }) => start < beat - 1e-6);
  }

  /**
   * Other settings: they act at the next bar line.
   *
   * @param {Packet} packet
   */
  turn({ live }) {
    if (!live || live === this.connection.settings) return;
    this.connection.settings = live;
    this.wanted = { ...this.wanted, change: true };
  }

  /** @param {Trade | null} trade */
  trade(trade) {
    this.app.update({ trade });
    if (this.on) this.wanted = { ...this.wanted, trade };
  }

  /** @param {Practice} practice */
  practise(practice) {
    const bars = this.app.state.music?.live?.bars ?? [];
    this.since = Math.max(1, chorusesBy(bars, this.barsHeard() - 1));
    this.app.update({ practice });
    this.wanted = { ...this.wanted, change: true };
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

  /** Send what has changed, or ask for more bars. Called often. */
  async look() {
    const { music } = this.app.state;
    if (!this.on || !music?.live) return;
    const beat = this.app.band.position();
    this.turns.show(music, beat);
    const bar = music.live.bars.findLastIndex(({ start }) => start <= beat + 1e-6);
    await this.act(music, music.live.bars, bar);
  }

  /**
   * @param {Music} music
   * @param {LiveBar[]} bars
   * @param {number} bar that sounds
   */
  async act(music, bars, bar) {
    const { session, unanswered } = this.connection;
    if (!session) return this.add(await this.connection.resume(bars.length));
    if (unanswered) return this.send(unanswered.change, unanswered.bar);
    const end = this.turns.endingAt(music, bar);
    if (end >= 0) return this.turns.finish(music, bar, end);
    if (this.turns.isDue(music, bar + 1)) return this.turns.share(music, bar + 1);
    const { since } = this;
    const pass = nextPass(this.app.state, bars, { bar, since, secondsUntil: (to) => this.secondsUntil(to) });
    if (pass > this.asked) {
      this.asked = pass;
      return this.send(this.withPractice({ change: true }, bars, pass), pass);
    }
    if (this.wanted) return this.change(bars);
    if (bars.length - bar <= this.ahead) this.add(await this.connection.more(bars.length));
  }

  /**
   * Act at the next bar line that can be reached.
   *
   * @param {LiveBar[]} bars
   */
  async change(bars) {
    const { wanted } = this;
    if (!wanted) return;
    const bar = nextBar(this, bars, SWITCH);
    this.wanted = null;
    await this.send(this.withPractice(wanted, bars, bar), bar);
  }

  /**
   * @param {Change} change
   * @param {LiveBar[]} bars
   * @param {number} bar at whose line it acts
   * @returns {Change}
   */
  withPractice(change, bars, bar) {
    if (!change.change) return change;
    const { state } = this.app;
    const { choruses } = state;
    const begun = chorusesBy(bars, bar);
    const pass = Math.max(0, Math.floor((begun - this.since) / choruses));
    const row = practiceOf(state, this.usualTempo, pass);
    this.app.update({ passWords: changes(state) ? practiceWords(row, begun) : "" });
    return { ...change, practice: row };
  }

  /**
   * @param {Change} change
   * @param {number} bar at whose line it acts
   */
  async send(change, bar) {
    const bars = change.soFar && this.ahead + 1; // until the next bar of the turn no others are needed
    const message = await this.connection.act(change, bar, bars);
    if (!message) this.wanted = { ...change, ...this.wanted, soFar: undefined, heard: undefined };
    if (!message || !this.on) return;
    this.noteTempo(message);
    const line = lineOf(message);
    await this.sleepUntil(line, SWITCH);
    if (!this.on) return;
    const known = this.app.state.music?.live?.bars.length ?? 0;
    if (this.isInTime(line) || bar >= known) await this.swap(message, bar);
    else this.wanted ??= {}; // too late: the server has it, and its bars come in at the next line
  }

  /**
   * A tempo chosen on the page takes the place of one chosen in the player.
   *
   * @param {LiveMessage} message
   */
  noteTempo({ usualTempo = this.usualTempo }) {
    if (usualTempo === this.usualTempo) return;
    this.usualTempo = usualTempo;
    this.app.update({ tempo: null });
    this.wanted = { ...this.wanted, change: true };
  }

  /**
   * Change to other bars, shortly before their line.
   *
   * @param {LiveMessage} message
   * @param {number} bar
   */
  async swap(message, bar) {
    const { app } = this;
    const { music: before } = app.state;
    if (!before?.live) return;
    const music = replaceFrom(before, message, lineOf(message));
    const loaded = await app.band.load(music);
    if (!loaded || app.state.music?.id !== music.id) return;
    app.band.replace(loaded, { ...PLAIN, tempo: music.tempo }, lineOf(message));
    app.update({ music, heard: music, practice: { ...app.state.practice, tempo: music.tempo } });
    this.connection.sound(bar);
  }

  /** @param {LiveMessage | null} message the bars that follow */
  add(message) {
    const { app } = this;
    if (!message || !app.state.music?.live) return;
    if (message.first !== app.state.music.live.bars.length) { // a vamp has begun: they come in at a later line
      this.wanted ??= {};
      return;
    }
    const music = trimmed(extend(app.state.music, message));
    app.band.extend(music);
    app.update({ music, heard: music });
  }

  showFault() {
    if (!this.on) return;
    const { state, refused } = this.connection;
    if (state === "lost") this.stop(refused && refused !== LOST ? `${LOST} (${refused})` : LOST);
    const words = state === "waiting" ? WAITING : "";
    if (this.on && words !== this.app.state.liveFault) this.app.update({ liveFault: words });
  }

  /** Bars that are asked for before they sound. */
  get ahead() {
    const { tempo = PLAIN.tempo, barBeats = 4 } = this.app.state.music ?? {};
    const bars = Math.ceil((AHEAD_SECONDS * tempo) / 60 / barBeats);
    return Math.min(MOST_AHEAD, Math.max(FEWEST_AHEAD, bars));
  }

  /** @param {number} beat */
  secondsUntil(beat) {
    const { app } = this;
    return ((beat - app.band.position()) * 60) / (app.state.music?.tempo ?? PLAIN.tempo);
  }

  /** @param {number} line */
  isInTime(line) {
    return this.secondsUntil(line) > LATEST;
  }

  /**
   * @param {number} beat
   * @param {number} ahead seconds before it
   */
  async sleepUntil(beat, ahead) {
    const wait = this.secondsUntil(beat) - ahead;
    if (wait > 0) await new Promise((done) => setTimeout(done, 1000 * wait));
  }
}
