/**
 * What is printed: the sheet music while it is shown, or else the chart.
 *
 * @import { App } from "./app.js"
 * @import { ChartView } from "./chart.js"
 */

import { chartTitle } from "./chart.js";
import { connectPrinting } from "./printing.js";

const CHART = `
  .jazz-print .grid { display: grid; grid-template-columns: repeat(4, 1fr); row-gap: 14px; }
  .jazz-print .new-row { grid-column-start: 1; }
  .jazz-print .bar-item { break-inside: avoid; }
  .jazz-print form { display: none; }
  .jazz-print button {
    all: unset; position: relative; display: block; box-sizing: border-box; width: 100%; min-height: 58px;
    padding: 18px 6px 4px; border-left: 1.5px solid #000; border-right: 1.5px solid #000;
  }
  .jazz-print .begins { border-left: 5px double #000; }
  .jazz-print .ends { border-right: 5px double #000; }
  .jazz-print .begins .bar-chords::before, .jazz-print .ends .bar-chords::after { content: ":"; font-weight: 700; }
  .jazz-print .ended { border-top: 1.5px solid #000; }
  .jazz-print .section { position: absolute; top: -12px; left: -2px; padding: 0 5px; border: 1.5px solid #000; background: #fff; }
  .jazz-print .section:empty, .jazz-print small:empty { display: none; }
  .jazz-print .ending { position: absolute; top: 2px; left: 6px; font-size: 11px; }
  .jazz-print .sign { position: absolute; top: 2px; right: 6px; font-size: 11px; font-style: italic; }
  .jazz-print .bar-chords { display: flex; gap: 6px; }
  .jazz-print .written-chord { flex-basis: 0; font-size: 21px; font-weight: 600; white-space: nowrap; }
  .jazz-print .written-chord small { font-size: 14px; font-weight: 400; }`;

/**
 * @param {App} app
 * @param {ChartView} chart
 */
export function connectPaper(app, chart) {
  connectPrinting(() => {
    const { view, shown, music } = app.state;
    if (!shown || !music) return null;
    const sheet = view === "score" ? app.score.page.firstElementChild : null;
    if (sheet) return { title: shown.title, page: sheet, styles: "" };
    return { title: chartTitle(app.state), page: chart.grid, styles: CHART };
  }, app.signal);
}
