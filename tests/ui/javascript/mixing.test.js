import { adding, mixed } from "../../../jazzlstm/ui/player/mixing.js";
import { inSlices } from "../../../jazzlstm/ui/player/slices.js";
import { close, equal, holds, test } from "./check.js";

/**
 * @param {number[]} samples
 * @param {number} length
 * @param {import("../../../jazzlstm/ui/player/packet.js").Corner[]} corners
 */
function added(samples, length, corners) {
  const to = new Float32Array(length);
  for (const _ of adding(Float32Array.from(samples), to, corners));
  return [...to];
}

test("gain runs in straight lines through its corners, each corner counted once", () => {
  equal(added([1, 1, 1, 1, 1], 5, [[0, 0], [2, 1], [4, 0]]), [0, 0.5, 1, 0.5, 0]);
});

test("a stem that ends early is silent from there", () => {
  equal(added([1, 1], 5, [[0, 1], [4, 1]]), [1, 1, 0, 0, 0]);
});

test("sound after the last corner is cut", () => {
  equal(added([1, 1, 1, 1], 3, [[0, 2], [2, 2]]), [2, 2, 2]);
});

test("a mix is the sum of its stems, channel by channel", async () => {
  const stems = [0.25, 0.5].map((level) => {
    const stem = new AudioBuffer({ length: 4, numberOfChannels: 2, sampleRate: 48000 });
    stem.copyToChannel(new Float32Array(4).fill(level), 1);
    return stem;
  });
  const mix = await mixed(stems, [[0, 2], [3, 2]]);
  equal([mix.length, mix.numberOfChannels], [4, 2]);
  equal([...mix.getChannelData(0)], [0, 0, 0, 0]);
  for (const sample of mix.getChannelData(1)) close(sample, 1.5);
});

test("mixing four minutes doesn't hold the page", async () => {
  const seconds = 240;
  const stem = new AudioBuffer({ length: seconds * 48000, numberOfChannels: 2, sampleRate: 48000 });
  let longest = 0;
  let last = performance.now();
  const beat = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 1);
  await mixed([stem, stem], [[0, 1], [seconds * 48000 - 1, 0]]);
  clearInterval(beat);
  holds(longest < 200, `the page was held for ${longest} ms`);
});

test("work in slices gives its result", async () => {
  function* work() {
    for (let i = 0; i < 3; i += 1) yield;
    return "done";
  }
  equal(await inSlices(work()), "done");
});
