/**
 * What this browser keeps of earlier visits: saved solos and the history. The server keeps nothing of them.
 *
 * Two tabs write the same place: the solos that either saved stay, the history is that of the last.
 *
 * @import { App } from "./app.js"
 * @import { Card, Packet } from "./packet.js"
 *
 * @typedef {{ saved: Card[], history: Card[] }} Solos
 */

const SOLOS = "jazzlstm.solos";
const MOST_SAVED = 8; // as many as have a letter

/** @returns {Solos} */
function storedSolos() {
  try {
    const { saved, history } = JSON.parse(localStorage.getItem(SOLOS) ?? "{}");
    return { saved: Array.isArray(saved) ? saved : [], history: Array.isArray(history) ? history : [] };
  } catch {
    return { saved: [], history: [] }; // storage is denied, or damaged
  }
}

/** @param {Solos} solos */
function storeSolos({ saved, history }) {
  const links = new Set(saved.map((card) => card.link));
  const others = storedSolos().saved.filter((card) => !links.has(card.link));
  const kept = { saved: [...others, ...saved].slice(-MOST_SAVED), history };
  try {
    localStorage.setItem(SOLOS, JSON.stringify(kept));
  } catch {
    // Storage is denied or full: the solos stay until the page is closed.
  }
}

/**
 * Ask for the solos of an earlier visit when this one begins; afterwards keep those of this visit.
 *
 * @param {App} app
 * @param {Packet} packet
 */
export function keepSolos(app, packet) {
  const stored = storedSolos();
  if (!packet.restored && stored.saved.length + stored.history.length) app.ask("restore", stored);
  else storeSolos(packet);
}
