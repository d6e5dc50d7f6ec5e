/**
 * The pitch of one voice, some milliseconds at a time, by the difference of the sound and itself a period later.
 *
 * Source: A. de Cheveigné, H. Kawahara, "YIN, a fundamental frequency estimator for speech and music", 2002.
 *
 * @typedef {object} Frame
 * @property {number} time seconds of the middle of the window
 * @property {number} level dB of full scale in the middle of the window
 * @property {Guess[]} guesses pitches that it may have, the highest first
 *
 * @typedef {object} Guess
 * @property {number} pitch as a MIDI number with its fraction
 * @property {number} fault how much of the sound has no such period: 0 none, 1 all
 */

const RATE = 24_000; // about: sound at 44.1 or 48 kHz is halved
const LOWEST = 73; // Hz, the D below a guitar's lowest string
const HIGHEST = 2200;
const HOP = 0.0054; // seconds from one frame to the next
const MIDDLE = 0.01; // seconds of which the level is measured
const FAINT = -90; // dB of full scale: no pitch is looked for
const WORST = 0.5; // fault of a guess

export class PitchFinder {
  /** @param {number} rate frames a second of the sound */
  constructor(rate) {
    this.factor = Math.max(1, Math.round(rate / RATE));
    this.rate = rate / this.factor;
    this.longest = Math.ceil(this.rate / LOWEST);
    this.shortest = Math.floor(this.rate / HIGHEST);
    this.hop = Math.round(HOP * this.rate);
    this.window = new Float32Array(2 * this.longest + 2);
    this.faults = new Float32Array(this.longest + 2);
    this.taken = 0; // samples of the window's rate
    this.fresh = 0; // of them, since the last frame
    this.sum = 0;
    this.summed = 0;
  }

  /** Seconds from a sound to the end of the frame that has it in its middle. */
  get delay() {
    return this.window.length / 2 / this.rate;
  }

  /**
   * @param {Float32Array} sound that follows what was pushed before
   * @param {number} end seconds of its last sample
   * @param {(frame: Frame) => void} tell called for each frame
   */
  push(sound, end, tell) {
    const { window, factor } = this;
    for (let i = 0; i < sound.length; i += 1) {
      this.sum += sound[i];
      this.summed += 1;
      if (this.summed < factor) continue;
      window.copyWithin(0, 1);
      window[window.length - 1] = this.sum / factor;
      this.sum = 0;
      this.summed = 0;
      this.fresh += 1;
      if (this.fresh < this.hop) continue;
      this.fresh = 0;
      tell(this.frame(end - (sound.length - 1 - i) / (factor * this.rate) - this.delay));
    }
  }

  /**
   * @param {number} time
   * @returns {Frame}
   */
  frame(time) {
    const level = this.level();
    if (level < FAINT) return { time, level, guesses: [] };
    this.measureFaults();
    return { time, level, guesses: this.guesses() };
  }

  /** dB in the middle of the window. */
  level() {
    const { window } = this;
    const count = Math.round(MIDDLE * this.rate);
    const first = (window.length - count) >> 1;
    let energy = 1e-12;
    for (let i = first; i < first + count; i += 1) energy += window[i] * window[i];
    return 10 * Math.log10(energy / count || 1e-12); // a broken device may send NaN
  }

  /** The fault of each period, relative to the mean of those of shorter ones. */
  measureFaults() {
    const { window, faults, longest } = this;
    faults[0] = 1;
    let total = 0;
    for (let lag = 1; lag <= longest + 1; lag += 1) {
      const first = (longest + 1 - lag) >> 1; // both stretches lie around the middle
      let difference = 0;
      for (let i = first; i < first + longest; i += 1) {
        const step = window[i] - window[i + lag];
        difference += step * step;
      }
      total += difference;
      faults[lag] = total > 0 ? (difference * lag) / total : 1;
    }
  }

  /** Periods whose fault is less than that of their neighbours. */
  guesses() {
    const { faults, shortest, longest, rate } = this;
    const found = [];
    for (let lag = shortest; lag <= longest; lag += 1) {
      const [before, fault, after] = [faults[lag - 1], faults[lag], faults[lag + 1]];
      if (fault > WORST || fault > before || fault > after) continue;
      const bend = before - 2 * fault + after;
      const period = lag + (bend > 0 ? (before - after) / (2 * bend) : 0);
      found.push({ pitch: 69 + 12 * Math.log2(rate / period / 440), fault });
    }
    return found;
  }
}
