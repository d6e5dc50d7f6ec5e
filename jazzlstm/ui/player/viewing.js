/**
 * Actions on what is seen: sheet music, probabilities, zoom, the list of likely notes, theme, help.
 *
 * @import { App } from "./app.js"
 * @import { Note } from "./packet.js"
 */

import { layoutOf, zoomedBars } from "./geometry.js";
import { rememberSingleKeys } from "./preferences.js";

/** @param {App} app */
export function toggleScore(app) {
  app.update({ view: app.state.view === "score" ? "roll" : "score", pointed: null });
  askForScore(app);
}

/** @param {App} app */
function askForScore(app) {
  const { view, part } = app.state;
  app.ask("score", view === "score" ? { part, width: app.score.width } : {});
}

/**
 * @param {App} app
 * @param {string} part
 */
export function setPart(app, part) {
  app.update({ part });
  askForScore(app);
}

/** @param {App} app */
export function printScore(app) {
  app.score.print(app.state.shown?.title ?? "");
}

/** @param {App} app */
export function toggleHeat(app) {
  app.update({ heat: !app.state.heat });
}

/** @param {App} app */
export const zoomIn = (app) => zoom(app, 0.5);
/** @param {App} app */
export const zoomOut = (app) => zoom(app, 2);

/**
 * Show more or fewer bars; the middle of the roll stays in the middle.
 *
 * @param {App} app
 * @param {number} factor 2 shows twice as many
 */
function zoom(app, factor) {
  const { music, size, scroll, barsAcross } = app.state;
  if (!music || !size.width) return;
  const before = layoutOf(music, size, barsAcross);
  const middle = (scroll + size.width / 2) / before.beatWidth;
  app.update({ barsAcross: zoomedBars(music, before, factor) });
  const after = layoutOf(music, size, app.state.barsAcross);
  app.update({ scroll: app.roll.scrollTo(middle * after.beatWidth - size.width / 2) });
}

/**
 * List what else was likely at a note; null closes the list.
 *
 * @param {App} app
 * @param {Note | null} note
 */
export function pointAt(app, note) {
  app.update({ pointed: note, focusAlternatives: false });
}

/**
 * List what else was likely at the playhead or next, and move the focus there.
 *
 * @param {App} app
 */
export function showAlternatives(app) {
  const beat = app.band.position();
  const note = app.state.music?.notes.find(({ end }) => end > beat + 1e-3);
  if (!note) return;
  app.roll.follow(app.state, note.start, true);
  app.update({ pointed: note, focusAlternatives: true });
}

/** @param {App} app */
export const hideAlternatives = (app) => pointAt(app, null);

/** @param {App} app */
export function openHelp(app) {
  app.update({ helpOpen: true });
}

/** @param {App} app */
export function closeHelp(app) {
  app.update({ helpOpen: false });
}

/**
 * @param {App} app
 * @param {boolean} singleKeys
 */
export function setSingleKeys(app, singleKeys) {
  app.update({ singleKeys });
  rememberSingleKeys(singleKeys);
}

/**
 * Take over the theme of the page: light ink stands on a dark page.
 *
 * @param {App} app
 */
export function readTheme(app) {
  const ink = getComputedStyle(app.root).color;
  if (ink === app.state.theme.ink) return;
  const [red, green, blue] = (ink.match(/[\d.]+/g) ?? ["0", "0", "0"]).map(Number);
  app.update({ theme: { ink, scheme: red + green + blue > 384 ? "dark" : "light" } });
}

/**
 * Take over the size of the roll, unless it is hidden.
 *
 * @param {App} app
 */
export function measure(app) {
  const size = app.roll.measured();
  if (size.width && size.height) app.update({ size, scroll: app.roll.scroller.scrollLeft, pointed: null });
}
