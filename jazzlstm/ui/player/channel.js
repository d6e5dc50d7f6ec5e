/**
 * A channel: one part with its bank, played as voices into the part's fader.
 *
 * @import { Bank } from "./bank.js"
 * @import { Stretch } from "./clock.js"
 * @import { Part, PlayedNote } from "./packet.js"
 * @import { Voice } from "./voices.js"
 */

import { ANTICIPATION, timeAt } from "./clock.js";
import { beatOf, firstFrom, pointsWithin, valueAt } from "./moves.js";
import { cutVoice, strike } from "./voices.js";

const WHEEL = 1; // MIDI controllers
const VOLUME = 7;
const PAN = 10;
const EXPRESSION = 11;
const FULL = 127;
const SHARE = 128 / 16383; // of a controller's range, for each step: RustySynth counts in 14 bits
const WHEEL_CENTS = 50; // of vibrato, with the wheel fully up
const STROKES_A_KEY = 3; // of a drum that ring at once
const SHORTEST_HELD = 0.25; // beats that a note must have left to be struck when the music starts within it
const ROUNDING = 1e-6; // beats
const COUNT_KEY = 37; // cross stick
const COUNT_VELOCITY = 90;
const COUNT_BEATS = 0.25;

export class Channel {
  /**
   * @param {BaseAudioContext} context
   * @param {AudioNode} fader
   * @param {Part} part
   * @param {Bank} bank
   */
  constructor(context, fader, part, bank) {
    this.context = context;
    this.bank = bank;
    this.isDrums = part.role === "drums";
    this.level = new GainNode(context, { gain: 0 });
    this.level.connect(fader);
    /** @type {Voice[]} */
    this.voices = [];
    this.part = part;
    this.controls = controlsOf(part);
  }

  /**
   * What the channel plays; later, the same part with more bars.
   *
   * @param {Part} part
   */
  setPart(part) {
    this.part = part;
    this.controls = controlsOf(part);
  }

  /**
   * Start a stretch: controllers as they stand there, and the notes that sound already.
   *
   * @param {Stretch} stretch
   */
  enter(stretch) {
    const { beat, kind } = stretch;
    this.setLevel(stretch, beat);
    if (kind === "count" || kind === "on") return;
    const early = kind === "again" ? 0 : ANTICIPATION;
    for (const note of this.part.notes) {
      if (note.start >= beat) break;
      const isHeld = !this.isDrums && note.end >= beat + SHORTEST_HELD;
      const isMeant = note.start >= beat - early;
      if (isHeld || (isMeant && note.end > beat)) this.strike(stretch, { ...note, start: beat });
    }
  }

  /**
   * Schedule what starts from one beat to another.
   *
   * @param {Stretch} stretch
   * @param {number} from beat
   * @param {number} to beat, not included
   */
  play(stretch, from, to) {
    if (stretch.kind === "count") return this.count(stretch, from, to);
    this.voices = this.voices.filter(({ end }) => end > this.context.currentTime);
    const { notes } = this.part;
    for (
      let i = firstFrom(notes, from, ({ start }) => start);
      i < notes.length && notes[i].start < to;
      i += 1
    ) {
      this.strike(stretch, notes[i]);
    }
    for (const moves of [this.controls.volumes, this.controls.expressions]) {
      for (let i = firstFrom(moves, from, beatOf); i < moves.length && moves[i].beat < to; i += 1) {
        this.setLevel(stretch, moves[i].beat);
      }
    }
  }

  /**
   * @param {Stretch} stretch
   * @param {number} from
   * @param {number} to
   */
  count(stretch, from, to) {
    if (!this.isDrums) return;
    for (let left = Math.floor(stretch.until - from + ROUNDING); left > 0; left -= 1) {
      const start = stretch.until - left;
      if (start >= to) return;
      this.strike(stretch, { start, end: start + COUNT_BEATS, key: COUNT_KEY, velocity: COUNT_VELOCITY });
    }
  }

  /**
   * @param {Stretch} stretch
   * @param {PlayedNote} note
   */
  strike(stretch, note) {
    const when = timeAt(stretch, note.start);
    const end = Math.min(note.end, stretch.cut);
    const { velocity } = note;
    const key = this.isDrums ? note.key : Math.min(Math.max(0, note.key + stretch.semitones), FULL);
    const started = strike(this.context, this.level, this.bank, {
      key,
      velocity,
      when,
      duration: (end - note.start) / stretch.rate,
      pan: 100 * SHARE * valueAt(this.controls.pans, note.start, this.part.pan) - 50,
      bends: pointsWithin(stretch, note, this.part.bends, ({ cents }) => cents),
      vibrato: pointsWithin(stretch, note, this.controls.wheel, ({ value }) => value * SHARE * WHEEL_CENTS),
    });
    if (this.isDrums) this.makeRoom(key, when, started);
    this.voices.push(...started);
  }

  /**
   * @param {Stretch} stretch
   * @param {number} beat
   */
  setLevel(stretch, beat) {
    const volume = SHARE * valueAt(this.controls.volumes, beat, this.part.volume);
    const expression = SHARE * valueAt(this.controls.expressions, beat, FULL);
    this.level.gain.setValueAtTime((volume * expression) ** 2, timeAt(stretch, beat));
  }

  /**
   * End drums that a new stroke ends: those of its class (a closed hi-hat ends an open one), and old
   * strokes of the same key.
   *
   * @param {number} key
   * @param {number} when
   * @param {Voice[]} started
   */
  makeRoom(key, when, started) {
    const ringing = this.voices.filter(({ end }) => end > when);
    for (const voice of ringing) {
      const isEnded = voice.exclusive && started.some(({ exclusive }) => exclusive === voice.exclusive);
      if (isEnded) cutVoice(voice, when);
    }
    const strokes = [...new Set(ringing.filter((voice) => voice.key === key).map(({ start }) => start))];
    const oldest = strokes.sort((a, b) => b - a)[STROKES_A_KEY - 1];
    for (const voice of ringing) {
      if (voice.key === key && voice.start <= oldest) cutVoice(voice, when);
    }
  }

  /**
   * Take back what has not sounded at a time.
   *
   * @param {number} when
   */
  revoke(when) {
    this.level.gain.cancelScheduledValues(when);
    this.voices = this.voices.filter((voice) => {
      if (voice.start >= when) cutVoice(voice, when);
      return voice.start < when && voice.end > this.context.currentTime;
    });
  }

  /**
   * End what sounds.
   *
   * @param {number} when
   */
  silence(when) {
    for (const voice of this.voices) cutVoice(voice, when);
    this.voices = [];
  }

  /** Seconds on the audio clock at which the last voice has rung out. */
  get end() {
    return Math.max(0, ...this.voices.map(({ end }) => end));
  }
}

/**
 * The controllers of a part, one by one.
 *
 * @param {Part} part
 */
function controlsOf({ controls }) {
  const of = (/** @type {number} */ wanted) => controls.filter(({ number }) => number === wanted);
  return { wheel: of(WHEEL), pans: of(PAN), volumes: of(VOLUME), expressions: of(EXPRESSION) };
}
