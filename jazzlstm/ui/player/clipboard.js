/** Text on the clipboard, where a browser lets a page put it there. */

/**
 * @param {string} text
 * @returns {Promise<boolean>} whether it was copied
 */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelecting(text); // there is no clipboard outside https and localhost
  }
}

/** @param {string} text */
function copyBySelecting(text) {
  const field = document.createElement("textarea");
  field.value = text;
  field.style.position = "fixed";
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  return copied;
}

/**
 * Copy a link; where a browser doesn't let a page copy, put it into the address bar.
 *
 * @param {string} url
 * @returns {Promise<string>} where the link is, in words for the page
 */
export async function copyLink(url) {
  if (await copyText(url)) return "The link is copied.";
  history.replaceState(history.state, "", url);
  return "The link is in the address bar. Copy it from there.";
}
