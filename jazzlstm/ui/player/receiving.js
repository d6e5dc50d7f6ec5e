/**
 * Messages from Python: a new solo, or the same solo with something new beside it.
 *
 * @import { App } from "./app.js"
 * @import { Packet } from "./packet.js"
 */

import { addressHere } from "./banks.js";
import { withFormKept } from "./form.js";
import { enterSolo, grow } from "./growing.js";
import { fittedLoop } from "./loops.js";
import { readMusic, unpack } from "./packet.js";
import { keepSolos } from "./storage.js";
import { askForScore } from "./viewing.js";

const QUIET = 1500; // ms without a change before the other takes are asked for

/**
 * @param {App} app
 * @param {Uint8Array | null | undefined} bytes
 */
export async function receive(app, bytes) {
  if (!bytes?.byteLength) return;
  const { packet, rows } = unpack(bytes);
  if (!packet.turn) keepSolos(app, packet);
  if (packet.turn || app.state.live) return steer(app, packet);
  const { music: before, failed } = app.state;
  if (before?.live && app.live.isLeaving) { // the session has ended, and stays to be heard again
    Object.assign(app.live, { isLeaving: false, before: packet.id });
  }
  if (before?.live && packet.id === app.live.before) {
    app.update({ packet });
    return;
  }
  app.replay.stop();
  if (packet.id === before?.id && !failed) {
    const { unfinished } = app.state;
    app.update({ packet, unfinished: false, arcDraft: null });
    if (unfinished) void grow(app, packet.rest);
    return;
  }
  app.fetching.abort(); // for the solo before
  app.fetching = new AbortController();
  app.arrived = null;
  const music = withFormKept(readMusic(rows, packet.blobs.pitches), before);
  const { chosen } = packet;
  const loop = fittedLoop(app.state.loop, music.beats);
  app.update({ packet, shown: packet, music, chosen, loop, dragged: null, failed: false, pointed: null });
  app.update({ edited: -1, unfinished: false, arcDraft: null, picked: [], cursor: null });
  const growing = grow(app, packet.rest);
  try {
    app.arrived = await app.band.load(music);
    if (!app.arrived) return;
    enterSolo(app);
    if (!before && app.state.reading !== "concert") askForScore(app); // downloads are in the pitch of the last visit
    void growing.then(() => showOtherTakes(app, packet));
  } catch {
    app.update({ failed: true }); // the next message tries again
  }
}

/**
 * Other settings for the live session.
 *
 * @param {App} app
 * @param {Packet} packet
 */
function steer(app, packet) {
  app.update({ packet: { ...app.state.packet, ...packet } });
  app.live.turn(packet);
  if (!packet.turn) app.ask("live", true); // the server was started again, and doesn't know of the session
}

/**
 * Fetch the other takes once the solo is there and nothing has changed for a moment: while a slider moves,
 * they aren't improvised.
 *
 * @param {App} app
 * @param {Packet} packet
 */
async function showOtherTakes(app, { id, otherTakes }) {
  if (!otherTakes) return;
  await new Promise((done) => setTimeout(done, QUIET));
  if (app.state.shown?.id !== id || app.signal.aborted) return;
  const others = await fetchTakes(addressHere(otherTakes), app.fetching.signal);
  const { shown } = app.state;
  if (!others || shown?.id !== id) return;
  app.update({ shown: { ...shown, takes: shown.takes.map((take, i) => take ?? others[i]) } });
}

/**
 * @param {string | URL} address
 * @param {AbortSignal} signal may abort before the answer comes, or in the middle of it
 * @returns {Promise<Packet["takes"] | null>} null without an answer
 */
export async function fetchTakes(address, signal) {
  try {
    const answer = await fetch(address, { signal });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}
