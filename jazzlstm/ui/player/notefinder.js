/**
 * Notes from the guesses of frames. Each frame is evidence for some pitches, and evidence fades. A note begins
 * when the evidence for its pitch is enough; it ends when another pitch has more, or when the sound fades.
 *
 * The attack of a wind instrument may sound an octave low: such a note is corrected when later frames say so.
 * Values were tuned on solos that the package's synthesizer plays; `benchmarks/ear.py` measures others.
 *
 * @import { Frame, Guess } from "./pitchfinder.js"
 *
 * @typedef {{ kind: "press", time: number, pitch: number, velocity: number }} Press
 * @typedef {{ kind: "correct", pitch: number, to: number }} Correct
 * @typedef {{ kind: "release", time: number, pitch: number }} Release
 * @typedef {{ kind: "attack", time: number, level: number }} Attack sound begins, with a pitch or without
 * @typedef {Press | Correct | Release | Attack} Heard times are those of the sound, in seconds
 */

const KEPT = 0.88; // share of the evidence that stays from frame to frame
const ENOUGH = 3.45; // evidence for a note; a clear frame is about 1
const MORE = 0.41; // evidence by which another pitch has to be ahead of that of the note
const LOW = 0.34; // taken off for each octave below the highest guess: every multiple of a period is one, too
const FREE = 6.2; // semitones from the mean of the last notes
const FAR = 0.3; // taken off for each octave beyond those
const SAME = 0.65; // semitones from a note that still belong to it: vibrato
const RANGE = 28; // dB below the loudest of late: softer sound is not a note
const SILENCE = -62; // dB of full scale
const FORGET = 3; // dB a second by which the loudest fades
const QUIET = 0.043; // seconds after which a note has ended
const RISE = 5.5; // dB in LOOK frames: a note is struck
const LOOK = 8; // frames
const YOUNG = 0.095; // seconds in which a note isn't struck again
const OCTAVE = 0.27; // seconds in which the octave of a note may be corrected
const MULTIPLES = [12, 19, 24, 28, 31]; // semitones between a tone and its harmonics
const BACK = 12; // frames in which the start of a note is looked for
const TRACE = 0.14; // evidence in one frame that the note has started
const NEAR = 0.05; // seconds from an attack to the pitch that belongs to it
const FADE = 0.03; // seconds from the end of a note until its evidence is halved
const LATE = 0.015; // seconds that the start of a note is found late, the median

export class NoteFinder {
  constructor() {
    /** @type {{ pitch: number, start: number, last: number } | null} */
    this.note = null;
    this.register = 0; // mean pitch of the last notes
    /** @type {Map<number, number>} by pitch */
    this.evidence = new Map();
    /** @type {{ time: number, shares: Map<number, number> }[]} */
    this.past = [];
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
    this.loudest = Math.max(level, this.loudest - FORGET * Math.max(0, time - this.time));
    this.time = time;
    const floor = Math.max(SILENCE, this.loudest - RANGE);
    /** @type {Heard[]} */
    const heard = [];
    if (this.isAttack(level, floor)) {
      this.attack = time;
      heard.push({ kind: "attack", time, level });
      if (this.note && time - this.note.start > YOUNG) heard.push(this.end(time - LATE));
    }
    this.weigh(level < floor ? [] : guesses);
    return [...heard, ...this.decide(level)];
  }

  /**
   * @param {number} level
   * @param {number} floor
   */
  isAttack(level, floor) {
    const before = this.levels.length ? Math.min(...this.levels) : SILENCE;
    this.levels = [...this.levels.slice(1 - LOOK), Math.max(level, SILENCE)];
    return level >= floor && level - before >= RISE && this.time - this.attack >= YOUNG;
  }

  /** @param {Guess[]} guesses */
  weigh(guesses) {
    /** @type {Map<number, number>} */
    const shares = new Map();
    for (const { pitch, fault } of guesses) {
      const below = (guesses[0].pitch - pitch) / 12;
      const far = this.register ? Math.max(0, Math.abs(pitch - this.register) - FREE) / 12 : 0;
      const share = 1 - fault - LOW * below - FAR * far;
      const { note } = this;
      const whole = note && Math.abs(pitch - note.pitch) < SAME ? note.pitch : Math.round(pitch);
      if (share > (shares.get(whole) ?? 0)) shares.set(whole, share);
    }
    for (const [pitch, sum] of this.evidence) this.evidence.set(pitch, KEPT * sum);
    for (const [pitch, share] of shares) this.evidence.set(pitch, share + (this.evidence.get(pitch) ?? 0));
    this.past = [...this.past.slice(1 - BACK), { time: this.time, shares }];
  }

  /**
   * @param {number} level
   * @returns {Heard[]}
   */
  decide(level) {
    const { note, evidence, time } = this;
    const [best, most] = [...evidence].reduce((a, b) => (b[1] > a[1] ? b : a), [0, 0]);
    const own = note ? evidence.get(note.pitch) ?? 0 : 0;
    if (note && own > ENOUGH / 2) note.last = time;
    if (most < ENOUGH) return note && time - note.last > QUIET ? [this.end(note.last - FADE)] : [];
    if (best === note?.pitch || most < own + MORE) return [];
    return note && this.isOctaveOf(note, best) ? [this.correct(note, best)] : this.begin(best, level);
  }

  /**
   * Whether another pitch is that of the same note, which was taken for a multiple of it.
   *
   * @param {{ pitch: number, start: number }} note
   * @param {number} pitch
   */
  isOctaveOf(note, pitch) {
    const isOneNote = this.time - note.start < OCTAVE && this.attack <= note.start + 2 * LATE;
    return isOneNote && MULTIPLES.includes(Math.abs(note.pitch - pitch));
  }

  /**
   * @param {{ pitch: number }} note
   * @param {number} to
   * @returns {Correct}
   */
  correct(note, to) {
    const { pitch } = note;
    note.pitch = to;
    return { kind: "correct", pitch, to };
  }

  /**
   * @param {number} pitch
   * @param {number} level
   * @returns {Heard[]}
   */
  begin(pitch, level) {
    const start = this.startOf(pitch);
    const ended = this.note ? [this.end(start)] : [];
    this.note = { pitch, start, last: this.time };
    this.register = this.register ? this.register + (pitch - this.register) / 6 : pitch;
    return [...ended, { kind: "press", time: start, pitch, velocity: velocityOf(level) }];
  }

  /**
   * When a note started: with the first of the last frames in a row that have a trace of it, or with the attack.
   *
   * @param {number} pitch
   */
  startOf(pitch) {
    let start = this.time;
    for (const { time, shares } of this.past.toReversed()) {
      if ((shares.get(pitch) ?? 0) < TRACE) break;
      start = time;
    }
    const isOfAttack = start > this.attack && start - this.attack < NEAR;
    return (isOfAttack ? this.attack : start) - LATE;
  }

  /**
   * @param {number} time
   * @returns {Release}
   */
  end(time) {
    const pitch = this.note?.pitch ?? 0;
    this.note = null;
    this.evidence.clear();
    return { kind: "release", time, pitch };
  }
}

/**
 * @param {number} level dB of full scale
 * @returns {number} MIDI velocity
 */
function velocityOf(level) {
  return Math.round(Math.max(20, Math.min(120, 120 + 2 * (level + 12))));
}
