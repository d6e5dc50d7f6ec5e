/**
 * Which view is shown, and the pointer on the sheet music: a click plays from a note, a drag loops bars.
 *
 * @import { App } from "./app.js"
 * @import { Note } from "./packet.js"
 * @import { State } from "./state.js"
 */

import { barAt } from "./bars.js";
import { loopOver } from "./loops.js";
import { setLoop } from "./looping.js";
import { onChange } from "./memo.js";
import { seekBeat } from "./playing.js";

const DRAG = 12; // px before a press becomes a drag

/**
 * @param {App} app
 * @returns {(state: State) => void} shows it
 */
export function connectSheet(app) {
  connectNotes(app);
  const show = onChange((/** @type {State["view"]} */ view) => (app.root.dataset.view = view));
  return ({ view }) => show(view);
}

/** @param {App} app */
function connectNotes(app) {
  const { signal, score } = app;
  /** @type {{ x: number, y: number, note: Note } | null} */
  let first = null;
  score.page.addEventListener("pointerdown", (event) => {
    const note = event.pointerType === "touch" || event.button ? null : noteUnder(app, event);
    first = note && { x: event.clientX, y: event.clientY, note };
    if (note) event.preventDefault(); // nothing is selected as text
  }, { signal });
  score.page.addEventListener("pointermove", (event) => {
    const { music } = app.state;
    const note = first && event.buttons ? noteUnder(app, event) : null;
    if (!first || !note || !music) return;
    if (!app.state.dragged && Math.hypot(event.clientX - first.x, event.clientY - first.y) < DRAG) return;
    app.update({ dragged: loopOver(barAt(music, first.note.start), barAt(music, note.start)) });
  }, { signal });
  score.page.addEventListener("pointerup", () => {
    first = null;
    if (app.state.dragged) setLoop(app, app.state.dragged);
  }, { signal });
  score.page.addEventListener("pointerleave", () => {
    first = null;
    if (app.state.dragged) app.update({ dragged: null });
  }, { signal });
  score.page.addEventListener("click", (event) => {
    const note = app.state.music?.notes[score.noteClicked(event)];
    if (note) seekBeat(app, note.start);
  }, { signal });
}

/**
 * The note nearest to the pointer in its line of music.
 *
 * @param {App} app
 * @param {PointerEvent} event
 */
function noteUnder({ score, state }, event) {
  const index = score.noteNear(event.clientX, event.clientY);
  return state.music?.notes[index] ?? null;
}
