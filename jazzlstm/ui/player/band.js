/**
 * The band: plays a solo with its accompaniment from events. A clock looks ahead, and what has not
 * sounded is taken back when something changes: take, tempo, place, loop.
 *
 * @import { Bank } from "./bank.js"
 * @import { Stretch } from "./clock.js"
 * @import { Music, Role } from "./packet.js"
 *
 * @typedef {{ start: number, end: number }} Span beats
 * @typedef {{ music: Music, banks: Bank[] }} Loaded a bank for each part
 */

import { Banks } from "./banks.js";
import { Channel } from "./channel.js";
import { again, beatAt, countBefore, soundingBeat, stretchFrom, timeAt } from "./clock.js";
import { Mixer } from "./mixer.js";
import { startTicking } from "./ticker.js";
import { entryBeat } from "./timing.js";

const AHEAD = 0.5; // seconds that are scheduled: timers come up to 0.2 s late, and more costs processor time
const HEAD_START = 0.03; // seconds from a change to its sound
const STRETCHES_KEPT = 8; // of the past: the loudspeakers are behind the clock

export class Band {
  /**
   * @param {() => void} onend called when the music stops by itself
   * @param {(mixer: Mixer) => void} onopen called when the mixer is there
   */
  constructor(onend, onopen) {
    this.onend = onend;
    this.onopen = onopen;
    this.banks = new Banks();
    this.requests = 0;
    /** @type {AudioContext | null} */
    this.context = null;
    /** @type {Mixer | null} */
    this.mixer = null;
    /** @type {Map<Role, number>} */
    this.gains = new Map();
    /** @type {Loaded | null} */
    this.loaded = null;
    /** @type {Channel[]} */
    this.channels = [];
    /** @type {Stretch[]} those that are scheduled, or were; the last one is scheduled up to `done` */
    this.stretches = [];
    this.done = 0; // beat
    this.end = 0; // beat on which the music ends
    this.beat = 0; // where play begins
    this.tempo = 120;
    this.transposed = 0; // semitones
    /** @type {Span | null} */
    this.loop = null;
    this.stopTicking = () => {};
  }

  get playing() {
    return this.stretches.length > 0;
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
    const banks = await Promise.all(music.parts.map(({ bank }) => this.banks.take(bank)));
    return request === this.requests ? { music, banks } : null;
  }

  /**
   * Change to a solo. Music that plays goes on in it at the same beat, without a gap.
   *
   * @param {Loaded} loaded
   * @param {number} tempo beats a minute
   * @param {Span | null} loop
   */
  use(loaded, tempo, loop) {
    const time = (this.context?.currentTime ?? 0) + HEAD_START;
    const { stretches } = this;
    const beat = entryBeat(loaded.music, this.playing ? soundingBeat(stretches, time) : this.beat);
    this.loaded = loaded;
    this.end = loaded.music.end;
    this.tempo = tempo;
    this.loop = loop;
    if (this.mixer) this.seat(this.mixer);
    if (!this.playing) this.beat = beat;
    else {
      this.start(beat);
      this.stretches.unshift(...stretches.filter((stretch) => stretch.time < time)); // still to be heard
    }
  }

  /**
   * Give each part of the solo its channel. What sounds on the channels before is ended; drums ring out.
   *
   * @param {Mixer} mixer
   */
  seat(mixer) {
    const now = mixer.context.currentTime;
    for (const channel of this.channels) {
      channel.revoke(now);
      if (!channel.isDrums) channel.silence(now);
    }
    const { music, banks } = this.loaded ?? { music: null, banks: [] };
    this.channels = (music?.parts ?? []).map((part, i) => {
      return new Channel(mixer.context, mixer.fader(part.role, banks[i]), part, banks[i]);
    });
  }

  /** @param {number} [countIn] beats that are counted before the loop */
  async play(countIn = 0) {
    const context = this.open();
    if (context.state !== "running") await context.resume();
    this.start(this.beat >= this.end - 0.01 ? this.firstBeat : this.beat, countIn);
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
    this.seat(this.mixer);
    context.addEventListener("statechange", () => {
      if (this.playing && context.state !== "running") this.interrupt(); // a phone call
    });
    this.onopen(this.mixer);
    return context;
  }

  /**
   * @param {number} beat
   * @param {number} [countIn] beats
   */
  start(beat, countIn = 0) {
    if (!this.context) return;
    const time = this.context.currentTime + HEAD_START;
    for (const channel of this.channels) channel.revoke(time);
    for (const channel of this.channels) channel.silence(time);
    const stretch = stretchFrom(time, beat, this.tempo / 60, this.loop, this.end);
    this.stretches = [];
    const counts = countIn && this.channels.some(({ isDrums }) => isDrums);
    this.enter(counts ? countBefore(stretch, countIn) : stretch);
    this.stopTicking();
    this.stopTicking = startTicking(() => this.tick());
    this.tick();
  }

  /** @param {Stretch} stretch */
  enter(stretch) {
    this.stretches = [...this.stretches.slice(-STRETCHES_KEPT), stretch];
    this.done = stretch.beat;
    for (const channel of this.channels) {
      channel.transposed = this.transposed;
      channel.enter(stretch);
    }
  }

  /** Schedule what comes next. */
  tick() {
    const { context } = this;
    if (!context || !this.playing) return;
    for (;;) {
      const stretch = this.stretches[this.stretches.length - 1];
      const to = Math.min(beatAt(stretch, context.currentTime + AHEAD), stretch.until);
      const from = Math.max(this.done, beatAt(stretch, context.currentTime)); // what the page slept through is left
      for (const channel of this.channels) channel.play(stretch, from, to);
      this.done = Math.max(this.done, to);
      if (to < stretch.until) return;
      const next = this.following(stretch);
      if (!next) break;
      this.enter(next);
    }
    if (soundingBeat(this.stretches, this.heardTime()) >= this.end - 1e-6) this.finish();
  }

  /**
   * @param {Stretch} stretch
   * @returns {Stretch | null}
   */
  following(stretch) {
    const time = timeAt(stretch, stretch.until);
    if (stretch.kind === "count") return stretchFrom(time, stretch.until, stretch.rate, this.loop, this.end);
    return this.loop && again(stretch, this.loop);
  }

  /** The music is over: its last notes ring out. */
  finish() {
    this.stop(this.firstBeat);
    this.onend();
  }

  /** The sound device was taken away. */
  interrupt() {
    this.pause();
    this.onend();
  }

  pause() {
    const beat = this.position();
    const now = this.context?.currentTime ?? 0;
    for (const channel of this.channels) channel.silence(now);
    this.stop(beat);
  }

  /** @param {number} beat where play begins the next time */
  stop(beat) {
    this.stopTicking();
    this.stretches = [];
    this.beat = beat;
    const { context } = this;
    if (!context) return;
    const ringing = Math.max(0, ...this.channels.map(({ end }) => end - context.currentTime));
    // Suspended, it costs nothing.
    setTimeout(() => this.playing || void context.suspend().catch(() => {}), 1000 * ringing + 200);
  }

  /** @param {number} beat */
  seek(beat) {
    this.beat = Math.min(Math.max(this.firstBeat, beat), this.end);
    if (this.playing) this.start(this.beat);
  }

  /** @param {Span | null} loop */
  setLoop(loop) {
    const beat = this.position();
    this.loop = loop;
    if (this.playing && loop && (beat < loop.start || beat >= loop.end)) this.start(loop.start);
    else this.goOn();
  }

  /** @param {number} tempo beats a minute */
  setTempo(tempo) {
    this.tempo = tempo;
    this.goOn();
  }

  /** @param {number} semitones */
  transpose(semitones) {
    this.transposed = semitones;
    this.goOn();
  }

  /** Schedule anew what has not sounded; what sounds goes on. */
  goOn() {
    const { context } = this;
    if (!context || !this.playing) return;
    const time = context.currentTime + HEAD_START;
    const current = this.stretches.findLast((stretch) => stretch.time <= time) ?? this.stretches[0];
    const beat = Math.min(beatAt(current, Math.max(time, current.time)), current.until);
    for (const channel of this.channels) channel.revoke(time);
    this.stretches = this.stretches.slice(0, this.stretches.indexOf(current) + 1);
    const next = stretchFrom(time, beat, this.tempo / 60, this.loop, this.end);
    const isCounting = current.kind === "count";
    const stretch = isCounting ? { ...countBefore(next, 0), until: current.until } : next;
    this.stretches.push(stretch);
    this.done = stretch.beat;
    for (const channel of this.channels) {
      channel.transposed = this.transposed;
      channel.setLevel(stretch, stretch.beat);
    }
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

  heardTime() {
    return this.context ? this.context.currentTime - (this.context.outputLatency || 0) : 0;
  }

  /** The beat that is heard. */
  position() {
    return this.playing ? soundingBeat(this.stretches, this.heardTime()) : this.beat;
  }

  close() {
    this.stop(this.beat);
    void this.context?.close();
    this.context = null;
  }
}
