/**
 * Piano roll or sheet music, and the controls that go with the sheet.
 *
 * @import { App } from "./app.js"
 * @import { State } from "./state.js"
 */

import { find } from "./elements.js";
import { onChange } from "./memo.js";
import { seekBeat } from "./playing.js";
import { setPart } from "./viewing.js";

/**
 * @param {App} app
 * @returns {(state: State) => void} shows them
 */
export function connectSheet(app) {
  const { root, signal, score } = app;
  const part = find(root, ".part", HTMLSelectElement);
  const paper = find(root, ".paper", HTMLElement);
  part.addEventListener("change", () => setPart(app, part.value), { signal });
  score.page.addEventListener("click", (event) => {
    const note = app.state.music?.notes[score.noteClicked(event)];
    if (note) seekBeat(app, note.start);
  }, { signal });
  const show = onChange((/** @type {"roll" | "score"} */ view) => {
    root.dataset.view = view;
    paper.hidden = view !== "score";
  });
  return ({ view }) => show(view);
}
