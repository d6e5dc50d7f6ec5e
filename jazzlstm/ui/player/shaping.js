/**
 * Actions on the shape of a solo: the arc, goal notes, notes that are picked to be kept, bars played anew.
 *
 * @import { App } from "./app.js"
 * @import { Music } from "./packet.js"
 * @import { Place } from "./shape.js"
 */

import { layoutOf } from "./geometry.js";
import { replaceableBars } from "./loops.js";
import { setLoop } from "./looping.js";
import { goalAt, noteOn, stepsWithin, toggled } from "./shape.js";

const FIRST_PITCH = 67; // G4, where nothing is played
const WAIT = 600; // ms after the last key before a curve is sent
let waiting = 0;

/** @param {App} app */
export function toggleShaping(app) {
  app.update({ shaping: !app.state.shaping, cursor: null, picked: [], pointed: null });
}

/**
 * Follow a curve; the solo is improvised once it is sent.
 *
 * @param {App} app
 * @param {number[]} points percent
 */
export function sendArc(app, points) {
  clearTimeout(waiting);
  app.update({ arcDraft: points });
  app.ask("arc", points);
}

/**
 * The same after a pause: each press of a key moves the curve a little.
 *
 * @param {App} app
 * @param {number[]} points percent
 */
export function sendArcSoon(app, points) {
  clearTimeout(waiting);
  app.update({ arcDraft: points });
  waiting = setTimeout(() => sendArc(app, points), WAIT);
}

/**
 * @param {App} app
 * @param {string} name of a curve; "" for none
 */
export function chooseArc(app, name) {
  clearTimeout(waiting);
  app.ask("arc", name);
}

/**
 * A click on a place: a note that is played is picked, a goal is removed, elsewhere a goal is set.
 *
 * @param {App} app
 * @param {Place} place
 * @param {number | null} step of the note under the pointer
 */
export function pressPlace(app, place, step) {
  const goal = goalAt(app.state.packet?.goals ?? [], place);
  if (goal) app.ask("goal", goal);
  else if (step !== null) app.update({ picked: toggled(app.state.picked, step), cursor: null });
  else app.ask("goal", place);
}

/**
 * Pick all notes of a span.
 *
 * @param {App} app
 * @param {number} from beat
 * @param {number} to beat
 */
export function pickSpan(app, from, to) {
  const { music, picked } = app.state;
  if (music) app.update({ picked: [...new Set([...picked, ...stepsWithin(music, from, to)])] });
}

/** @param {App} app */
export const cursorUp = (app) => moveCursor(app, 1);
/** @param {App} app */
export const cursorDown = (app) => moveCursor(app, -1);

/**
 * @param {App} app
 * @param {number} by semitones
 */
function moveCursor(app, by) {
  const { music, size, barsAcross } = app.state;
  if (!music || !size.width) return;
  const { lowest, rows } = layoutOf(music, size, barsAcross);
  const { beat, pitch } = cursorOf(app, music);
  const within = Math.min(Math.max(lowest, pitch + by), lowest + rows - 1);
  app.update({ cursor: { beat, pitch: within } });
}

/** @param {App} app */
export function pressCursor(app) {
  const { music } = app.state;
  if (!music || music.live) return;
  const place = cursorOf(app, music);
  pressPlace(app, place, noteOn(music, place)?.step ?? null);
}

/**
 * The cursor, at the playhead: it stays on its pitch as long as the playhead stays.
 *
 * @param {App} app
 * @param {Music} music
 * @returns {Place}
 */
function cursorOf(app, music) {
  const beat = Math.min(Math.max(0, Math.round(2 * app.state.beat) / 2), music.beats - 0.5);
  if (app.state.cursor?.beat === beat) return app.state.cursor;
  const sounding = music.notes.findLast(({ start }) => start <= beat + 0.25);
  return { beat, pitch: sounding?.pitch ?? FIRST_PITCH };
}

/** @param {App} app */
export function keepPicked(app) {
  const { picked } = app.state;
  if (picked.length) app.ask("keepNotes", picked);
}

/**
 * Solos paraphrase what the listener played in the session.
 *
 * @param {App} app
 */
export function useAsTheme(app) {
  if (app.state.session) app.ask("playedTheme", app.state.session);
}

/** @param {App} app */
export function clearGoals(app) {
  app.ask("clearGoals");
}

/**
 * Play the looped bars anew, and keep both sides.
 *
 * @param {App} app
 */
export function replaceBars(app) {
  const { loop, music } = app.state;
  if (!music || !loop || !replaceableBars(loop, music)) return;
  app.ask("replaceBars", { start: loop.start, end: loop.end });
  setLoop(app, null);
}
