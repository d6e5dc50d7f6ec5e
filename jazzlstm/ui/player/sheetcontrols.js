/**
 * Which view is shown, and clicks on the sheet music.
 *
 * @import { App } from "./app.js"
 * @import { State } from "./state.js"
 */

import { onChange } from "./memo.js";
import { seekBeat } from "./playing.js";

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
  const show = onChange((/** @type {State["view"]} */ view) => (root.dataset.view = view));
  return ({ view }) => show(view);
}
