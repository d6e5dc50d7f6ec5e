/** Sessions, tasks and answers as JSON files. */

import { download } from "./saving.js";

const LARGEST_FILE = 4_000_000; // bytes

/**
 * @param {string} name
 * @param {object} value
 */
export function saveJson(name, value) {
  download(`${name}.json`, JSON.stringify(value), "application/json");
}

/**
 * @param {File} file
 * @returns {Promise<unknown>} null if the file is too large or not JSON
 */
export async function readJson(file) {
  if (file.size > LARGEST_FILE) return null;
  try {
    return JSON.parse(await file.text());
  } catch {
    return null;
  }
}
