/**
 * Adds stems up at their level in the mix. They arrive as recorded, at a low level.
 *
 * @import { Corner } from "./packet.js"
 */

import { inSlices } from "./slices.js";

const BLOCK = 1 << 18; // frames added between two looks at the clock: about a millisecond

/**
 * The sum of stems, at the gain that `corners` describe. Sound after the last corner is cut.
 *
 * @param {AudioBuffer[]} stems
 * @param {Corner[]} corners
 * @returns {Promise<AudioBuffer>}
 */
export async function mixed(stems, corners) {
  const { numberOfChannels, sampleRate } = stems[0];
  const length = corners[corners.length - 1][0] + 1;
  const mix = new AudioBuffer({ length, numberOfChannels, sampleRate });
  await inSlices(addingAll(stems, mix, corners));
  return mix;
}

/**
 * @param {AudioBuffer[]} stems
 * @param {AudioBuffer} mix
 * @param {Corner[]} corners
 * @returns {Generator<void, void, void>}
 */
function* addingAll(stems, mix, corners) {
  for (let channel = 0; channel < mix.numberOfChannels; channel += 1) {
    for (const stem of stems) {
      yield* adding(stem.getChannelData(channel), mix.getChannelData(channel), corners);
    }
  }
}

/**
 * Add `from` to `to` at a gain: straight lines through `corners`.
 *
 * @param {Float32Array} from
 * @param {Float32Array} to
 * @param {Corner[]} corners
 * @returns {Generator<void, void, void>}
 */
export function* adding(from, to, corners) {
  for (let i = 1; i < corners.length; i += 1) {
    const [start, low] = corners[i - 1];
    const [end, high] = corners[i];
    const slope = (high - low) / (end - start);
    const isLast = i + 1 === corners.length;
    const after = Math.min(isLast ? end + 1 : end, from.length); // a corner is added once
    for (let block = start; block < after; block += BLOCK) {
      const stop = Math.min(block + BLOCK, after);
      for (let frame = block; frame < stop; frame += 1) {
        to[frame] += from[frame] * (low + slope * (frame - start));
      }
      yield;
    }
  }
}
