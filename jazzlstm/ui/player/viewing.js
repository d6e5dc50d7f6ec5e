/**
 * Actions on what is seen: sheet music, chart, probabilities, zoom, the list of likely notes, theme, help.
 *
 * @import { App } from "./app.js"
 * @import { Note } from "./packet.js"
 * @import { Reading } from "./reading.js"
 * @import { State } from "./state.js"
 */

import { layoutOf, zoomedBars } from "./geometry.js";
import { semitonesOf } from "./passes.js";
import { rememberReading, rememberSingleKeys } from "./preferences.js";

const SHOWN = 8000; // ms in which the roll stays at a note that is shown

/**
 * A live session has no sheet music, even when it has ended: the server has engraved only the page's solo.
 *
 * @param {App} app
 */
export function toggleScore(app) {
  const { view, music } = app.state;
  if (!music?.live) setView(app, view === "score" ? "roll" : "score");
}
/** @param {App} app */
export const toggleChart = (app) => setView(app, app.state.view === "chart" ? "roll" : "chart");

/**
 * @param {App} app
 * @param {State["view"]} view
 */
function setView(app, view) {
  const { view: before } = app.state;
  app.update({ view, pointed: null, edited: -1 });
  if (before === "score" || view === "score") askForScore(app);
}

/**
 * Ask for sheet music in the pitch that is read and the key that sounds.
 *
 * @param {App} app
 */
export function askForScore(app) {
  const { view, reading, practice, pass } = app.state;
  const semitones = semitonesOf(practice, pass);
  app.update({ engraved: semitones });
  app.ask(
    "score",
    view === "score" ? { part: reading, width: app.score.width, semitones } : { part: reading },
  );
}

/**
 * @param {App} app
 * @param {Reading} reading
 */
export function setReading(app, reading) {
  app.update({ reading });
  rememberReading(reading);
  askForScore(app);
}

/** The browser's own command prints the same: `printing.js`. */
export const printView = () => print();

/** @param {App} app */
export function toggleGuides(app) {
  app.update({ guides: !app.state.guides });
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
  if (app.state.music?.live && note && !note.seen) return; // the bars of a session can't be changed by a note
  if (app.state.shaping && note) return; // the pointer picks them
  app.update({ pointed: note, focusAlternatives: false });
}

/**
 * Show a note that the listener played on the roll, with what else was likely.
 *
 * @param {App} app
 * @param {Note} note
 */
export function showNote(app, note) {
  app.update({ view: "roll", handsOffUntil: performance.now() + SHOWN });
  app.roll.follow(app.state, note.start, true);
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
