/**
 * A live session on the server: asks it for bars, keeps the record of what acted, and goes on from the record if
 * the server forgets the session.
 *
 * @import { LiveMessage } from "./livemusic.js"
 * @import { Act, SessionRecord } from "./liverecord.js"
 *
 * @typedef {{ bars: number, first: boolean }} Trade bars of each turn; whether the listener begins
 *
 * @typedef {object} Change what acts at a bar line
 * @property {boolean} [change] other settings
 * @property {object} [practice] with the settings
 * @property {Trade | null} [trade]
 * @property {{ from: number, until: number, notes: number[] }} [soFar] what the listener has played of a turn that
 *   goes on, up to a tick
 * @property {{ from: number, notes: number[] }} [heard] what the listener played, up to that line
 */

import { newRecord, withActs, withResumption, withVamp } from "./liverecord.js";
import { askForBars, isRefusal } from "./liverequest.js";

const BARS = 4; // of one request
const USUAL = 0.25; // seconds that an answer may take
const PATIENCE = 5000; // ms for the first answer, for which a network may have to be read ...
const PATIENCE_LATER = 1500; // ... and for others: if one is lost, the next comes before the music is over
const RESUMING = 50; // ms that the server may take for a bar of a record, and twice as many the next time ...
const MOST_RESUMED = 256; // bars: of a longer record it plays the last ones
const LONGEST_RESUMING = 120_000; // ... up to this
const SILENT = 5000; // ms without an answer after which the page says so ...
const LOST_AFTER = 300_000; // ... and after which the session ends
const LONGEST_ASK = 20_000; // ms of silence that one request proves: a computer that slept asked long ago
const FOR_A_WHILE = ["full", "no_network"]; // codes: a network of the visitor's own comes with the page

export class LiveConnection {
  /** @param {AbortSignal} signal aborted when the player leaves the page */
  constructor(signal) {
    this.signal = signal;
    this.session = ""; // its name on the server; "" when it has to be resumed
    this.settings = ""; // name under which the server has them
    /** @type {{ change: Change, bar: number } | null} that was sent, without an answer */
    this.unanswered = null;
    /** @type {Act[]} that the server has carried out, and that aren't heard yet */
    this.acts = [];
    /** @type {SessionRecord | null} */
    this.record = null;
    this.took = USUAL; // seconds, for the last answer
    this.silentSince = 0; // ms on the page's clock; 0 while the server answers
    this.askingSince = 0; // of the request that has no answer yet
    this.resuming = 0; // ms that the last request to go on from the record had
    this.refused = ""; // why the session can't go on
    this.hasResumed = false; // since the last answer
  }

  /**
   * @param {Change} change that acts before the first bar
   * @returns {Promise<LiveMessage | null>}
   */
  async begin(change) {
    Object.assign(this, { session: "", record: null, acts: [], unanswered: null });
    Object.assign(this, { refused: "", silentSince: 0, hasResumed: false, resuming: 0 });
    const message = await this.ask({ session: "", from: 0, ...change }, PATIENCE);
    if (!message) return null;
    this.session = message.session;
    this.record = newRecord(message, change.practice);
    this.note(change, message.first, message);
    this.sound(message.first);
    return message;
  }

  /**
   * The next bars.
   *
   * @param {number} from
   */
  more(from) {
    return this.ask({ session: this.session, from });
  }

  /**
   * Bars after something has acted. Without an answer it has to be sent again: it is unknown whether it acted.
   *
   * @param {Change} change
   * @param {number} bar
   * @param {number} [bars] that are asked for
   */
  async act(change, bar, bars = BARS) {
    this.unanswered = Object.keys(change).length ? { change, bar } : null;
    const message = await this.ask({ session: this.session, from: bar, bars, ...change });
    if (message) this.note(change, bar, message);
    return message;
  }

  /**
   * @param {Change} change
   * @param {number} bar
   * @param {LiveMessage} message
   */
  note({ change, practice = {}, trade, soFar, heard }, bar, { settings }) {
    this.unanswered = null;
    if (change) this.acts.push({ bar, change: { settings, practice } });
    if (trade !== undefined) this.acts.push({ bar, trade });
    if (soFar) this.acts.push({ bar, soFar });
    if (heard) this.acts.push({ bar, heard });
  }

  /**
   * What has acted is heard from a bar on.
   *
   * @param {number} bar
   */
  sound(bar) {
    if (this.record) this.record = withActs(this.record, this.acts, bar);
    this.acts = [];
  }

  /**
   * The band repeats a bar, because the next one is late.
   *
   * @param {number} bar
   * @param {number} back bars between the two
   */
  vamp(bar, back) {
    if (this.record) this.record = withVamp(this.record, bar, back);
  }

  /**
   * Go on from the record: the server was started again, or has forgotten the session.
   *
   * @param {number} from number of the next bar
   */
  async resume(from) {
    const record = { ...this.record, bars: from };
    const usual = PATIENCE + RESUMING * Math.min(from, MOST_RESUMED);
    this.resuming = Math.min(LONGEST_RESUMING, Math.max(usual, 2 * this.resuming));
    const message = await this.ask({ record, resumes: true, from }, this.resuming);
    if (!message) return null;
    if (this.record) this.record = withResumption(this.record, from, message.since);
    Object.assign(this, {
      session: message.session,
      acts: [],
      unanswered: null,
      hasResumed: true,
      resuming: 0,
    });
    return message;
  }

  /**
   * @param {object} body
   * @param {number} [patience] ms
   * @returns {Promise<LiveMessage | null>} null without an answer, or if the server refuses
   */
  async ask(body, patience = PATIENCE_LATER) {
    const since = performance.now();
    this.askingSince = since;
    const request = { settings: this.settings, bars: BARS, ...body };
    const answer = await askForBars(request, this.signal, patience);
    const now = performance.now();
    this.askingSince = 0;
    if (!isRefusal(answer)) {
      Object.assign(this, { took: answer.took, silentSince: 0, hasResumed: false });
      return answer;
    }
    if (!answer.isOver || (this.record && FOR_A_WHILE.includes(answer.code))) {
      this.silentSince ||= Math.max(since, now - LONGEST_ASK);
    } else if (answer.code === "settings") this.unanswered = null; // others come when the page has connected
    else if (this.hasResumed || !this.session) {
      this.refused = answer.words || "The server refused the session. Reload the page, then press Live.";
    } else this.session = "";
    return null;
  }

  /** @returns {"" | "waiting" | "lost"} whether the server has been silent for long */
  get state() {
    const now = performance.now();
    if (this.refused || (this.silentSince && now - this.silentSince > LOST_AFTER)) return "lost";
    const since = this.silentSince || this.askingSince;
    return since && now - since > SILENT ? "waiting" : "";
  }
}
