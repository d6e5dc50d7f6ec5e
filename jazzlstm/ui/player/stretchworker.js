/** A worker that stretches one stem: channels and speed in, stretched channels out. */

import { stretched } from "./wsola.js";

addEventListener("message", ({ data: { channels, speed } }) => {
  const outputs = stretched(channels, speed);
  postMessage(outputs, { transfer: outputs.map((output) => output.buffer) });
});
