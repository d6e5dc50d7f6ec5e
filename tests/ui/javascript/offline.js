/**
 * The band without loudspeakers: parts rendered by the player's own modules, for comparison with the server.
 *
 * @import { PartRows } from "../../../jazzlstm/ui/player/packet.js"
 */

import { readBank } from "../../../jazzlstm/ui/player/bank.js";
import { Channel } from "../../../jazzlstm/ui/player/channel.js";
import { stretchFrom } from "../../../jazzlstm/ui/player/clock.js";
import { Mixer } from "../../../jazzlstm/ui/player/mixer.js";
import { readMusic } from "../../../jazzlstm/ui/player/packet.js";
import { ROWS } from "./music.js";

const RATE = 48000;

/**
 * Render parts together.
 *
 * @param {PartRows[]} parts
 * @param {{ tempo: number, leadIn: number, seconds: number, mastered?: boolean, dry?: boolean, level?: number }} how
 * `mastered`: as it leaves the page, or else before gain and limiter; `dry`: without the room; `level`: of each fader
 * @returns {Promise<AudioBuffer>}
 */
export async function render(parts, { tempo, leadIn, seconds, mastered = false, dry = false, level = 1 }) {
  const music = readMusic({ ...ROWS, parts });
  const context = new OfflineAudioContext(2, Math.ceil(seconds * RATE), RATE);
  const mixer = new Mixer(context);
  if (dry) mixer.room.disconnect();
  if (!mastered) {
    mixer.gain.disconnect();
    mixer.gain.gain.value = 1;
    mixer.gain.connect(context.destination);
  }
  const end = Math.max(...music.parts.flatMap(({ notes }) => notes.map((note) => note.end)));
  const stretch = stretchFrom(0, -leadIn, tempo / 60, { loop: null, end });
  for (const part of music.parts) {
    const bank = await readBank(await (await fetch(part.bank)).arrayBuffer());
    const channel = new Channel(context, mixer.fader(part.role, bank), part, bank);
    mixer.strip(part.role).fader.gain.value = level ** 2; // as `gainOf` in state.js
    channel.enter(stretch);
    channel.play(stretch, stretch.beat, end + 1);
  }
  return context.startRendering();
}

/**
 * Render, and send the samples to the server: (frames, 2) float32.
 *
 * @param {string} address
 * @param {Parameters<typeof render>} what
 */
export async function renderTo(address, ...what) {
  const sound = await render(...what);
  const samples = new Float32Array(2 * sound.length);
  for (let channel = 0; channel < 2; channel += 1) {
    sound.getChannelData(channel).forEach((sample, frame) => (samples[2 * frame + channel] = sample));
  }
  await fetch(address, { method: "POST", body: samples });
}
