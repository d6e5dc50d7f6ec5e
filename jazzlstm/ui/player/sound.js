/**
 * The audio graph: two stems, solo and band, each with its gain.
 *
 * Positions are in seconds of the music at its own tempo. The audio clock is the only clock: what is
 * drawn asks `position()`, which subtracts the output latency.
 *
 * @import { Prepared, StemName } from "./preparation.js"
 * @import { Seconds } from "./timing.js"
 *
 * @typedef {{ source: AudioBufferSourceNode, fade: GainNode }} Voice
 */

import { STEMS } from "./preparation.js";
import { wrapped } from "./timing.js";

const FADE = 0.012; // seconds, so that a cut doesn't click
const HEAD_START = 0.02; // seconds from call to sound, so that stems start together
const GAIN_TIME = 0.01; // seconds, time constant of a change of level

export class Sound {
  /** @param {() => void} onend called when the music has come to its end */
  constructor(onend) {
    this.onend = onend;
    /** @type {AudioContext | null} */
    this.context = null;
    /** @type {Partial<Record<StemName, GainNode>>} */
    this.gains = {};
    /** @type {Record<StemName, number>} */
    this.targets = { solo: 1, band: 1 };
    /** @type {Prepared | null} */
    this.heard = null;
    /** @type {Voice[]} */
    this.voices = [];
    this.offset = 0;
    this.startedAt = 0;
    /** @type {Seconds | null} */
    this.loop = null;
  }

  get playing() {
    return this.voices.length > 0;
  }

  get length() {
    return Math.max(0, ...Object.values(this.heard?.mix ?? {}).map((buffer) => buffer.duration));
  }

  /**
   * Change to what was prepared; sound that plays goes on from `at`.
   *
   * @param {Prepared} prepared
   * @param {number} at seconds
   * @param {Seconds | null} loop
   */
  change(prepared, at, loop) {
    this.heard = prepared;
    this.loop = loop;
    this.seek(at);
  }

  async play() {
    const context = this.open();
    if (context.state !== "running") await context.resume();
    this.start(this.offset >= this.length - 0.05 ? 0 : this.offset);
  }

  open() {
    if (this.context) return this.context;
    // Or the mute switch of an iPhone silences the page. TypeScript's DOM types lack audioSession.
    const { audioSession } = /** @type {{ audioSession?: { type: string } }} */ (navigator);
    if (audioSession) audioSession.type = "playback";
    const context = new AudioContext({ latencyHint: "interactive" });
    const master = context.createGain();
    master.connect(context.destination);
    for (const stem of STEMS) {
      const gain = context.createGain();
      gain.gain.value = this.targets[stem];
      gain.connect(master);
      this.gains[stem] = gain;
    }
    this.context = context;
    return context;
  }

  /** @param {number} at seconds */
  start(at) {
    const { context, heard, loop } = this;
    if (!context || !heard) return;
    this.cut();
    const when = context.currentTime + HEAD_START;
    const from = loop ? Math.min(Math.max(at, loop.start), loop.end - 0.01) : at;
    this.voices = STEMS.flatMap((stem) => this.voice(context, heard, stem, when, from));
    const [first] = this.voices;
    if (first) first.source.onended = () => this.voices[0] === first && this.ended();
    this.offset = from;
    this.startedAt = when;
  }

  /**
   * @param {AudioContext} context
   * @param {Prepared} heard
   * @param {StemName} stem
   * @param {number} when on the audio clock
   * @param {number} from seconds
   * @returns {Voice[]} none for a stem that is missing
   */
  voice(context, { buffers, speed }, stem, when, from) {
    const [buffer, gain] = [buffers[stem], this.gains[stem]];
    if (!buffer || !gain) return [];
    const source = new AudioBufferSourceNode(context, { buffer });
    if (this.loop) {
      source.loop = true;
      source.loopStart = this.loop.start / speed;
      source.loopEnd = this.loop.end / speed;
    }
    const fade = context.createGain();
    fade.gain.setValueAtTime(from > 0 ? 0 : 1, when);
    fade.gain.linearRampToValueAtTime(1, when + FADE);
    source.connect(fade).connect(gain);
    source.start(when, from / speed);
    return [{ source, fade }];
  }

  cut() {
    const now = this.context?.currentTime ?? 0;
    for (const { source, fade } of this.voices) {
      source.onended = null;
      fade.gain.cancelScheduledValues(now);
      fade.gain.setValueAtTime(fade.gain.value, now);
      fade.gain.linearRampToValueAtTime(0, now + FADE + HEAD_START);
      source.stop(now + FADE + HEAD_START);
    }
    this.voices = [];
  }

  pause() {
    this.offset = this.position();
    this.cut();
  }

  ended() {
    this.voices = [];
    this.offset = 0;
    this.onend();
  }

  /** @param {number} seconds */
  seek(seconds) {
    this.offset = Math.min(Math.max(0, seconds), this.length);
    if (this.playing) this.start(this.offset);
  }

  /** @param {Seconds | null} loop */
  setLoop(loop) {
    const at = this.position();
    this.loop = loop;
    if (this.playing) this.start(at);
  }

  /**
   * @param {StemName} stem
   * @param {number} gain
   */
  setGain(stem, gain) {
    this.targets[stem] = gain;
    if (this.context) this.gains[stem]?.gain.setTargetAtTime(gain, this.context.currentTime, GAIN_TIME);
  }

  position() {
    if (!this.playing || !this.context || !this.heard) return this.offset;
    const latency = this.context.outputLatency || 0;
    const elapsed = Math.max(0, this.context.currentTime - this.startedAt - latency);
    return wrapped(this.offset + elapsed * this.heard.speed, this.loop, this.length);
  }

  close() {
    this.cut();
    void this.context?.close();
    this.context = null;
  }
}
