/**
 * The live sessions that this browser keeps: the last ones. The server keeps none.
 *
 * @import { SessionRecord } from "./liverecord.js"
 *
 * @typedef {{ title: string, record: SessionRecord }} KeptSession
 */

const PLACE = "jazzlstm.sessions";
const MOST_KEPT = 12;
const MOST_LETTERS = 2_000_000; // of all of them

/** @returns {KeptSession[]} newest first */
export function keptSessions() {
  try {
    const kept = JSON.parse(localStorage.getItem(PLACE) ?? "[]");
    return Array.isArray(kept) ? kept.filter(({ record }) => Array.isArray(record?.acts)) : [];
  } catch {
    return []; // storage is denied, or damaged
  }
}

/**
 * Keep a session, unless it is kept. The oldest ones make room.
 *
 * @param {SessionRecord} record
 * @param {string} tune
 */
export function keepSession(record, tune) {
  const kept = keptSessions();
  if (kept.some((other) => isSameSession(other.record, record))) return;
  const when = new Date().toLocaleString([], { dateStyle: "short", timeStyle: "short" });
  const all = [{ title: `${when} · ${tune} · ${record.bars} bars`, record }, ...kept].slice(0, MOST_KEPT);
  while (all.length > 1 && JSON.stringify(all).length > MOST_LETTERS) all.pop();
  try {
    localStorage.setItem(PLACE, JSON.stringify(all));
  } catch {
    // Storage is denied or full: the session stays until the page is closed.
  }
}

/**
 * @param {SessionRecord} one
 * @param {SessionRecord | null} other
 */
export function isSameSession(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}
