/**
 * A band for tests: banks of a plain tone, and a context without loudspeakers.
 *
 * @import { Bank, Zone } from "../../../jazzlstm/ui/player/bank.js"
 */

export const RATE = 48000;

/** @type {Zone} */
export const ZONE = {
  sample: 0,
  keys: [0, 127],
  velocities: [0, 127],
  root: 69,
  tune: 0,
  scale: 100,
  attenuation: 0,
  pan: 0,
  volume: {
    delay: 0,
    attack: 0,
    hold: 0,
    decay: 0,
    sustain: 0,
    release: 0.01,
    holdByKey: 0,
    decayByKey: 0,
  },
  cutoff: 13500,
  resonance: 0,
  room: 0,
  loop: [0, 480],
  vibrato: { delay: 0, rate: 5, pitch: 0 },
};

/**
 * A bank of a 100 Hz sine at key 69.
 *
 * @param {Partial<Zone>[]} zones what differs from `ZONE`
 * @returns {Bank}
 */
export function toneBank(...zones) {
  const buffer = new AudioBuffer({ length: 480, sampleRate: RATE });
  buffer.copyToChannel(Float32Array.from({ length: 480 }, (_, i) => Math.sin((2 * Math.PI * i) / 480)), 0);
  return { name: "Tone", zones: zones.map((zone) => ({ ...ZONE, ...zone })), buffers: [buffer] };
}

/** @param {number} seconds */
export function quietRoom(seconds) {
  return new OfflineAudioContext(2, seconds * RATE, RATE);
}

/**
 * The highest sample between two times.
 *
 * @param {AudioBuffer} sound
 * @param {number} from seconds
 * @param {number} to
 * @param {number} [side] 0 left, 1 right
 */
export function peak(sound, from, to, side = 0) {
  const samples = sound.getChannelData(side).subarray(from * RATE, to * RATE);
  return samples.reduce((highest, sample) => Math.max(highest, Math.abs(sample)), 0);
}

/**
 * Cycles a second, by the zero crossings.
 *
 * @param {AudioBuffer} sound
 * @param {number} from seconds
 * @param {number} to
 */
export function pitchOf(sound, from, to) {
  const samples = sound.getChannelData(0).subarray(from * RATE, to * RATE);
  return samples.filter((sample, i) => i && sample >= 0 && samples[i - 1] < 0).length / (to - from);
}
