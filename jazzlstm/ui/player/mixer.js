/**
 * The mixer: a fader for each part, a small room, and a limiter.
 *
 *     part ─▶ fader ─┬──────────▶ gain ─▶ limiter ─▶ loudspeakers
 *                    └─▶ room ─▶
 *
 * @import { Bank } from "./bank.js"
 * @import { Role } from "./packet.js"
 */

import { roomOf } from "./room.js";

const GAIN = 10 ** (17.65 / 20); // brings a band to -14.5 LUFS, whatever it plays: measured, to 0.7 dB
const THRESHOLD = -3; // dB
const RATIO = 20;
const MAKE_UP = 0.6 * (1 - 1 / RATIO) * THRESHOLD; // dB: WebAudio's limiter turns up by as much; taken back
const GAIN_TIME = 0.01; // seconds, time constant of a change of level
const SEND = 40 / 127; // share of a channel that goes to the room, by MIDI
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
    /** @type {Map<Role, { fader: GainNode, send: GainNode }>} */
    this.strips = new Map();
  }

  /**
   * The strip of a part, made when it is first needed.
   *
   * @param {Role} role
   */
  strip(role) {
    const known = this.strips.get(role);
    if (known) return known;
    const fader = new GainNode(this.context);
    const send = new GainNode(this.context, { gain: SEND });
    fader.connect(this.gain);
    fader.connect(send).connect(this.room);
    this.strips.set(role, { fader, send });
    return { fader, send };
  }

  /**
   * The fader of a part that plays on a bank; how much of it goes to the room is the bank's.
   *
   * @param {Role} role
   * @param {Bank} [bank]
   */
  fader(role, bank) {
    const { fader, send } = this.strip(role);
    if (bank) {
      send.gain.value = SEND + bank.zones.reduce((sum, { room }) => sum + room, 0) / bank.zones.length;
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
