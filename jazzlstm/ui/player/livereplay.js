/**
 * A session again: the server plays its record, with every change at its bar, and the listener's own notes.
 *
 * @import { App } from "./app.js"
 * @import { Live } from "./live.js"
 * @import { LiveMessage } from "./livemusic.js"
 * @import { SessionRecord } from "./liverecord.js"
 */

import { SWITCH } from "./live.js";
import { follows, lineOf } from "./livemusic.js";
import { askForBars, isRefusal, sentence } from "./liverequest.js";
import { stopped } from "./playing.js";

const BARS = 8; // of one request
const AHEAD = 4; // bars that are asked for before they sound
const PATIENCE = 20_000; // ms
const LAST = 0.1; // beats before the end at which nothing begins any more
const OTHER_NETWORK = "This session was played with another version of the network: some notes may differ.";
const NO_ANSWER =
  "The session can't be played: the server doesn't answer. Check your connection, then try again.";

export class Replay {
  /**
   * @param {App} app
   * @param {Live} live
   */
  constructor(app, live) {
    this.app = app;
    this.live = live;
    this.name = ""; // of the replay on the server
    this.isLast = false;
  }

  /** @param {SessionRecord | string} record or its text */
  async start(record) {
    const { app, live } = this;
    const { packet, music } = app.state;
    if (!packet || !music || live.busy) return;
    if (live.on) live.stop();
    live.busy = true;
    void app.band.open().resume(); // within the press of the button
    app.update({ replaying: true, liveFault: "", loop: null });
    const message = await this.ask({ record });
    live.busy = false;
    if (!message || !app.state.replaying) return;
    this.name = message.session;
    this.isLast = Boolean(message.isLast);
    if (message.isSame === false) app.update({ liveFault: OTHER_NETWORK });
    const before = music.live ? live.before : packet.id;
    if (await live.enter(message, before)) live.keepLooking(() => this.look());
  }

  /** @param {string} [fault] why it ended by itself */
  stop(fault = "") {
    const { app } = this;
    clearInterval(this.live.looking);
    if (!app.state.replaying) return;
    if (app.band.playing) app.band.pause();
    stopped(app);
    app.update({ replaying: false, liveFault: fault || app.state.liveFault });
  }

  /** Ask for more bars, or end after the last one. Called often. */
  async look() {
    const { music } = this.app.state;
    if (!this.app.state.replaying || !music?.live) return;
    const { bars } = music.live;
    const beat = this.app.band.position();
    if (this.isLast) {
      if (beat > music.until - LAST) this.stop();
      return;
    }
    if (bars.length - bars.findLastIndex(({ start }) => start <= beat + 1e-6) > AHEAD) return;
    const message = await this.ask({ session: this.name, from: bars.length });
    if (!message) return;
    await this.play(message);
    this.isLast = Boolean(message.isLast);
  }

  /**
   * Bars that another tempo or other players begin with come in at their line; others are added.
   *
   * @param {LiveMessage} message
   */
  async play(message) {
    const { live, app: { state: { music } } } = this;
    if (!music) return;
    if (follows(music, message)) return live.add(message);
    await live.sleepUntil(lineOf(message), SWITCH);
    if (this.app.state.replaying) await live.swap(message, message.first);
  }

  /**
   * @param {object} body
   * @returns {Promise<LiveMessage | null>} null after it has stopped
   */
  async ask(body) {
    const settings = this.app.state.packet?.live;
    const request = { settings, session: "", bars: BARS, ...body };
    const answer = await askForBars(request, this.app.signal, PATIENCE);
    if (!isRefusal(answer)) return answer;
    this.stop(sentence(answer.words) || NO_ANSWER);
    return null;
  }
}
