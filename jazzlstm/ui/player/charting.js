/**
 * Actions on the chart: hear it from a bar, loop bars of it, change the chords of a bar.
 *
 * @import { App } from "./app.js"
 */

import { playedBarOf } from "./form.js";
import { loopOver } from "./loops.js";
import { setLoop } from "./looping.js";
import { seekBeat } from "./playing.js";
import { writtenIn } from "./reading.js";

/** @param {App} app */
export function toggleEditing(app) {
  app.update({ editsBars: !app.state.editsBars, edited: -1 });
}

/** @param {App} app */
export function closeEditor(app) {
  app.update({ edited: -1 });
}

/**
 * @param {App} app
 * @param {number} written index of the written bar
 */
export function editBar(app, written) {
  app.update({ edited: written });
}

/**
 * Hear the music from a written bar on: the one of this chorus, if it is still to come.
 *
 * @param {App} app
 * @param {number} written
 */
export function hearBar(app, written) {
  const { music } = app.state;
  const bar = music && playedBarOf(music, written, 0);
  if (bar) seekBeat(app, bar.start);
}

/**
 * Loop everything from one written bar to another, in either order.
 *
 * @param {App} app
 * @param {number} first
 * @param {number} last
 */
export function loopBars(app, first, last) {
  const { music } = app.state;
  if (!music) return;
  const from = playedBarOf(music, first, 0);
  const to = playedBarOf(music, last, from?.start ?? 0);
  if (from && to) setLoop(app, loopOver(from, to));
}

/**
 * Python rewrites the changes. What is typed is in the pitch that is read.
 *
 * @param {App} app
 * @param {string} text chords of the bar
 */
export function setBar(app, text) {
  const { edited } = app.state;
  if (edited >= 0) app.ask("setBar", { bar: edited, text, semitones: writtenIn(app.state).semitones });
}
