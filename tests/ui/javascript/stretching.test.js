import { stretchBuffer, stretchChannels } from "../../../jazzlstm/ui/player/stretching.js";
import { GRAIN, stretched } from "../../../jazzlstm/ui/player/wsola.js";
import { close, equal, holds, test, throws } from "./check.js";

const RATE = 48000;

/**
 * @param {number} seconds
 * @param {number} [frequency] Hz
 */
function tone(seconds, frequency = 440) {
  return Float32Array.from(
    { length: seconds * RATE },
    (_, i) => Math.sin((2 * Math.PI * frequency * i) / RATE),
  );
}

/**
 * The frequency of a tone, from its zero crossings between two places.
 *
 * @param {Float32Array} samples
 */
function frequencyOf(samples) {
  let crossings = 0;
  const [from, to] = [RATE / 4, RATE / 2];
  for (let i = from; i < to; i += 1) if (samples[i - 1] < 0 && samples[i] >= 0) crossings += 1;
  return (crossings * RATE) / (to - from);
}

/** @param {boolean} hasWorkers */
async function timedStretch(hasWorkers) {
  const Original = globalThis.Worker;
  let answers = 0;
  class Observed extends Original {
    /** @param {ConstructorParameters<typeof Worker>} inputs */
    constructor(...inputs) {
      super(...inputs);
      this.addEventListener("message", () => (answers += 1));
    }
  }
  Object.assign(globalThis, { Worker: hasWorkers ? Observed : undefined });
  let longest = 0;
  let last = performance.now();
  const beat = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 1);
  try {
    const [output] = await stretchChannels([tone(20)], 0.5, new AbortController().signal);
    return { output, longest, answers };
  } finally {
    clearInterval(beat);
    Object.assign(globalThis, { Worker: Original });
  }
}

test("half the speed is twice the length at the same pitch", () => {
  const [output] = stretched([tone(1)], 0.5);
  equal(output.length, 2 * RATE + GRAIN);
  close(frequencyOf(output), 440, 8);
});

test("faster is shorter at the same pitch", () => {
  const [output] = stretched([tone(1)], 1.25);
  equal(output.length, RATE / 1.25 + GRAIN);
  close(frequencyOf(output), 440, 8);
});

test("stretched sound keeps its level", () => {
  const [output] = stretched([tone(1)], 0.7);
  const middle = output.subarray(RATE / 4, RATE);
  const power = Math.sqrt(middle.reduce((sum, x) => sum + x * x, 0) / middle.length);
  close(power, Math.SQRT1_2, 0.05);
});

test("both channels are stretched alike", () => {
  const left = tone(0.5);
  const [a, b] = stretched([left, left.map((x) => -0.5 * x)], 0.8);
  close(Math.max(...a.map((x, i) => Math.abs(b[i] + 0.5 * x))), 0, 1e-6);
});

test("sound shorter than a grain is kept", () => {
  const [output] = stretched([tone(0.01)], 0.5);
  holds(output.some((x) => x > 0.5));
});

test("the worker gives what the main thread would", async () => {
  const { output, longest, answers } = await timedStretch(true);
  equal(answers, 1);
  const [expected] = stretched([tone(20)], 0.5);
  equal(output.length, expected.length);
  holds(output.every((x, i) => x === expected[i]), "the samples differ");
  holds(longest < 200, `the page was held for ${longest} ms`);
});

test("without workers the work is done in slices", async () => {
  const { output, longest } = await timedStretch(false);
  equal(output.length, 40 * RATE + GRAIN);
  holds(longest < 200, `the page was held for ${longest} ms`);
});

test("a worker that can't start is replaced by slices", async () => {
  const Original = globalThis.Worker;
  Object.assign(globalThis, {
    Worker: class extends Original {
      constructor() {
        super(URL.createObjectURL(new Blob(["throw new Error('no')"])));
      }
    },
  });
  try {
    const [output] = await stretchChannels([tone(0.5)], 0.5, new AbortController().signal);
    equal(output.length, RATE + GRAIN);
  } finally {
    Object.assign(globalThis, { Worker: Original });
  }
});

test("stretching can be given up", async () => {
  for (const Worker of [globalThis.Worker, undefined]) {
    const Original = globalThis.Worker;
    Object.assign(globalThis, { Worker });
    const giveUp = new AbortController();
    const work = stretchChannels([tone(20)], 0.5, giveUp.signal);
    giveUp.abort();
    await throws(() => work);
    Object.assign(globalThis, { Worker: Original });
  }
});

test("an AudioBuffer keeps its channels and its rate", async () => {
  const buffer = new AudioBuffer({ length: RATE, numberOfChannels: 2, sampleRate: RATE });
  buffer.copyToChannel(tone(1), 1);
  const result = await stretchBuffer(buffer, 0.5, new AbortController().signal);
  equal([result.numberOfChannels, result.sampleRate, result.length], [2, RATE, 2 * RATE + GRAIN]);
  holds(result.getChannelData(0).every((x) => x === 0));
  close(frequencyOf(result.getChannelData(1)), 440, 8);
});
