/** Prints the engraved page with its music font. */

/**
 * Move a font from the shadow root into the document. Browsers load no font that a shadow root declares.
 *
 * @param {Element} style
 */
export function adoptFont(style) {
  if (!style.textContent?.includes("@font-face")) return;
  style.remove();
  if (musicFont()) return;
  const copy = document.createElement("style");
  copy.dataset.musicFont = "";
  copy.textContent = style.textContent;
  document.head.append(copy);
}

function musicFont() {
  return document.querySelector("style[data-music-font]");
}

/**
 * Print a page alone, with a title, in a frame of its own.
 *
 * @param {string} title
 * @param {Element} page
 */
export function printPage(title, page) {
  const frame = document.createElement("iframe");
  frame.style.cssText = "position:fixed;width:0;height:0;border:0";
  document.body.append(frame);
  const { contentDocument: paper, contentWindow: window } = frame;
  if (!paper || !window) return;
  paper.title = title;
  const heading = paper.createElement("h1");
  heading.textContent = title;
  heading.style.font = "600 22px Georgia, serif";
  const font = musicFont();
  if (font) paper.head.append(paper.importNode(font, true));
  paper.body.append(heading, paper.importNode(page, true));
  window.addEventListener("afterprint", () => frame.remove());
  window.print();
}
