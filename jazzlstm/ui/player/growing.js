/**
 * The bars after the first ones: fetched while those sound.
 *
 * @import { App } from "./app.js"
 * @import { Music } from "./packet.js"
 */

import { addressHere } from "./banks.js";
import { extended, unpack } from "./packet.js";
import { useBand } from "./playing.js";
import { entryBeat } from "./timing.js";
import { askForScore } from "./viewing.js";

const RETRIES = [500, 2000, 8000]; // ms to wait before another try
const MARGIN = 2; // beats that a solo must have after the place where it is entered

/**
 * Fetch bars until the solo is whole, or another one comes.
 *
 * @param {App} app
 * @param {string} rest address
 * @returns {Promise<void>}
 */
export async function grow(app, rest) {
  const { signal } = app.fetching;
  for (let { music } = app.state; music && music.until < music.beats; { music } = app.state) {
    const bytes = await fetchBars(addressOf(app, rest, music), signal);
    if (signal.aborted) return;
    if (!bytes) {
      app.update({ unfinished: true }); // the next message tries again
      return;
    }
    append(app, music, bytes);
  }
}

/**
 * The address of the next bars. Music that plays further on needs them up to there first.
 *
 * @param {App} app
 * @param {string} rest
 * @param {Music} music
 */
function addressOf(app, rest, music) {
  const address = new URL(addressHere(rest));
  address.searchParams.set("from", String(music.until));
  const place = entryBeat(music, app.band.position()) + MARGIN;
  if (place > music.until) address.searchParams.set("to", String(Math.ceil(place + MARGIN)));
  return address;
}

/**
 * @param {URL} address
 * @param {AbortSignal} signal
 * @param {number[]} [retries] ms
 * @returns {Promise<Uint8Array | null>} null after the last try
 */
export async function fetchBars(address, signal, retries = RETRIES) {
  for (const wait of [...retries, 0]) {
    try {
      const answer = await fetch(address, { signal });
      if (answer.status === 200) return new Uint8Array(await answer.arrayBuffer());
    } catch {
      // the connection may come back
    }
    if (signal.aborted) return null;
    await new Promise((done) => setTimeout(done, wait));
  }
  return null;
}

/**
 * @param {App} app
 * @param {Music} before
 * @param {Uint8Array} bytes
 */
function append(app, before, bytes) {
  const { packet: news, rows } = unpack(bytes);
  const music = extended(before, rows, news.blobs.pitches);
  const { shown, heard, view } = app.state;
  app.update({ music });
  if (heard?.id === music.id) {
    app.band.extend(music);
    app.update({ heard: music });
  }
  enterSolo(app);
  if (shown) app.update({ shown: withNews(shown, news) });
  if (view === "score") askForScore(app);
}

/**
 * What is said of a solo when more of it is there.
 *
 * @typedef {import("./packet.js").Packet} Packet
 * @param {Packet} shown
 * @param {Partial<Packet> & { take?: Packet["takes"][number] }} news
 * @returns {Packet}
 */
function withNews(shown, { description = shown.description, remark = shown.remark, take }) {
  if (!take && description === shown.description && remark === shown.remark) return shown;
  const takes = take ? shown.takes.map((card, i) => (i === shown.chosen ? take : card)) : shown.takes;
  return { ...shown, description, remark, takes };
}

/**
 * Change to the solo that came last, as soon as it reaches the place where the music plays: until then, the
 * solo before it goes on.
 *
 * @param {App} app
 */
export function enterSolo(app) {
  const { arrived, band, state: { music } } = app;
  if (!music || arrived?.music.id !== music.id) return;
  const place = band.playing ? entryBeat(music, band.position()) : 0;
  if (music.until < music.beats && place + MARGIN > music.until) return;
  app.arrived = null;
  useBand(app, { ...arrived, music });
}
