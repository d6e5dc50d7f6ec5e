/**
 * Actions that only Python can carry out, and the link to this solo.
 *
 * @import { App } from "./app.js"
 */

import { copyText } from "./clipboard.js";
import { goToStart } from "./playing.js";

const SHARED_MS = 2000; // how long the button shows the result of copying

/** @param {App} app */
export function newSolo(app) {
  app.ask("newSolo");
  expectNewSolo(app);
}

/**
 * Another solo starts from its beginning, unless music plays: then the place stays.
 *
 * @param {App} app
 */
export function expectNewSolo(app) {
  if (!app.band.playing) goToStart(app);
}

/** @param {App} app */
export const saveSolo = (app) => app.ask("saveSolo");
/** @param {App} app */
export const unlock = (app) => app.ask("unlock");
/** @param {App} app */
export const undo = (app) => app.ask("undo");
/** @param {App} app */
export const redo = (app) => app.ask("redo");

/**
 * Back to the previous solo, and forward again. The place in the music stays, so that the ear can compare.
 *
 * @param {App} app
 */
export function compare(app) {
  const { packet, lastRequest } = app.state;
  if (!packet?.canUndo && !packet?.canRedo) return;
  app.ask(lastRequest === "undo" || !packet.canUndo ? "redo" : "undo");
}

/**
 * @param {App} app
 * @param {number} index
 */
export function pickTake(app, index) {
  const count = app.state.shown?.takes.length ?? 0;
  if (index === app.state.chosen || index >= count) return;
  app.update({ chosen: index });
  app.ask("take", index);
}

/**
 * @param {App} app
 * @param {number} step
 * @param {number} value
 */
export function chooseNote(app, step, value) {
  if (app.state.music?.live) return; // its notes aren't those of the solo that Python has
  app.ask("choose", { step, value });
}

/** @param {App} app */
export async function share(app) {
  const url = `${location.origin}${location.pathname}?${app.state.packet?.link ?? ""}`;
  app.update({ shared: (await copyText(url)) ? "copied" : "address" });
  setTimeout(() => app.update({ shared: "" }), SHARED_MS);
}
