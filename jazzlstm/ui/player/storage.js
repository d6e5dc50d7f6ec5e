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
export function storedSolos() {
  try {
    const { saved, history } = JSON.parse(localStorage.getItem(SOLOS) ?? "{}");
    return { saved: Array.isArray(saved) ? saved : [], history: Array.isArray(history) ? history : [] };
  } catch {
    return { saved: [], history: [] }; // storage is denied, or damaged
  }
}

/** @param {Solos} solos */
export function storeSolos({ saved, history }) {
  const links = new Set(saved.map((card) => card.link));
  const others = storedSolos().saved.filter((card) => !links.has(card.link));
  const kept = { saved: [...others, ...saved].slice(-MOST_SAVED), history };
  try {
    localStorage.setItem(SOLOS, JSON.stringify(kept));
  } catch {
    // Storage is denied or full: the solos stay until the page is closed.
  }
}

/** @type {WeakSet<App>} */
const firstVisits = new WeakSet(); // nothing was kept when they began

/**
 * Ask for the solos of an earlier visit when this one begins; afterwards keep those of this visit.
 *
 * A first visit asks for nothing, even once it has solos of its own: a request takes the controls of the
 * page along, and the browser has not drawn those of new music yet.
 *
 * @param {App} app
 * @param {Packet} packet
 */
export function keepSolos(app, packet) {
  const stored = storedSolos();
  if (!stored.saved.length && !stored.history.length) firstVisits.add(app);
  if (packet.restored || firstVisits.has(app)) storeSolos(packet);
  else app.ask("restore", stored);
}
