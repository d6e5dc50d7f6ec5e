/** The part after "#" of the address with which the page was opened: a session, a task or an answer. */

/** @type {Set<string>} */
const known = new Set();

/**
 * Streamlit writes the address anew when it puts settings into it, and then the browser alone remembers what it
 * was. Each reader gets it once: after that, what the address holds now.
 *
 * @param {string} reader
 */
function arrivalHash(reader) {
  if (known.has(reader)) return location.hash;
  known.add(reader);
  const [arrival] = performance.getEntriesByType("navigation");
  return location.hash || (arrival?.name ?? "").replace(/^[^#]*/, "");
}

/**
 * Read the part of the address after "#": on arrival, and whenever it changes.
 *
 * @param {string} reader
 * @param {(hash: string) => void} read
 * @param {AbortSignal} signal ends it
 */
export function onHash(reader, read, signal) {
  addEventListener("hashchange", () => read(location.hash), { signal });
  setTimeout(() => read(arrivalHash(reader)), 0);
}
