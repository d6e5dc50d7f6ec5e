/**
 * Messages from Python: a new solo, or the same solo with something new beside it.
 *
 * @import { App } from "./app.js"
 */

import { fittedLoop } from "./loops.js";
import { readMusic, unpack } from "./packet.js";
import { useBand } from "./playing.js";

/**
 * @param {App} app
 * @param {Uint8Array | null | undefined} bytes
 */
export async function receive(app, bytes) {
  if (!bytes?.byteLength) return;
  const { packet, rows } = unpack(bytes);
  const { music: before, failed } = app.state;
  if (packet.id === before?.id && !failed) {
    app.update({ packet });
    return;
  }
  const music = readMusic(rows, packet.blobs.pitches);
  const { chosen } = packet;
  const loop = fittedLoop(app.state.loop, music.beats);
  app.update({ packet, shown: packet, music, chosen, loop, dragged: null, failed: false, pointed: null });
  try {
    const loaded = await app.band.load(music);
    if (loaded) useBand(app, loaded);
  } catch {
    app.update({ failed: true }); // the next message tries again
  }
}
