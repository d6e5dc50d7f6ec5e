/**
 * The chart under the pointer: a click plays from a bar, a drag loops bars, and the field that changes a bar.
 *
 * @import { App } from "./app.js"
 * @import { ChartView } from "./chart.js"
 * @import { State } from "./state.js"
 */

import { closeEditor, editBar, hearBar, loopBars, setBar } from "./charting.js";
import { find } from "./elements.js";
import { onChange } from "./memo.js";
import { writtenIn } from "./reading.js";
import { transposedChord } from "./spelling.js";

/**
 * @param {App} app
 * @param {ChartView} chart
 * @returns {(state: State) => void} shows the field
 */
export function connectChart(app, chart) {
  const { root, signal } = app;
  connectBars(app, chart);
  const form = find(root, ".bar-editor", HTMLFormElement);
  const field = find(form, "input", HTMLInputElement);
  const fault = find(form, ".bar-fault", HTMLElement);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    setBar(app, field.value);
  }, { signal });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const cell = chart.cells[app.state.edited];
    closeEditor(app);
    cell?.focus();
  }, { signal });
  const place = onChange((/** @type {number} */ edited, /** @type {HTMLElement[]} */ cells) => {
    form.hidden = edited < 0;
    cells[edited]?.after(form);
    if (edited >= 0) field.focus();
  });
  let told = 0; // the number of the last fault when the field was opened
  const open = onChange((/** @type {number} */ edited) => {
    told = app.state.packet?.barFault?.number ?? told;
    field.value = wordsOf(app.state, edited);
    field.setAttribute("aria-label", `Chords of bar ${edited + 1}`);
    field.select();
  });
  const say = onChange((/** @type {string} */ words) => {
    fault.textContent = words;
    fault.hidden = !words;
    if (words) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  });
  return (state) => {
    place(state.edited, chart.cells);
    open(state.edited);
    const found = state.packet?.barFault;
    const isNew = found?.bar === state.edited && found.number > told;
    say(found && isNew ? found.message : "");
  };
}

/**
 * @param {App} app
 * @param {ChartView} chart
 */
function connectBars(app, chart) {
  const { signal } = app;
  let first = -1;
  let last = -1;
  const under = (/** @type {PointerEvent} */ { clientX, clientY }) => {
    const tree = chart.grid.getRootNode();
    const inTree = tree instanceof ShadowRoot || tree instanceof Document ? tree : document;
    return chart.barOf(inTree.elementFromPoint(clientX, clientY));
  };
  chart.grid.addEventListener("pointerdown", (event) => {
    first = last = event.button || event.pointerType === "touch" ? -1 : under(event);
  }, { signal });
  chart.grid.addEventListener("pointermove", (event) => {
    if (first < 0 || !event.buttons) return;
    const bar = under(event);
    if (bar >= 0) last = bar;
  }, { signal });
  chart.grid.addEventListener("pointerup", () => {
    if (first >= 0 && last >= 0 && last !== first) loopBars(app, first, last);
    first = -1;
  }, { signal });
  chart.grid.addEventListener("click", ({ target }) => {
    const bar = target instanceof Element && !target.closest("form") ? chart.barOf(target) : -1;
    if (bar < 0) return;
    if (app.state.editsBars) editBar(app, bar);
    else hearBar(app, bar);
  }, { signal });
}

/**
 * The chords of a written bar as they are typed, in equal shares.
 *
 * @param {State} state
 * @param {number} index
 */
function wordsOf(state, index) {
  const bar = state.music?.form.bars[index];
  const { fifths } = writtenIn(state);
  if (!bar) return "";
  return bar.words.split(" ").map((word) => transposedChord(word, fifths)).join(" ");
}
