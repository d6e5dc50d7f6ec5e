/**
 * The sequencer: schedules what the channels play next, and takes it back when tempo, key, loop or place change.
 *
 * @import { Loaded, Span } from "./band.js"
 * @import { Stretch } from "./clock.js"
 * @import { Mixer } from "./mixer.js"
 * @import { Music } from "./packet.js"
 * @import { Practice } from "./passes.js"
 */

import { Channel } from "./channel.js";
import {
  after,
  ANTICIPATION,
  beatAt,
  countBefore,
  soundingBeat,
  stretchAt,
  stretchFrom,
  timeAt,
} from "./clock.js";
import { PLAIN, semitonesOf, tempoOf, varies } from "./passes.js";

const AHEAD = 0.5; // seconds that are scheduled: timers come up to 0.2 s late, and more costs processor time
const STRETCHES_KEPT = 8; // of the past: the loudspeakers are behind the clock

/**
 * The beat up to which music can be played. Early entries for the next bar haven't come yet.
 *
 * @param {Music} music
 */
export function knownBeats({ until, beats }) {
  return until < beats ? until - ANTICIPATION : Infinity;
}

export class Sequencer {
  constructor() {
    /** @type {Channel[]} */
    this.channels = [];
    /** @type {Stretch[]} past and present; the last one is scheduled up to `done` */
    this.stretches = [];
    this.done = 0; // beat
    this.end = 0; // beat on which the music ends
    this.beats = 0; // length of the solo
    this.known = Infinity; // beat up to which the music has come
    this.chorus = 0; // beats
    this.pass = 0; // in which play begins or goes on
    /** @type {Practice} */
    this.practice = PLAIN;
    /** @type {Span | null} */
    this.loop = null;
  }

  get playing() {
    return this.stretches.length > 0;
  }

  /**
   * Give each part of a solo its channel. What sounds on the channels before is ended; drums ring out.
   *
   * @param {Mixer} mixer
   * @param {Loaded | null} loaded
   * @param {number} [time] on the audio clock
   */
  seat(mixer, loaded, time = mixer.context.currentTime) {
    for (const channel of this.channels) {
      channel.revoke(time);
      if (!channel.isDrums) channel.silence(time);
    }
    this.channels = (loaded?.music.parts ?? []).map((part, i) => {
      const bank = loaded?.banks[i] ?? { name: "", zones: [], buffers: [] };
      return new Channel(mixer.context, mixer.fader(part.role, bank), part, bank);
    });
  }

  /**
   * Play from a beat on; what was scheduled before is ended.
   *
   * @param {number} time on the audio clock
   * @param {number} beat
   * @param {number} countIn beats
   */
  start(time, beat, countIn) {
    this.silence(time);
    const stretch = this.inPass(stretchFrom(time, beat, this.rate(this.pass), this.borders), this.pass);
    const counts = countIn && this.channels.some(({ isDrums }) => isDrums);
    this.stretches = [];
    this.enter(counts ? countBefore(stretch, countIn) : stretch);
  }

  /** @param {Stretch} stretch */
  enter(stretch) {
    this.push(stretch);
    for (const channel of this.channels) channel.enter(stretch);
  }

  /** @param {Stretch} stretch */
  push(stretch) {
    this.stretches = [...this.stretches.slice(-STRETCHES_KEPT), stretch];
    this.done = stretch.beat;
  }

  /**
   * Schedule what comes next.
   *
   * @param {number} now on the audio clock
   */
  advance(now) {
    for (;;) {
      const stretch = this.stretches[this.stretches.length - 1];
      const to = Math.min(beatAt(stretch, now + AHEAD), stretch.until, this.knownIn(stretch));
      const from = Math.max(this.done, beatAt(stretch, now)); // what the page slept through is left out
      for (const channel of this.channels) channel.play(stretch, from, to);
      this.done = Math.max(this.done, to);
      const next = to < stretch.until ? null : this.following(stretch);
      if (!next) return;
      this.enter(next);
    }
  }

  /**
   * @param {Stretch} stretch
   * @returns {Stretch | null}
   */
  following(stretch) {
    const pass = stretch.kind === "count" ? stretch.pass : stretch.pass + 1;
    const next = after(stretch, this.rate(pass), this.borders);
    return next && this.inPass(next, pass);
  }

  /** Where stretches end. */
  get borders() {
    const { loop, end, beats, chorus, practice } = this;
    return { loop, end, beats, chorus: varies(practice) ? chorus : 0 };
  }

  /**
   * @param {number} pass
   * @returns {number} beats a second
   */
  rate(pass) {
    return tempoOf(this.practice, pass) / 60;
  }

  /**
   * @param {Stretch} stretch
   * @param {number} pass
   * @returns {Stretch}
   */
  inPass(stretch, pass) {
    return { ...stretch, pass, semitones: semitonesOf(this.practice, pass) };
  }

  /**
   * Schedule anew what has not sounded at a time; what sounds goes on.
   *
   * @param {number} time on the audio clock
   */
  goOn(time) {
    const current = stretchAt(this.stretches, time);
    const now = beatAt(current, Math.max(time, current.time));
    const beat = Math.min(now, current.until, this.knownIn(current));
    for (const channel of this.channels) channel.revoke(time);
    this.stretches = this.stretches.slice(0, this.stretches.indexOf(current) + 1);
    const { pass } = this;
    const next = this.inPass(stretchFrom(time, beat, this.rate(pass), this.borders), pass);
    const isCounting = current.kind === "count";
    const stretch = isCounting ? { ...next, beat, kind: current.kind, until: current.until } : next;
    this.push(stretch);
    for (const channel of this.channels) channel.setLevel(stretch, stretch.beat);
  }

  /**
   * End what sounds, and what would.
   *
   * @param {number} time on the audio clock
   */
  silence(time) {
    for (const channel of this.channels) {
      channel.revoke(time);
      channel.silence(time);
    }
  }

  /** Whether the music has come to its end at a time. */
  isOver(/** @type {number} */ time) {
    return !this.loop && this.beatAt(time) >= this.end - 1e-6;
  }

  /**
   * The beat that sounds at a time.
   *
   * @param {number} time on the audio clock
   */
  beatAt(time) {
    return Math.min(soundingBeat(this.stretches, time), this.knownIn(stretchAt(this.stretches, time)));
  }

  /**
   * The beat on which a stretch waits for music that hasn't come.
   *
   * @param {Stretch} stretch
   */
  knownIn({ kind, beat }) {
    return kind === "count" ? Infinity : Math.max(this.known, beat);
  }

  /**
   * More bars have come. Music that waited for them goes on.
   *
   * @param {number} time on the audio clock at which it can go on
   * @param {Music} music
   */
  extend(time, music) {
    const last = this.stretches[this.stretches.length - 1];
    const waitedOn = last && this.knownIn(last);
    const endBefore = this.end;
    Object.assign(this, { end: music.end, known: knownBeats(music) });
    this.channels.forEach((channel, i) => channel.setPart(music.parts[i]));
    if (!last) return;
    const until = last.until === endBefore ? music.end : last.until;
    this.stretches[this.stretches.length - 1] = { ...last, until };
    if (last.time >= time || beatAt(last, time) <= waitedOn) return;
    this.push({ ...last, until, time, beat: waitedOn, kind: "on" });
    for (const channel of this.channels) {
      channel.setLevel(this.stretches[this.stretches.length - 1], waitedOn);
    }
  }

  /**
   * Other music from a beat on. Before it, all has to be scheduled: it lies less than `AHEAD` ahead.
   *
   * @param {Mixer} mixer
   * @param {Loaded} loaded
   * @param {Practice} practice
   * @param {number} beat
   * @param {number} soonest on the audio clock
   */
  replace(mixer, { music, banks }, practice, beat, soonest) {
    const last = this.stretches[this.stretches.length - 1];
    const time = last ? Math.max(soonest, timeAt(last, beat - ANTICIPATION)) : soonest;
    for (const channel of this.channels) channel.revoke(time);
    const { end, beats } = music;
    Object.assign(this, { end, beats, known: knownBeats(music), practice });
    this.channels = music.parts.map((part, i) => {
      const same = this.channels.find((channel) =>
        channel.bank === banks[i] && channel.part.role === part.role
      );
      same?.setPart(part);
      return same ?? new Channel(mixer.context, mixer.fader(part.role, banks[i]), part, banks[i]);
    });
    if (last) this.goOn(time);
  }

  /**
   * The time at which a beat sounds, in the stretch that sounds now.
   *
   * @param {number} beat
   * @param {number} now on the audio clock
   */
  timeOf(beat, now) {
    return timeAt(stretchAt(this.stretches, now), beat);
  }

  /**
   * The pass that sounds at a time.
   *
   * @param {number} time on the audio clock
   */
  passAt(time) {
    return this.playing ? stretchAt(this.stretches, time).pass : this.pass;
  }

  /** Seconds on the audio clock at which the last voice has rung out. */
  get rungOutAt() {
    return Math.max(0, ...this.channels.map(({ end }) => end));
  }
}
