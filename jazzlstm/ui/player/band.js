/**
 * The band: plays a solo with its accompaniment from events, in the browser.
 *
 * @import { Bank } from "./bank.js"
 * @import { Music, Role } from "./packet.js"
 * @import { Practice } from "./passes.js"
 *
 * @typedef {{ start: number, end: number }} Span beats
 * @typedef {{ music: Music, banks: Bank[] }} Loaded a bank for each part
 */

import { Banks } from "./banks.js";
import { barAt, isSameSolo } from "./bars.js";
import { ANTICIPATION } from "./clock.js";
import { Mixer } from "./mixer.js";
import { semitonesOf } from "./passes.js";
import { knownBeats, Sequencer } from "./sequencer.js";
import { startTicking } from "./ticker.js";
import { entryBeat } from "./timing.js";

const HEAD_START = 0.03; // seconds from a change to its sound
const BAR_AHEAD = 0.3; // seconds before a bar in which the band that begins with it is scheduled
const PATIENCE = 200; // ms after the last sound until the device is released

export class Band {
  /**
   * @param {() => void} onend called when the music stops by itself
   * @param {(mixer: Mixer) => void} onopen called when the mixer is there
   */
  constructor(onend, onopen) {
    this.onend = onend;
    this.onopen = onopen;
    this.banks = new Banks();
    this.sequencer = new Sequencer();
    this.requests = 0;
    /** @type {AudioContext | null} */
    this.context = null;
    /** @type {Mixer | null} */
    this.mixer = null;
    /** @type {Map<Role, number>} */
    this.gains = new Map();
    /** @type {Loaded | null} */
    this.loaded = null;
    /** @type {{ loaded: Loaded, practice: Practice, loop: Span | null, bar: number } | null} */
    this.waiting = null; // for its bar
    this.beat = 0; // where play begins
    this.stopTicking = () => {};
  }

  get playing() {
    return this.sequencer.playing;
  }

  /**
   * Fetch what a solo needs.
   *
   * @param {Music} music
   * @returns {Promise<Loaded | null>} null if another solo was asked for in the meantime
   * @throws {Error} if a bank can't be fetched or decoded
   */
  async load(music) {
    const request = ++this.requests;
    const banks = await Promise.allSettled(music.parts.map(({ bank }) => this.banks.take(bank)));
    if (request !== this.requests) return null;
    return {
      music,
      banks: banks.map((bank) => {
        if (bank.status === "rejected") throw bank.reason;
        return bank.value;
      }),
    };
  }

  /**
   * Change to a solo. Music that plays goes on in it at the same beat, without a gap. If only the band differs,
   * or the feel, it changes at the next bar.
   *
   * @param {Loaded} loaded
   * @param {Practice} practice
   * @param {Span | null} loop
   */
  use(loaded, practice, loop) {
    const change = { loaded, practice, loop };
    const bar = this.playing && this.loaded && isSameSolo(this.loaded.music, loaded.music)
      ? barAt(loaded.music, this.sequencer.beatAt(this.soon())).end
      : Infinity;
    this.waiting = null;
    if (bar < Math.min(loaded.music.beats, loop?.end ?? Infinity)) this.waiting = { ...change, bar };
    else this.change(change, this.soon());
  }

  /**
   * @param {{ loaded: Loaded, practice: Practice, loop: Span | null }} to
   * @param {number} time on the audio clock
   */
  change({ loaded, practice, loop }, time) {
    const { sequencer, playing } = this;
    const past = sequencer.stretches.filter((stretch) => stretch.time < time); // still to be heard
    this.beat = entryBeat(loaded.music, playing ? sequencer.beatAt(time) : this.beat);
    this.loaded = loaded;
    this.waiting = null;
    const { end, beats, chorus } = loaded.music;
    Object.assign(sequencer, { end, beats, chorus, practice, loop, pass: sequencer.passAt(time) });
    sequencer.known = knownBeats(loaded.music);
    if (this.mixer) sequencer.seat(this.mixer, loaded, time);
    if (!playing) return;
    this.start(this.beat, 0, time);
    sequencer.stretches.unshift(...past);
  }

  /**
   * More bars of a solo have come.
   *
   * @param {Music} music
   */
  extend(music) {
    const { waiting, loaded } = this;
    if (waiting?.loaded.music.id === music.id) {
      this.waiting = { ...waiting, loaded: { ...waiting.loaded, music } };
    }
    if (loaded?.music.id !== music.id) return;
    this.loaded = { ...loaded, music };
    this.sequencer.extend(this.soon(), music);
    this.tick();
  }

  /**
   * Other bars from a beat on, at their own tempo; what sounds goes on. Called shortly before the beat.
   *
   * @param {Loaded} loaded
   * @param {Practice} practice
   * @param {number} beat
   */
  replace(loaded, practice, beat) {
    this.loaded = loaded;
    if (this.mixer) this.sequencer.replace(this.mixer, loaded, practice, beat, this.soon());
    this.tick();
  }

  /** Change to the solo that waits for its bar, when that is near. */
  changeInTime() {
    if (!this.waiting || !this.context) return;
    const time = this.sequencer.timeOf(this.waiting.bar - ANTICIPATION, this.context.currentTime);
    if (time < this.context.currentTime + BAR_AHEAD) this.change(this.waiting, Math.max(time, this.soon()));
  }

  /** Change at once to the solo that waits for its bar. */
  settle() {
    if (this.waiting) this.change(this.waiting, this.soon());
  }

  /** @param {number} [countIn] beats that are counted before the loop */
  async play(countIn = 0) {
    const context = this.open();
    if (context.state !== "running") await context.resume();
    this.start(this.beat >= this.sequencer.end - 0.01 ? this.firstBeat : this.beat, countIn);
  }

  /** The context is made in a gesture: before one, browsers refuse to play. */
  open() {
    if (this.context) return this.context;
    // Or the mute switch of an iPhone silences the page. TypeScript's DOM types lack audioSession.
    const { audioSession } = /** @type {{ audioSession?: { type: string } }} */ (navigator);
    if (audioSession) audioSession.type = "playback";
    const context = new AudioContext({ latencyHint: "interactive" });
    this.context = context;
    this.mixer = new Mixer(context);
    for (const [role, gain] of this.gains) this.mixer.setGain(role, gain);
    this.sequencer.seat(this.mixer, this.loaded);
    context.addEventListener("statechange", () => {
      if (this.playing && context.state !== "running") this.interrupt();
    });
    this.onopen(this.mixer);
    return context;
  }

  /**
   * @param {number} beat
   * @param {number} [countIn] beats
   * @param {number} [time] on the audio clock
   */
  start(beat, countIn = 0, time = this.soon()) {
    if (!this.context) return;
    this.sequencer.start(time, beat, countIn);
    this.stopTicking();
    this.stopTicking = startTicking(() => this.tick());
    this.tick();
  }

  tick() {
    if (!this.context || !this.playing) return;
    this.changeInTime();
    this.sequencer.advance(this.context.currentTime);
    if (!this.sequencer.isOver(this.heardTime())) return;
    this.stop(this.firstBeat); // the last notes ring out
    this.sequencer.pass = 0;
    this.onend();
  }

  /** The sound device was taken away: on a phone, by a call. */
  interrupt() {
    this.pause();
    this.onend();
  }

  pause() {
    const beat = this.position();
    this.sequencer.pass = this.pass;
    this.sequencer.silence(this.context?.currentTime ?? 0);
    this.stop(beat);
  }

  /** @param {number} beat where play begins the next time */
  stop(beat) {
    this.stopTicking();
    this.sequencer.stretches = [];
    this.settle();
    this.beat = beat;
    const { context } = this;
    if (!context) return;
    const ringing = Math.max(0, this.sequencer.rungOutAt - context.currentTime);
    const release = () => this.playing || context.state !== "running" || void context.suspend();
    setTimeout(release, 1000 * ringing + PATIENCE); // suspended, the context costs nothing
  }

  /** @param {number} beat */
  seek(beat) {
    this.settle();
    this.beat = Math.min(Math.max(this.firstBeat, beat), this.sequencer.end);
    this.sequencer.pass = this.pass;
    if (this.playing) this.start(this.beat);
  }

  /** @param {Span | null} loop */
  setLoop(loop) {
    this.settle();
    const beat = this.position();
    Object.assign(this.sequencer, { loop, pass: 0 });
    if (!this.playing) return;
    if (loop && (beat < loop.start || beat >= loop.end)) this.start(loop.start);
    else this.goOn();
  }

  /**
   * Play in another tempo or key. In another key, what sounds is struck again.
   *
   * @param {Practice} practice
   */
  setPractice(practice) {
    this.settle();
    const { pass, sequencer } = this;
    const { practice: before } = sequencer;
    const isSamePlan = practice.keys === before.keys && practice.faster === before.faster;
    Object.assign(sequencer, { practice, pass: isSamePlan ? pass : 0 });
    if (semitonesOf(practice, sequencer.pass) === semitonesOf(before, pass)) this.goOn();
    else if (this.playing) this.start(this.position());
  }

  goOn() {
    if (!this.playing) return;
    this.sequencer.goOn(this.soon());
    this.tick();
  }

  /**
   * @param {Role} role
   * @param {number} gain
   */
  setGain(role, gain) {
    this.gains.set(role, gain);
    this.mixer?.setGain(role, gain);
  }

  get firstBeat() {
    return -(this.loaded?.music.leadIn ?? 0);
  }

  /** The next time on the audio clock for which music can be scheduled. */
  soon() {
    return (this.context?.currentTime ?? 0) + HEAD_START;
  }

  /** The time on the audio clock that is heard now. */
  heardTime() {
    return this.context ? this.context.currentTime - (this.context.outputLatency || 0) : 0;
  }

  /** The beat that is heard. */
  position() {
    return this.playing ? this.sequencer.beatAt(this.heardTime()) : this.beat;
  }

  /** The pass that is heard, from 0. */
  get pass() {
    return this.sequencer.passAt(this.heardTime());
  }

  close() {
    this.requests += 1;
    this.stop(this.beat);
    void this.context?.close();
    this.context = null;
  }
}
