/**
 * Actions on the sound: play, pause, seek, tempo.
 *
 * @import { App } from "./app.js"
 * @import { Loaded } from "./band.js"
 * @import { Practice } from "./passes.js"
 */

import { barAt, lastBar } from "./bars.js";
import { semitonesOf } from "./passes.js";
import { movedBeat } from "./timing.js";
import { askForScore } from "./viewing.js";

const DEVICE_PATIENCE = 3000; // ms that a sound device may take to wake
const BETWEEN_FRAMES = 33; // ms
const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** @param {App} app */
export function togglePlay(app) {
  if (app.band.playing) pause(app);
  else if (app.state.playWhenReady) app.update({ playWhenReady: false });
  else void play(app);
}

/** @param {App} app */
function pause(app) {
  app.band.pause();
  stopped(app);
}

/**
 * Show that nothing sounds any more.
 *
 * @param {App} app
 */
export function stopped(app) {
  app.update({ playing: false, beat: app.band.position(), pass: app.band.pass });
}

/**
 * The music has come to its end: the playhead is at the start again.
 *
 * @param {App} app
 */
export function ended(app) {
  stopped(app);
  showPlace(app);
}

/** @param {App} app */
async function play(app) {
  const { heard, loop, counts } = app.state;
  app.update({ playWhenReady: !heard });
  if (!heard) return;
  const patience = setTimeout(() => app.update({ silent: true }), DEVICE_PATIENCE);
  await app.band.play(loop && counts ? heard.barBeats : 0);
  clearTimeout(patience);
  app.update({ silent: false, playing: app.band.playing, handsOffUntil: 0 });
  tick(app);
}

/**
 * Show the place about 30 times a second for as long as music plays. Painting takes more of the processor
 * than the sound does, and a frame that is asked for costs some even if nothing has moved.
 *
 * @param {App} app
 */
function tick(app) {
  clearTimeout(app.wait);
  cancelAnimationFrame(app.frame);
  if (!app.band.playing) return;
  const passBefore = app.state.pass;
  app.update({ beat: app.band.position(), pass: app.band.pass });
  if (app.state.pass !== passBefore) showPass(app);
  if (performance.now() > app.state.handsOffUntil) followRoll(app);
  app.wait = setTimeout(() => (app.frame = requestAnimationFrame(() => tick(app))), BETWEEN_FRAMES);
}

/**
 * Scroll the piano roll so that the playhead is in view.
 *
 * @param {App} app
 */
function followRoll(app) {
  const { music, beat } = app.state;
  if (music) app.roll.follow(app.state, Math.min(Math.max(0, beat), music.beats - 0.01), calm.matches);
}

/**
 * Scroll roll and sheet music to the place, which may be anywhere. While music plays, the sheet music follows
 * its notes.
 *
 * @param {App} app
 */
function showPlace(app) {
  followRoll(app);
  const { music, beat, view } = app.state;
  if (music && view === "score") app.score.showBar(barAt(music, beat).index);
}

/**
 * Change to a solo whose instruments are there. It goes on at the beat of the one before it. A tempo that
 * was set for another tempo of the page is dropped.
 *
 * @param {App} app
 * @param {Loaded} loaded
 */
export function useBand(app, loaded) {
  const { music } = loaded;
  const { heard, loop } = app.state;
  const tempo = heard && heard.tempo !== music.tempo ? null : app.state.tempo;
  const practice = { ...app.state.practice, tempo: tempo ?? music.tempo };
  app.band.use(loaded, practice, loop);
  app.update({ heard: music, tempo, practice, beat: app.band.position(), pass: app.band.pass });
  if (app.state.playWhenReady) void play(app);
}

/**
 * @param {App} app
 * @param {number} beat
 */
export function seekBeat(app, beat) {
  app.band.seek(beat);
  app.update({ beat: app.band.position() });
}

/**
 * Go to a beat that may be outside the window on the music.
 *
 * @param {App} app
 * @param {number} beat
 */
function goToBeat(app, beat) {
  seekBeat(app, beat);
  showPlace(app);
}

/** @param {App} app */
export function goToStart(app) {
  goToBeat(app, -(app.state.music?.leadIn ?? 0));
}

/** @param {App} app */
export function goToLastBar(app) {
  if (app.state.music) goToBeat(app, lastBar(app.state.music).start);
}

/**
 * The bar that sounds now. Between two frames the state is behind the audio clock.
 *
 * @param {App} app
 */
export function barNow(app) {
  const { music } = app.state;
  return music && barAt(music, app.band.position() + 1e-3);
}

/**
 * @param {App} app
 * @param {number} beats
 */
function nudge(app, beats) {
  const { music } = app.state;
  if (music) goToBeat(app, movedBeat(music, app.band.position(), beats));
}

/** @param {App} app */
export const nextBeat = (app) => nudge(app, 1);
/** @param {App} app */
export const previousBeat = (app) => nudge(app, -1);
/** @param {App} app */
export const nextBar = (app) => nudge(app, app.state.music?.barBeats ?? 0);
/** @param {App} app */
export const previousBar = (app) => nudge(app, -(app.state.music?.barBeats ?? 0));

/**
 * Play at another tempo; the solo stays the same.
 *
 * @param {App} app
 * @param {number | null} tempo beats a minute; null for the solo's own
 */
export function setTempo(app, tempo) {
  const { practice, heard } = app.state;
  app.update({ tempo });
  usePractice(app, { ...practice, tempo: tempo ?? heard?.tempo ?? practice.tempo });
}

/**
 * @param {App} app
 * @param {Practice} practice
 */
export function usePractice(app, practice) {
  if (app.state.live) return app.live.practise(practice);
  app.band.setPractice(practice);
  app.update({ practice, beat: app.band.position(), pass: app.band.pass });
  showPass(app);
}

/**
 * Sheet music in another key comes from the server; the rest of the page follows the state.
 *
 * @param {App} app
 */
function showPass(app) {
  const { view, practice, pass, engraved } = app.state;
  if (view === "score" && semitonesOf(practice, pass) !== engraved) askForScore(app);
}
