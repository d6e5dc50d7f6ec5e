/** Time stretch off the main thread: in a worker, or in slices where a page's policy forbids workers. */

import { inSlices } from "./slices.js";
import { stretching } from "./wsola.js";

const BLOCK = 1 << 18; // frames copied between two looks at the clock: under a millisecond

/**
 * @param {AudioBuffer} buffer
 * @param {number} speed
 * @param {AbortSignal} signal gives up the work
 * @returns {Promise<AudioBuffer>} the same sound at this speed
 * @throws when `signal` is aborted
 */
export async function stretchBuffer(buffer, speed, signal) {
  const channels = Array.from({ length: buffer.numberOfChannels }, (_, i) => buffer.getChannelData(i));
  const outputs = await stretchChannels(channels, speed, signal);
  const { sampleRate } = buffer;
  const result = new AudioBuffer({ length: outputs[0].length, numberOfChannels: outputs.length, sampleRate });
  await inSlices(copying(outputs, (block, i, at) => result.copyToChannel(block, i, at)), signal);
  return result;
}

/**
 * @param {Float32Array[]} channels
 * @param {number} speed
 * @param {AbortSignal} signal
 * @returns {Promise<Float32Array<ArrayBuffer>[]>}
 */
export async function stretchChannels(channels, speed, signal) {
  const worker = newWorker();
  if (worker) {
    const copies = channels.map((channel) => new Float32Array(channel.length));
    await inSlices(copying(channels, (block, i, at) => copies[i].set(block, at)));
    const outputs = await answerOf(worker, copies, speed, signal);
    if (outputs) return outputs;
  }
  signal.throwIfAborted();
  return inSlices(stretching(channels, speed), signal);
}

/**
 * Copy channels block by block. A minute of stereo is 23 MB, and its copy in one go would hold the page.
 *
 * @template {Float32Array} Channel
 * @param {Channel[]} channels
 * @param {(block: Channel, channel: number, at: number) => void} copy
 * @returns {Generator<void, void, void>}
 */
function* copying(channels, copy) {
  for (const [i, channel] of channels.entries()) {
    for (let at = 0; at < channel.length; at += BLOCK) {
      copy(/** @type {Channel} */ (channel.subarray(at, at + BLOCK)), i, at);
      yield;
    }
  }
}

/** @returns {Worker | null} */
function newWorker() {
  try {
    return new Worker(new URL("./stretchworker.js", import.meta.url), { type: "module" });
  } catch {
    return null; // forbidden by the page's content security policy
  }
}

/**
 * The worker's answer; null if it can't run or the work is given up. The worker ends after it.
 *
 * @param {Worker} worker
 * @param {Float32Array<ArrayBuffer>[]} channels go over to the worker
 * @param {number} speed
 * @param {AbortSignal} signal
 * @returns {Promise<Float32Array<ArrayBuffer>[] | null>}
 */
async function answerOf(worker, channels, speed, signal) {
  try {
    return await new Promise((resolve) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = (event) => {
        event.preventDefault(); // the caller does the work itself
        resolve(null);
      };
      signal.addEventListener("abort", () => resolve(null));
      if (signal.aborted) resolve(null);
      worker.postMessage({ channels, speed }, { transfer: channels.map((channel) => channel.buffer) });
    });
  } finally {
    worker.terminate();
  }
}
