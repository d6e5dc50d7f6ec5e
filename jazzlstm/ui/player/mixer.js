/**
 * The mixer: a fader for each part, a small room, and a limiter.
 *
 *     part ─▶ fader ─┬──────────▶ gain ─▶ limiter ─▶ loudspeakers
 *                    └─▶ room ─▶
 *
 * @import { Role } from "./packet.js"
 */

import { roomOf } from "./room.js";

const GAIN = 10 ** (17.65 / 20); // brings a band to -14.5 LUFS, whatever it plays: measured, to 0.7 dB
const THRESHOLD = -3; // dB
const RATIO = 20;
const MAKE_UP = 0.6 * (1 - 1 / RATIO) * THRESHOLD; // dB: WebAudio's limiter turns up by as much; taken back
const GAIN_TIME = 0.01; // seconds, time constant of a change of level
const ROOM_SECONDS = 0.7; // the rest is below -40 dB, and costs processor time

export class Mixer {
  /** @param {BaseAudioContext} context */
  constructor(context) {
    this.context = context;
    this.gain = new GainNode(context, { gain: GAIN });
    const limiter = new DynamicsCompressorNode(context, {
      threshold: THRESHOLD,
      ratio: RATIO,
      knee: 0,
      attack: 0.001,
      release: 0.1,
    });
    this.output = new GainNode(context, { gain: 10 ** (MAKE_UP / 20) });
    this.gain.connect(limiter).connect(this.output).connect(context.destination);
    this.room = new ConvolverNode(context, {
      buffer: roomOf(context.sampleRate, ROOM_SECONDS),
      disableNormalization: true,
      channelCount: 1,
      channelCountMode: "explicit",
    });
    this.room.connect(this.gain);
    /** @type {Map<Role, GainNode>} */
    this.faders = new Map();
  }

  /**
   * @param {Role} role
   * @returns {GainNode} made when it is first needed
   */
  fader(role) {
    const fader = this.faders.get(role) ?? new GainNode(this.context);
    if (!this.faders.has(role)) {
      fader.connect(this.gain);
      fader.connect(this.room);
      this.faders.set(role, fader);
    }
    return fader;
  }

  /**
   * @param {Role} role
   * @param {number} gain
   */
  setGain(role, gain) {
    this.fader(role).gain.setTargetAtTime(gain, this.context.currentTime, GAIN_TIME);
  }
}
