/**
 * Requests for the bars of a live session.
 *
 * @import { LiveMessage } from "./livemusic.js"
 *
 * @typedef {object} Refusal why there are no bars
 * @property {boolean} isOver the server answered: it lacks the session, or can't play what was asked for
 * @property {string} words of the server; "" without an answer
 * @property {string} code of its error
 */

import { addressHere } from "./banks.js";
import { unpack } from "./packet.js";

const PATH = "jazzlstm/live";
const FILES = "jazzlstm/live-files";
const NO_FILE = "The file can't be made: the server doesn't answer. Check your connection, then try again.";
const RETRIES = 3;
const RETRY = 300; // ms
const LOOK = 400; // ms between two questions how far a sound file is
const TOO_FAST = 429;

/**
 * A lost request is soon sent again. A server that is slow for a while gets twice as long each time.
 *
 * @param {object} body
 * @param {AbortSignal} signal aborted when the player leaves the page
 * @param {number} patience ms for the first answer
 * @returns {Promise<LiveMessage | Refusal>}
 */
export async function askForBars(body, signal, patience) {
  for (let i = 0; i < RETRIES && !signal.aborted; i += 1) {
    const answer = await post(body, patience * 2 ** i);
    if (answer) return answer;
    await new Promise((done) => setTimeout(done, RETRY));
  }
  return { isOver: false, words: "", code: "" };
}

/**
 * @param {LiveMessage | Refusal} answer
 * @returns {answer is Refusal}
 */
export function isRefusal(answer) {
  return "isOver" in answer;
}

/**
 * @param {object} body
 * @param {number} patience ms
 * @returns {Promise<LiveMessage | Refusal | null>} null if it is worth another try
 */
async function post(body, patience) {
  const giving = new AbortController();
  const timer = setTimeout(() => giving.abort(), patience);
  const since = performance.now();
  try {
    const request = { method: "POST", body: JSON.stringify(body), signal: giving.signal };
    const answer = await fetch(addressHere(PATH), request);
    if (answer.ok) {
      const { packet, rows } = unpack(new Uint8Array(await answer.arrayBuffer()));
      return /** @type {any} */ ({
        ...rows,
        pitches: packet.blobs.pitches,
        took: (performance.now() - since) / 1000,
      });
    }
    const isRefused = answer.status >= 400 && answer.status < 500 && answer.status !== TOO_FAST;
    return isRefused ? { isOver: true, ...(await faultOf(answer)) } : null;
  } catch {
    return null; // the connection may come back
  } finally {
    clearTimeout(timer);
  }
}

/**
 * A file of a session.
 *
 * @param {object} body
 * @returns {Promise<Response | string>} why there is none
 */
export async function askForFile(body) {
  try {
    const answer = await fetch(addressHere(FILES), { method: "POST", body: JSON.stringify(body) });
    return answer.ok ? answer : sentence((await faultOf(answer)).words) || NO_FILE;
  } catch {
    return NO_FILE;
  }
}

/**
 * Wait until the server has made a sound file: the first question begins it.
 *
 * @param {URL} address
 * @returns {Promise<string>} why there is none; "" once it is ready
 */
export async function waitForSound(address) {
  const question = new URL(address);
  question.searchParams.set("progress", "");
  for (let failures = 0; failures < RETRIES;) {
    const answer = await fetch(question, { cache: "no-store" }).then((got) => got.json()).catch(() => null);
    if (answer?.error) return String(answer.error);
    if (answer?.ready) return "";
    failures = answer ? 0 : failures + 1;
    await new Promise((done) => setTimeout(done, LOOK));
  }
  return NO_FILE;
}

/** @param {string} words of an error, without a capital letter and a full stop */
export function sentence(words) {
  return words && `${words[0].toUpperCase()}${words.slice(1)}.`;
}

/** @param {Response} answer */
async function faultOf(answer) {
  try {
    const { error = "", code = "" } = await answer.json();
    return { words: String(error), code: String(code) };
  } catch {
    return { words: "", code: "" };
  }
}
