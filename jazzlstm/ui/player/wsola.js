/**
 * Slower or faster sound at the same pitch: WSOLA, waveform similarity overlap-add.
 *
 * The sound is cut into overlapping grains, which are laid down at the new pace. Each grain may move a
 * little, to where it continues the previous grain most smoothly; so tones keep their waveform, and only
 * the number of periods changes.
 *
 * Source: W. Verhelst, M. Roelands, "An overlap-add technique based on waveform similarity (WSOLA) for
 * high quality time-scale modification of speech" (1993).
 */

export const GRAIN = 2048; // frames, 43 ms at 48 kHz; half of it overlaps
const HOP = GRAIN / 2;
const REACH = 512; // frames a grain may move either way
const STRIDE = 4; // every fourth start is compared, by every eighth frame: enough to find the period

/**
 * Stretch sound, pausing after every grain so that the caller can leave the work and come back.
 *
 * @param {Float32Array[]} channels each (frames,)
 * @param {number} speed 0.5 doubles the length
 * @returns {Generator<void, Float32Array<ArrayBuffer>[], void>} each (frames / speed + GRAIN,)
 */
export function* stretching(channels, speed) {
  const frames = Math.ceil(channels[0].length / speed);
  const outputs = channels.map(() => new Float32Array(frames + GRAIN));
  const window = Float32Array.from(
    { length: GRAIN },
    (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / GRAIN),
  );
  const mono = mixedDown(channels);
  let natural = 0; // where the previous grain would continue
  for (let to = 0; to < frames; to += HOP) {
    const from = to === 0 ? 0 : bestStart(mono, natural, Math.round(to * speed));
    const length = Math.min(GRAIN, mono.length - from);
    for (let c = 0; c < channels.length; c += 1) {
      const [input, output] = [channels[c], outputs[c]];
      for (let i = 0; i < length; i += 1) {
        output[to + i] += input[from + i] * (to === 0 && i < HOP ? 1 : window[i]);
      }
    }
    natural = from + HOP;
    yield;
  }
  return outputs;
}

/**
 * The same, in one go.
 *
 * @param {Float32Array[]} channels
 * @param {number} speed
 */
export function stretched(channels, speed) {
  const work = stretching(channels, speed);
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** @param {Float32Array[]} channels */
function mixedDown(channels) {
  if (channels.length === 1) return channels[0];
  const [left, right] = channels;
  const mono = new Float32Array(left.length);
  for (let i = 0; i < mono.length; i += 1) mono[i] = left[i] + right[i];
  return mono;
}

/**
 * The start near `ideal` whose first half-grain looks most like what follows naturally.
 *
 * @param {Float32Array} mono
 * @param {number} natural frame
 * @param {number} ideal frame
 */
function bestStart(mono, natural, ideal) {
  const last = mono.length - GRAIN;
  if (ideal >= last || natural >= last) return Math.max(0, Math.min(ideal, last));
  let best = ideal;
  let highest = -Infinity;
  for (let from = Math.max(0, ideal - REACH); from <= Math.min(last, ideal + REACH); from += STRIDE) {
    let likeness = 0;
    for (let i = 0; i < HOP; i += 2 * STRIDE) likeness += mono[natural + i] * mono[from + i];
    if (likeness > highest) [highest, best] = [likeness, from];
  }
  return best;
}
