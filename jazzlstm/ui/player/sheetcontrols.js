/**
 * Which view is shown, and clicks on the sheet music.
 *
 * @import { App } from "./app.js"
 * @import { State } from "./state.js"
 */

import { barAt } from "./bars.js";
import { setLoop } from "./looping.js";
import { loopOver } from "./loops.js";
import { onChange } from "./memo.js";
import { seekBeat } from "./playing.js";

/**
 * A drag over bars loops them. A touch scrolls instead.
 *
 * @param {App} app
 */
function connectLooping(app) {
  const { score, signal } = app;
  let first = -1;
  const bars = (/** @type {PointerEvent} */ event) => {
    const { music } = app.state;
    const last = score.barUnder(event);
    if (!music || first < 0 || last < 0) return null;
    return loopOver(barAt(music, music.bars[first]), barAt(music, music.bars[last]));
  };
  score.page.addEventListener("pointerdown", (event) => {
    first = event.button || event.pointerType === "touch" ? -1 : score.barUnder(event);
  }, { signal });
  score.page.addEventListener("pointermove", (event) => {
    if (first < 0 || (!app.state.dragged && score.barUnder(event) === first)) return;
    score.page.setPointerCapture(event.pointerId);
    const dragged = bars(event);
    if (dragged) app.update({ dragged });
  }, { signal });
  score.page.addEventListener("pointerup", () => {
    if (app.state.dragged && first >= 0) setLoop(app, app.state.dragged);
    first = -1;
  }, { signal });
  score.page.addEventListener("pointercancel", () => {
    if (first >= 0) app.update({ dragged: null });
    first = -1;
  }, { signal });
}

/**
 * @param {App} app
 * @returns {(state: State) => void} shows it
 */
export function connectSheet(app) {
  const { root, signal, score } = app;
  score.page.addEventListener("click", (event) => {
    const note = app.state.music?.notes[score.noteClicked(event)];
    if (note) seekBeat(app, note.start);
  }, { signal });
  connectLooping(app);
  const show = onChange((/** @type {State["view"]} */ view) => (root.dataset.view = view));
  return ({ view }) => show(view);
}
