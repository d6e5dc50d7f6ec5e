/** Choices that outlive a visit, where the browser lets the page store any. */

const SINGLE_KEYS = "jazzlstm.single-keys"; // "off" when shortcuts of one character are switched off

/** @returns {boolean} whether shortcuts of one character are on; they are at first */
export function recalledSingleKeys() {
  try {
    return localStorage.getItem(SINGLE_KEYS) !== "off";
  } catch {
    return true; // storage is denied
  }
}

/** @param {boolean} singleKeys */
export function rememberSingleKeys(singleKeys) {
  try {
    localStorage.setItem(SINGLE_KEYS, singleKeys ? "on" : "off");
  } catch {
    // Storage is denied: the choice holds until the page is closed.
  }
}
