/** @import { Envelope } from "../../../jazzlstm/ui/player/bank.js" */

import {
  cornerAt,
  fadeFrom,
  modulationCorners,
  schedule,
  volumeCorners,
} from "../../../jazzlstm/ui/player/envelope.js";
import { peak, quietRoom } from "./band.js";
import { close, equal, holds, test } from "./check.js";

/** @type {Envelope} */
const PLUCKED = {
  delay: 0.1,
  attack: 0.1,
  hold: 0.1,
  decay: 1,
  sustain: 40,
  release: 0.5,
  holdByKey: 0,
  decayByKey: 0,
};

test("the volume rises in a line, holds, and decays to its sustain in dB", () => {
  const corners = volumeCorners(PLUCKED, 60, 2);
  const level = (/** @type {number} */ time) => cornerAt(corners, time).level;
  equal([level(0.05), level(0.25)], [0, 1]);
  close(level(0.15), 0.5);
  close(level(1.9), 0.01, 1e-6); // -40 dB
  close(level(0.3 + 1 / 9.226), Math.exp(-1), 1e-6);
});

test("a release starts where the envelope has come to", () => {
  const corners = volumeCorners(PLUCKED, 60, 0.15);
  close(cornerAt(corners, 0.15).level, 0.5);
  holds(cornerAt(corners, 0.3).level < 0.1);
  close(cornerAt(corners, 9).level, 1e-5);
});

test("low keys decay longer where the bank says so", () => {
  const end = (/** @type {number} */ key) =>
    volumeCorners({ ...PLUCKED, decayByKey: 100 }, key, 9).findLast(({ curve }) => curve === "exponential");
  const settled = (/** @type {number} */ key) =>
    volumeCorners({ ...PLUCKED, decayByKey: 100 }, key, 9)[3].time - 0.3;
  holds(end(60));
  close(settled(48) / settled(60), 2, 1e-6);
});

test("a hard stroke opens the filter faster", () => {
  const peakAt = (/** @type {number} */ velocity) =>
    modulationCorners({ ...PLUCKED, sustain: 0.5 }, 60, velocity, 2)[1].time - 0.1;
  close(peakAt(127) / peakAt(1), 18 / 144);
});

test("a fade starts at the level that the envelope has there, for the rest is taken back", async () => {
  const context = quietRoom(1);
  const source = new ConstantSourceNode(context);
  const gain = new GainNode(context);
  const corners = volumeCorners(PLUCKED, 60, 5);
  schedule(gain.gain, corners, 0, 1);
  fadeFrom(gain.gain, corners, 0, 1, 0.15, 0.003);
  source.connect(gain).connect(context.destination);
  source.start();
  const sound = await context.startRendering();
  close(peak(sound, 0.1, 0.15), 0.5, 0.01);
  close(peak(sound, 0.12, 0.13), 0.3, 0.01); // still on its way up
  holds(peak(sound, 0.18, 1) < 1e-4);
});
