/** Files that the page makes in the browser. */

/**
 * @param {string} name
 * @param {string} text
 * @param {string} type
 */
export function download(name, text, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name.replace(/[\\/:*?"<>|]/g, "-");
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/**
 * @param {string} name
 * @param {string} link
 * @returns {string} a page with the link, as iReal Pro exports it
 */
export function playlistPage(name, link) {
  const page = document.implementation.createHTMLDocument(name);
  const anchor = page.createElement("a");
  anchor.href = link;
  anchor.textContent = name;
  page.body.append(anchor);
  return `<!DOCTYPE html>\n${page.documentElement.outerHTML}\n`;
}
