/** Prints the chart or the engraved page, with its music font. */

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

const PRINT_STYLE = `
  .jazz-print { display: none; }
  @media print {
    @page { margin: 14mm; }
    body > :not(.jazz-print) { display: none !important; }
    body { background: none !important; }
    .jazz-print { display: block; color: #000; font: 16px Georgia, serif; }
    .jazz-print svg { width: 100%; height: auto; }
    .jazz-print g.system { break-inside: avoid; }
  }`;

/**
 * Print one element alone, whether the browser's command or a button prints. Before that, a copy goes to the end
 * of the document, which print shows without everything else; afterwards it is removed.
 *
 * @param {() => { title: string, page: Element, styles: string } | null} choose what to print; null prints the page
 * @param {AbortSignal} signal ends it
 */
export function connectPrinting(choose, signal) {
  /** @type {HTMLElement | null} */
  let sheet = null;
  const remove = () => sheet?.remove();
  addEventListener("beforeprint", () => {
    remove();
    const chosen = choose();
    if (!chosen) return;
    sheet = document.createElement("div");
    sheet.className = "jazz-print";
    const style = document.createElement("style");
    style.textContent = PRINT_STYLE + chosen.styles;
    const heading = document.createElement("h1");
    heading.textContent = chosen.title;
    heading.style.font = "600 22px Georgia, serif";
    sheet.append(style, heading, document.importNode(chosen.page, true));
    document.body.append(sheet);
  }, { signal });
  addEventListener("afterprint", remove, { signal });
  signal.addEventListener("abort", remove);
}
