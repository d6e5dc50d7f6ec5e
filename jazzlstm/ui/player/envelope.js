/**
 * Envelopes as corners: what an AudioParam is scheduled from. The curves are those of RustySynth.
 *
 * @import { Envelope } from "./bank.js"
 *
 * @typedef {{ time: number, level: number, curve: "set" | "line" | "exponential" }} Corner
 * `time` in seconds from the start of the note; how the level gets there from the corner before
 */

export const FALL = 9.226; // a decay falls by e to this power, 80 dB, in its time
const SHORTEST_ATTACK = 64 / 48000; // seconds: RustySynth turns up over a block of 64 frames, without a click
const FLOOR = 1e-5; // -100 dB, stands for silence where a curve can't reach 0

/**
 * The volume envelope of a note: attack in a line, decay and release exponential.
 *
 * @param {Envelope} envelope
 * @param {number} key
 * @param {number} duration seconds from start to release
 * @returns {Corner[]} the last one is silence
 */
export function volumeCorners(envelope, key, duration) {
  const { release } = envelope;
  const attack = Math.max(SHORTEST_ATTACK, envelope.attack);
  const { peakAt, decayAt, decay, begin } = phases(envelope, key, attack);
  const sustain = Math.max(FLOOR, 10 ** (-envelope.sustain / 20));
  const settledAt = decayAt + (decay * Math.log(1 / sustain)) / FALL;
  /** @param {number} time */
  const levelAt = (time) => {
    if (time < begin) return 0;
    if (time < peakAt) return (time - begin) / attack;
    if (time < decayAt) return 1;
    return time < settledAt ? Math.exp((-FALL * (time - decayAt)) / decay) : sustain;
  };
  /** @type {Corner[]} */
  const held = [
    { time: begin, level: 0, curve: "set" },
    { time: peakAt, level: 1, curve: "line" },
    { time: decayAt, level: 1, curve: "line" },
    { time: settledAt, level: sustain, curve: "exponential" },
  ];
  const last = Math.max(FLOOR, levelAt(duration));
  const ring = (release * Math.log(last / FLOOR)) / FALL;
  return [
    ...reached(held, duration, last),
    { time: duration, level: last, curve: "line" },
    { time: duration + ring, level: FLOOR, curve: "exponential" },
  ];
}

/**
 * The modulation envelope of a note, from 0 to 1: every part is a line. A hard stroke has a shorter attack.
 *
 * @param {Envelope} envelope
 * @param {number} key
 * @param {number} velocity
 * @param {number} duration seconds from start to release
 * @returns {Corner[]}
 */
export function modulationCorners(envelope, key, velocity, duration) {
  const attack = (envelope.attack * (145 - velocity)) / 144;
  const { begin, peakAt, decayAt, decay } = phases(envelope, key, attack);
  const { sustain, release } = envelope;
  const settledAt = decayAt + decay * (1 - sustain);
  /** @param {number} time */
  const levelAt = (time) => {
    if (time < begin) return 0;
    if (time < peakAt) return (time - begin) / attack;
    if (time < decayAt) return 1;
    return time < settledAt ? 1 - (time - decayAt) / decay : sustain;
  };
  /** @type {Corner[]} */
  const held = [
    { time: begin, level: attack > 0 ? 0 : 1, curve: "set" },
    { time: peakAt, level: 1, curve: "line" },
    { time: decayAt, level: 1, curve: "line" },
    { time: settledAt, level: sustain, curve: "line" },
  ];
  const last = levelAt(duration);
  return [
    ...reached(held, duration, last),
    { time: duration, level: last, curve: "line" },
    { time: duration + release * last, level: 0, curve: "line" },
  ];
}

/**
 * @param {Envelope} envelope
 * @param {number} key
 * @param {number} attack
 */
function phases({ delay, hold, decay, holdByKey, decayByKey }, key, attack) {
  const peakAt = delay + attack;
  const decayAt = peakAt + hold * 2 ** ((holdByKey * (60 - key)) / 1200);
  return { begin: delay, peakAt, decayAt, decay: decay * 2 ** ((decayByKey * (60 - key)) / 1200) };
}

/**
 * The corners before the release. The part that the release cuts ends there, at the level it has reached.
 *
 * @param {Corner[]} corners
 * @param {number} duration
 * @param {number} last level at the release
 * @returns {Corner[]}
 */
function reached(corners, duration, last) {
  const cut = corners.find(({ time }) => time >= duration);
  const before = corners.filter(({ time }) => time < duration);
  return cut && before.length ? [...before, { ...cut, time: duration, level: last }] : before;
}

/**
 * Schedule corners on an AudioParam.
 *
 * @param {AudioParam} param
 * @param {Corner[]} corners
 * @param {number} when of the note, on the audio clock
 * @param {number} scale of the levels
 */
export function schedule(param, corners, when, scale) {
  param.value = 0; // a gain's default of 1 would sound before the first corner
  for (const { time, level, curve } of corners) {
    const at = when + time;
    if (curve === "set") param.setValueAtTime(level * scale, at);
    else if (curve === "line") param.linearRampToValueAtTime(level * scale, at);
    else param.exponentialRampToValueAtTime(level * scale, at);
  }
}

/**
 * Where an envelope is at a time, as the corner that ends it there.
 *
 * @param {Corner[]} corners
 * @param {number} time
 * @returns {Corner}
 */
export function cornerAt(corners, time) {
  const next = corners.findIndex((corner) => corner.time > time);
  const before = corners[next - 1];
  if (next === 0) return { ...corners[0], time, level: 0, curve: "set" };
  if (!before) return { ...corners[corners.length - 1], time, curve: "set" };
  const { time: end, level, curve } = corners[next];
  const share = (time - before.time) / (end - before.time);
  const reached = curve === "line"
    ? before.level + share * (level - before.level)
    : before.level * (level / before.level) ** share;
  return { time, level: reached, curve };
}

/**
 * Let a scheduled envelope fade from a time on. WebAudio's own way to hold a value there is missing in Firefox.
 *
 * @param {AudioParam} param
 * @param {Corner[]} corners
 * @param {number} when of the note, on the audio clock
 * @param {number} scale of the levels
 * @param {number} at when it fades, on the audio clock
 * @param {number} fade seconds, time constant
 */
export function fadeFrom(param, corners, when, scale, at, fade) {
  param.cancelScheduledValues(at);
  const { level, curve } = cornerAt(corners, at - when);
  if (curve === "line") param.linearRampToValueAtTime(level * scale, at);
  else if (curve === "exponential") param.exponentialRampToValueAtTime(level * scale, at);
  else param.setValueAtTime(level * scale, at);
  param.setTargetAtTime(0, at, fade);
}
