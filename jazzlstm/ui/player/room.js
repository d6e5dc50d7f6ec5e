/**
 * The impulse response of RustySynth's room, which the downloads have: Freeverb by Jezar at Dreampoint,
 * eight comb filters side by side, then four all-pass filters in a row.
 */

const COMBS = [1116, 1188, 1277, 1356, 1422, 1491, 1557, 1617]; // frames at 44,100 Hz
const ALL_PASSES = [556, 441, 341, 225];
const SPREAD = 23; // frames that the right side is later
const FEEDBACK = 0.84; // of the combs
const DAMPING = 0.2;
const DIFFUSION = 0.5; // feedback of the all-pass filters
const INPUT_GAIN = 0.015;
const SIDES = 2; // the synthesizer adds left and right, WebAudio takes their mean

/**
 * @param {number} rate frames a second
 * @param {number} seconds after which it is cut
 */
export function roomOf(rate, seconds) {
  const length = Math.round(seconds * rate);
  const buffer = new AudioBuffer({ length, numberOfChannels: 2, sampleRate: rate });
  for (const side of [0, 1]) {
    const delays = (/** @type {number[]} */ frames) =>
      frames.map((count) => Math.round(((count + side * SPREAD) * rate) / 44100));
    const pulse = new Float32Array(length);
    pulse[0] = INPUT_GAIN * SIDES;
    const sum = new Float32Array(length);
    for (const delay of delays(COMBS)) addComb(pulse, sum, delay);
    for (const delay of delays(ALL_PASSES)) passAll(sum, delay);
    buffer.copyToChannel(sum, side);
  }
  return buffer;
}

/**
 * @param {Float32Array} input
 * @param {Float32Array} sum that the output is added to
 * @param {number} delay frames
 */
function addComb(input, sum, delay) {
  const line = new Float32Array(delay);
  let damped = 0;
  for (let frame = 0; frame < input.length; frame += 1) {
    const output = line[frame % delay];
    damped = output * (1 - DAMPING) + damped * DAMPING;
    line[frame % delay] = input[frame] + damped * FEEDBACK;
    sum[frame] += output;
  }
}

/**
 * @param {Float32Array} samples filtered in place
 * @param {number} delay frames
 */
function passAll(samples, delay) {
  const line = new Float32Array(delay);
  for (let frame = 0; frame < samples.length; frame += 1) {
    const stored = line[frame % delay];
    line[frame % delay] = samples[frame] + stored * DIFFUSION;
    samples[frame] = stored - samples[frame];
  }
}
