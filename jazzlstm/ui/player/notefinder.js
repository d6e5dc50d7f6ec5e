/**
 * Notes from the guesses of frames. Each frame is evidence for some pitches, and evidence fades: a note begins
 * when that for its pitch is strong, and ends when another's is stronger or the sound fades.
 *
 * @import { Frame, Guess } from "./pitchfinder.js"
 *
 * @typedef {{ kind: "press", time: number, pitch: number, velocity: number }} Press
 * @typedef {{ kind: "correct", pitch: number, to: number }} Correct
 * @typedef {{ kind: "release", time: number, pitch: number }} Release
 * @typedef {{ kind: "attack", time: number, level: number }} Attack sound begins, with a pitch or without
 * @typedef {Press | Correct | Release | Attack} Heard
 */

export const P = {
  "KEPT": 0.88,
  "ENOUGH": 3.885,
  "MORE": 0.45,
  "LOW": 0.34,
  "FAR": 0.3,
  "RANGE": 24,
  "RISE": 6.8,
  "LOOK": 8,
  "BACK": 12,
  "YOUNG": 0.078,
  "SLACK": 0.25,
  "QUIET": 8,
  "FORGET": 3,
  "OCTAVE": 0.22,
  "FREE": 6.2,
  "BOTTOM": 0,
};
const SILENCE = -62; // dB of full scale

export class NoteFinder {
  constructor() {
    /** @type {{ pitch: number, start: number, last: number } | null} */
    this.note = null;
    this.register = 0; // mean pitch of late
    /** @type {Map<number, number>} by pitch */
    this.evidence = new Map();
    /** @type {{ time: number, shares: Map<number, number> }[]} */
    this.past = [];
    this.quiet = 0;
    this.loudest = -30; // dB
    this.attack = -1; // seconds of the last
    this.time = 0;
    /** @type {number[]} dB of the last frames */
    this.levels = [];
  }

  /**
   * @param {Frame} frame
   * @returns {Heard[]} in their order
   */
  push({ time, guesses, level }) {
    this.loudest = Math.max(level, this.loudest - P.FORGET * Math.max(0, time - this.time));
    this.time = time;
    const floor = Math.max(SILENCE, this.loudest - P.RANGE);
    /** @type {Heard[]} */
    const heard = [];
    if (this.isAttack(time, level, floor)) {
      heard.push({ kind: "attack", time, level });
      if (this.note && time - this.note.start > P.YOUNG) heard.push(this.end(time));
    }
    this.weigh(time, level < floor ? [] : guesses);
    return [...heard, ...this.decide(time, level)];
  }

  /**
   * @param {number} time
   * @param {number} level
   * @param {number} floor
   */
  isAttack(time, level, floor) {
    const before = this.levels.length ? Math.min(...this.levels) : SILENCE;
    this.levels = [...this.levels.slice(1 - P.LOOK), Math.max(level, SILENCE)];
    if (level < floor || level - before < P.RISE || time - this.attack < P.YOUNG) return false;
    this.attack = time;
    return true;
  }

  /**
   * @param {number} time
   * @param {Guess[]} guesses
   */
  weigh(time, guesses) {
    const shares = new Map();
    const highest = guesses[0]?.pitch ?? 0;
    for (const { pitch, fault } of guesses) {
      const far = this.register ? Math.max(0, Math.abs(pitch - this.register) - P.FREE) / 12 : 0;
      const share = 1 - fault - (P.LOW * (highest - pitch)) / 12 - P.FAR * far;
      const whole = this.note && Math.abs(pitch - this.note.pitch) < 0.65
        ? this.note.pitch
        : Math.round(pitch);
      if (share > (shares.get(whole) ?? 0)) shares.set(whole, share);
    }
    for (const [pitch, sum] of this.evidence) this.evidence.set(pitch, P.KEPT * sum);
    for (const [pitch, share] of shares) this.evidence.set(pitch, share + (this.evidence.get(pitch) ?? 0));
    this.past = [...this.past.slice(1 - P.BACK), { time, shares }];
  }

  /**
   * @param {number} time
   * @param {number} level
   * @returns {Heard[]}
   */
  decide(time, level) {
    const { note, evidence } = this;
    let [best, most] = [0, 0];
    for (const [pitch, sum] of evidence) if (sum > most) [best, most] = [pitch, sum];
    const own = note ? evidence.get(note.pitch) ?? 0 : 0;
    if (note && own > P.ENOUGH / 2) note.last = time;
    if (note && own < P.ENOUGH / 2 && most < P.ENOUGH) {
      return time - note.last > P.QUIET * 0.0054 ? [this.end(note.last)] : [];
    }
    if (best === note?.pitch || most < P.ENOUGH || most < own + P.MORE) return [];
    if (
      note && time - note.start < P.OCTAVE && this.attack <= note.start + 0.03 &&
      [12, 19, 24, 28, 31].includes(Math.abs(note.pitch - best))
    ) {
      const from = note.pitch;
      note.pitch = best;
      return [{ kind: "correct", pitch: from, to: best }];
    }
    const start = this.startOf(best);
    /** @type {Heard[]} */
    const ended = note ? [this.end(start)] : [];
    this.note = { pitch: best, start, last: time };
    this.register = this.register ? this.register + (best - this.register) / 6 : best;
    return [...ended, { kind: "press", time: start, pitch: best, velocity: velocityOf(level) }];
  }

  /**
   * @param {number} pitch
   * @returns {number} seconds of the first of the last frames in a row that are evidence for a pitch
   */
  startOf(pitch) {
    let start = this.time;
    for (let i = this.past.length - 1; i >= 0; i -= 1) {
      if ((this.past[i].shares.get(pitch) ?? 0) < P.SLACK) break;
      start = this.past[i].time;
    }
    return start - this.attack < 0.05 && start > this.attack ? this.attack : start;
  }

  /** @param {number} time */
  end(time) {
    const pitch = this.note?.pitch ?? 0;
    this.note = null;
    this.evidence.clear();
    return /** @type {Release} */ ({ kind: "release", time, pitch });
  }
}

/**
 * @param {number} level dB of full scale
 * @returns {number} MIDI velocity
 */
export function velocityOf(level) {
  return Math.round(Math.max(20, Math.min(120, 120 + 2 * (level + 12))));
}
