/**
 * Actions on the loop, and on the bars that it lets the listener lock.
 *
 * @import { App } from "./app.js"
 * @import { Loop } from "./loops.js"
 */

import { lockableBars, loopFrom, loopUntil, wholeLoop } from "./loops.js";
import { barNow } from "./playing.js";

/**
 * @param {App} app
 * @param {Loop | null} loop
 */
export function setLoop(app, loop) {
  app.update({ loop, dragged: null });
  app.band.setLoop(loop);
  app.update({ beat: app.band.position() });
}

/** @param {App} app */
export function toggleLoop(app) {
  const { loop, music } = app.state;
  if (music) setLoop(app, loop ? null : wholeLoop(music.beats));
}

/** @param {App} app */
export function toggleCounts(app) {
  app.update({ counts: !app.state.counts });
}

/** @param {App} app */
export function startLoopHere(app) {
  const bar = barNow(app);
  if (bar) setLoop(app, loopFrom(app.state.loop, bar));
}

/** @param {App} app */
export function endLoopHere(app) {
  const bar = barNow(app);
  if (bar) setLoop(app, loopUntil(app.state.loop, bar));
}

/**
 * Lock all bars up to the end of the loop; Python improvises the rest again.
 *
 * @param {App} app
 */
export function lockBars(app) {
  const { loop, music } = app.state;
  if (!music || !loop || !lockableBars(loop, music)) return;
  app.ask("lockBars", loop.end);
  setLoop(app, null);
}
