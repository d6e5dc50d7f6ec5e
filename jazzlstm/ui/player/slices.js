/** Long work on the main thread, in slices short enough that the page stays responsive. */

const SLICE = 12; // ms: under a frame of 16 ms

/**
 * Run a generator to its end, and yield to the page after each slice.
 *
 * @template Result
 * @param {Generator<void, Result, void>} work
 * @param {AbortSignal} [signal]
 * @returns {Promise<Result>}
 * @throws when `signal` is aborted
 */
export async function inSlices(work, signal) {
  for (;;) {
    const end = performance.now() + SLICE;
    while (performance.now() < end) {
      const step = work.next();
      if (step.done) return step.value;
    }
    await new Promise((done) => setTimeout(done, 0));
    signal?.throwIfAborted();
  }
}
