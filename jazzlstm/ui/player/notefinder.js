/**
 * Notes from the guesses of frames. Each frame is evidence for some pitches, and evidence fades. A note begins
 * when the evidence for its pitch is enough; it ends when another pitch has more, or when the sound fades.
 *
 * The attack of a wind instrument may sound an octave low: such a note is corrected when later frames say so, and
 * the next ones are expected higher. A player scoops up to a note, and lets it fall at its end: a glide is no new
 * note. Values were tuned on solos that the package's synthesizer plays; `benchmarks/ear.py` measures others.
 *
 * @import { Frame, Guess } from "./pitchfinder.js"
 *
 * @typedef {{ pitch: number, now: number, start: number, last: number }} Note `now`: the pitch it has fallen to
 * @typedef {{ kind: "press", time: number, pitch: number, velocity: number }} Press
 * @typedef {{ kind: "correct", pitch: number, to: number }} Correct
 * @typedef {{ kind: "release", time: number, pitch: number }} Release
 * @typedef {{ kind: "attack", time: number, level: number }} Attack sound begins, with a pitch or without
 * @typedef {Press | Correct | Release | Attack} Heard times are those of the sound, in seconds
 */

const KEPT = 0.88; // share of the evidence that stays from frame to frame
const ENOUGH = 2.89; // evidence for a note; a clear frame is about 1
const MORE = 0.445; // evidence by which another pitch has to be ahead of that of the note
const LOW = 0.3; // taken off for each octave below the highest guess: every multiple of a period is one, too
const LEARNT = 0.04; // more of LOW after a note that was taken an octave low, less after one taken too high ...
const MOST_LEARNT = 0.265; // ... up to this: an instrument's attacks are alike
const BELOW = 0.245; // taken off for a note one or two octaves, or a twelfth, below the last one
const FREE = 6.2; // semitones from the mean of the last notes
const FAR = 0.28; // taken off for each octave beyond those
const SAME = 0.362; // semitones from a note that still belong to it: vibrato
const RANGE = 24; // dB below the loudest of late: softer sound is not a note
const SILENCE = -62; // dB of full scale
const FORGET = 3; // dB a second by which the loudest fades
const QUIET = 0.105; // seconds after which a note has ended
const RISE = 5.6; // dB in LOOK frames: a note is struck
const LOOK = 8; // frames
const YOUNG = 0.0895; // seconds in which a note isn't struck again
const OCTAVE = 0.364; // seconds in which the octave of a note may be corrected
const MULTIPLES = [12, 19, 24, 28, 31]; // semitones between a tone and its harmonics
const SUBHARMONICS = [12, 19, 24];
const APART = 0.0675; // seconds from the start of a note to an attack that is another note's
const SCOOP = 0.116; // seconds in which a note may glide to its pitch
const SCOOPED = 4; // frames between the pitches that make a glide of it
const FALL = 0.277; // seconds after which a note may fall at its end
const FALLEN = 5; // frames between the pitches that make a fall of it
const FURTHEST = 2; // semitones that a note falls at once
const BETWEEN = 0.25; // semitones from both pitches
const BACK = 10; // frames in which the start of a note, and a glide, are looked for
const TRACE = 0.0797; // evidence in one frame that the note has started
const NEAR = 0.0231; // seconds from an attack to the pitch that belongs to it
const GAP = 0.0819; // seconds from the last trace of a note to the first of the next that has begun in between
const FADE = 0.014; // seconds from the end of a note until its evidence is halved
const LATE = 0.0169; // seconds that the start of a note is found late, the median

export class NoteFinder {
  constructor() {
    /** @type {Note | null} */
    this.note = null;
    this.last = 0; // pitch of the last note; 0 before the first
    this.lastTrace = -1; // seconds of the last trace of a note
    this.learnt = 0; // see LEARNT
    this.register = 0; // mean pitch of the last notes
    /** @type {Map<number, number>} by pitch */
    this.evidence = new Map();
    /** @type {{ time: number, shares: Map<number, number>, pitches: number[] }[]} */
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
    for (const guess of guesses) {
      const { note } = this;
      const whole = note && Math.abs(guess.pitch - note.now) < SAME ? note.now : Math.round(guess.pitch);
      const share = this.shareOf(guess, whole, guesses[0].pitch);
      if (share > (shares.get(whole) ?? 0)) shares.set(whole, share);
    }
    for (const [pitch, sum] of this.evidence) this.evidence.set(pitch, KEPT * sum);
    for (const [pitch, share] of shares) this.evidence.set(pitch, share + (this.evidence.get(pitch) ?? 0));
    const pitches = guesses.map(({ pitch }) => pitch);
    this.past = [...this.past.slice(1 - BACK), { time: this.time, shares, pitches }];
    if (this.note && (shares.get(this.note.now) ?? 0) >= TRACE) this.lastTrace = this.time;
  }

  /**
   * Evidence that one guess is for a pitch.
   *
   * @param {Guess} guess
   * @param {number} whole the pitch
   * @param {number} highest guess of the frame
   */
  shareOf({ pitch, fault }, whole, highest) {
    const below = ((LOW + this.learnt) * (highest - pitch)) / 12;
    const far = this.register ? (FAR * Math.max(0, Math.abs(pitch - this.register) - FREE)) / 12 : 0;
    return 1 - fault - below - far - (SUBHARMONICS.includes(this.last - whole) ? BELOW : 0);
  }

  /**
   * @param {number} level
   * @returns {Heard[]}
   */
  decide(level) {
    const { note, evidence, time } = this;
    const [best, most] = [...evidence].reduce((a, b) => (b[1] > a[1] ? b : a), [0, 0]);
    const own = note ? evidence.get(note.now) ?? 0 : 0;
    if (note && own > ENOUGH / 2) note.last = time;
    if (most < ENOUGH) return note && time - note.last > QUIET ? [this.end(note.last - FADE)] : [];
    if (best === note?.now || most < own + MORE) return [];
    if (!note) return this.begin(best, level);
    if (this.isFall(note, best)) {
      note.now = best;
      return [];
    }
    return this.isSameNote(note, best) ? [this.correct(note, best)] : this.begin(best, level);
  }

  /**
   * Whether another pitch is that of the same note, which was taken for a multiple of it or glides up to it.
   *
   * @param {Note} note
   * @param {number} pitch
   */
  isSameNote(note, pitch) {
    const age = this.time - note.start;
    if (note.now !== note.pitch || this.attack > note.start + APART) return false;
    const interval = Math.abs(note.pitch - pitch);
    if (MULTIPLES.includes(interval)) return age < OCTAVE;
    return interval === 1 && age <= SCOOP && this.framesBetween(note.pitch, pitch) >= SCOOPED;
  }

  /**
   * Whether a note falls to a pitch at its end.
   *
   * @param {Note} note
   * @param {number} pitch
   */
  isFall(note, pitch) {
    const down = note.now - pitch;
    if (down <= 0 || down > FURTHEST || this.time - note.start <= FALL) return false;
    return this.attack <= note.start + APART && this.framesBetween(pitch, note.now) >= FALLEN;
  }

  /**
   * How many guesses of late lie between two pitches.
   *
   * @param {number} one
   * @param {number} other
   */
  framesBetween(one, other) {
    const [low, high] = [Math.min(one, other) + BETWEEN, Math.max(one, other) - BETWEEN];
    return this.past.flatMap(({ pitches }) => pitches.filter((pitch) => pitch > low && pitch < high)).length;
  }

  /**
   * @param {Note} note
   * @param {number} to
   * @returns {Correct}
   */
  correct(note, to) {
    const { pitch } = note;
    if (Math.abs(to - pitch) > 1) {
      const more = to > pitch ? LEARNT : -LEARNT;
      this.learnt = Math.min(MOST_LEARNT, Math.max(0, this.learnt + more));
    }
    note.pitch = to;
    note.now = to;
    this.last = to;
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
    this.note = { pitch, now: pitch, start, last: this.time };
    this.last = pitch;
    this.register = this.register ? this.register + (pitch - this.register) / 6 : pitch;
    return [...ended, { kind: "press", time: start, pitch, velocity: velocityOf(level) }];
  }

  /**
   * When a note started: with the first of the last frames in a row that have more of it than of the note before,
   * or with the attack, or when the trace of the note before had gone.
   *
   * @param {number} pitch
   */
  startOf(pitch) {
    const before = this.note ? this.note.now : 0;
    let start = this.time;
    for (const { time, shares } of this.past.toReversed()) {
      const share = shares.get(pitch) ?? 0;
      if (share < TRACE || (shares.get(before) ?? 0) > share) break;
      start = time;
    }
    if (start > this.attack && start - this.attack < NEAR) return this.attack - LATE;
    const isAfter = before > 0 && start > this.lastTrace && start - this.lastTrace < GAP;
    return (isAfter ? this.lastTrace : start) - LATE;
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
