/**
 * Looking back at what the listener played: asks the server, colours the notes of the roll, fills the panel.
 *
 * @import { App } from "./app.js"
 * @import { Nearest, Question, SeenRows } from "./lookback.js"
 */

import { addressHere } from "./banks.js";
import { questionOf, seenNotes } from "./lookback.js";
import { unpack } from "./packet.js";

const PATH = "jazzlstm/mirror";
const NOTHING =
  "You have played nothing yet. Choose under “You play” what you play on, press Live, and play some bars.";
const NO_ANSWER = "The server doesn't answer. Check your connection, then press Analyse.";

/**
 * Look at all that the listener has played in the session on display.
 *
 * @param {App} app
 */
export async function lookBack(app) {
  const { music, looksBack } = app.state;
  if (looksBack) return;
  const asked = music && questionOf(music);
  if (!asked) return app.update({ seen: null, seenFault: NOTHING });
  app.update({ looksBack: true, seenFault: "" });
  const { reading } = app.state;
  const width = app.mirrorWidth();
  const answer = await ask(app, { ...asked.question, part: reading, width });
  app.update({ looksBack: false });
  if (typeof answer === "string") return app.update({ seenFault: answer });
  const rows = /** @type {SeenRows} */ (/** @type {unknown} */ (answer.rows));
  const { blobs } = answer.packet;
  const changed = seenNotes(asked.rows, rows, blobs.pitches);
  const now = app.state.music;
  const least = rows.notes.flatMap(([row, , , , isLeast]) =>
    isLeast ? changed.get(asked.rows[row]) ?? [] : []
  );
  app.update({
    music: now && { ...now, notes: now.notes.map((note) => changed.get(note) ?? note) },
    seen: {
      notes: rows.notes.length,
      bars: rows.bars,
      shares: rows.shares,
      figures: rows.figures,
      least,
      midi: blobs.midi,
      musicxml: blobs.musicxml,
      score: blobs.score,
    },
  });
  await findNearest(app, asked.question);
}

/**
 * Put what was played among the music to train on.
 *
 * @param {App} app
 */
export function learn(app) {
  const { music, packet } = app.state;
  const asked = music && questionOf(music);
  if (asked) app.ask("learn", { ...asked.question, settings: packet?.live });
}

/**
 * @param {App} app
 * @param {Question} question
 */
async function findNearest(app, question) {
  app.update({ nearest: "asked" });
  const answer = await ask(app, { ...question, nearest: true });
  const nearest = typeof answer === "string" ? null : /** @type {any} */ (answer.rows).nearest;
  app.update({ nearest: /** @type {Nearest | null} */ (nearest) });
}

/**
 * @param {App} app
 * @param {object} body
 * @returns {Promise<ReturnType<typeof unpack> | string>} why not, in words for the page
 */
async function ask(app, body) {
  const settings = app.state.packet?.live ?? "";
  try {
    const answer = await fetch(addressHere(PATH), {
      method: "POST",
      body: JSON.stringify({ settings, ...body }),
      signal: app.signal,
    });
    if (answer.ok) return unpack(new Uint8Array(await answer.arrayBuffer()));
    return sentence(await answer.text()) || NO_ANSWER;
  } catch {
    return NO_ANSWER;
  }
}

/** @param {string} words */
function sentence(words) {
  return words && `${words[0].toUpperCase()}${words.slice(1)}.`;
}
