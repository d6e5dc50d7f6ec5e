/** Files that the page makes in the browser. */

/**
 * @param {string} name
 * @param {string | ArrayBuffer} content
 * @param {string} type
 */
export function download(name, content, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name.replace(/[\\/:*?"<>|]/g, "-");
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/**
 * Save what the server sends from an address, under the name that it gives.
 *
 * @param {URL} address
 */
export function follow(address) {
  const link = document.createElement("a");
  link.href = address.href;
  link.download = "";
  link.click();
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
