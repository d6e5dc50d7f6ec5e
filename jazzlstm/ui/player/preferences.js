/**
 * Choices that outlive a visit, where the browser lets the page store any.
 *
 * @import { Reading } from "./reading.js"
 */

import { isReading } from "./reading.js";

const SINGLE_KEYS = "jazzlstm.single-keys"; // "off" when shortcuts of one character are switched off
const DELAY = "jazzlstm.microphone-delay"; // seconds
const READING = "jazzlstm.reading";

/** @returns {{ singleKeys: boolean, reading: Reading }} */
export function recalledPreferences() {
  const reading = recall(READING) ?? "";
  return {
    singleKeys: recall(SINGLE_KEYS) !== "off",
    reading: isReading(reading) ? reading : "concert",
  };
}

/** @param {boolean} singleKeys whether shortcuts of one character are on */
export function rememberSingleKeys(singleKeys) {
  remember(SINGLE_KEYS, singleKeys ? "on" : "off");
}

/** @param {Reading} reading */
export function rememberReading(reading) {
  remember(READING, reading);
}

/** @returns {number | null} seconds, beyond what the browser tells; null if it was never measured */
export function recalledDelay() {
  const delay = parseFloat(recall(DELAY) ?? "");
  return Math.abs(delay) < 2 ? delay : null;
}

/** @param {number} delay seconds */
export function rememberDelay(delay) {
  remember(DELAY, delay.toFixed(4));
}

/** @param {string} name */
function recall(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null; // storage is denied
  }
}

/**
 * @param {string} name
 * @param {string} value
 */
function remember(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Storage is denied: the choice holds until the page is closed.
  }
}
