/**
 * The mixer: a fader for each part, a small room, and a limiter.
 *
 *     part ─▶ fader ─┬──────────▶ gain ─▶ limiter ─▶ loudspeakers
 *                    └─▶ room ─▶
 *
 * @import { Role } from "./packet.js"
 */

const GAIN = 10 ** (17.65 / 20); // brings a band to -14.5 LUFS, whatever it plays: measured, to 0.7 dB
const THRESHOLD = -3; // dB
const RATIO = 20;
const MAKE_UP = 0.6 * (1 - 1 / RATIO) * THRESHOLD; // dB: WebAudio's limiter turns up by as much; taken back
const GAIN_TIME = 0.01; // seconds, time constant of a change of level
const ROOM_SECONDS = 0.4;
const ROOM_GAIN = 0.06; // as loud as RustySynth's room, by ear of the likeness test
const ROOM_DECAY = Math.log(1000) / ROOM_SECONDS; // 60 dB in its length

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
      buffer: roomOf(context.sampleRate),
      disableNormalization: true,
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

/**
 * The impulse response of a small room: noise that dies away, different on both sides.
 *
 * @param {number} rate
 */
function roomOf(rate) {
  const length = Math.round(ROOM_SECONDS * rate);
  const buffer = new AudioBuffer({ length, numberOfChannels: 2, sampleRate: rate });
  let seed = 1;
  for (let channel = 0; channel < 2; channel += 1) {
    const samples = buffer.getChannelData(channel);
    for (let frame = 0; frame < length; frame += 1) {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0; // the same room every time
      const noise = seed / 2 ** 31 - 1;
      samples[frame] = ROOM_GAIN * noise * Math.exp((-ROOM_DECAY * frame) / rate) * Math.sqrt(1000 / rate);
    }
  }
  return buffer;
}
