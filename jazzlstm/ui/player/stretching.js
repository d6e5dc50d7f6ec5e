/** Time stretch off the main thread: in a worker, or in slices where a page's policy forbids workers. */

import { inSlices } from "./slices.js";
import { stretching } from "./wsola.js";

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
  outputs.forEach((output, i) => result.copyToChannel(output, i));
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
  const outputs = worker && (await answerOf(worker, { channels, speed }, signal));
  signal.throwIfAborted();
  return outputs ?? inSlices(stretching(channels, speed), signal);
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
 * The worker's answer; null if it can't run. The worker ends after it.
 *
 * @param {Worker} worker
 * @param {{ channels: Float32Array[], speed: number }} message
 * @param {AbortSignal} signal
 * @returns {Promise<Float32Array<ArrayBuffer>[] | null>}
 */
async function answerOf(worker, message, signal) {
  try {
    return await new Promise((resolve) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = (event) => {
        event.preventDefault(); // the caller does the work itself
        resolve(null);
      };
      signal.addEventListener("abort", () => resolve(null));
      worker.postMessage(message);
    });
  } finally {
    worker.terminate();
  }
}
