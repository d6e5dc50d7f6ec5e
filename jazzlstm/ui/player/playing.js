/**
 * Actions on the sound: play, pause, seek, mute, level, speed.
 *
 * @import { App } from "./app.js"
 * @import { Prepared, StemName } from "./preparation.js"
 */

import { barAt, lastBar } from "./bars.js";
import { beatOf, gainOf, loopSeconds, timedMusic } from "./state.js";
import { entrySeconds, movedBeat, secondsAt } from "./timing.js";

const DEVICE_PATIENCE = 3000; // ms that a sound device may take to wake
const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** @param {App} app */
export function togglePlay(app) {
  if (app.sound.playing) pause(app);
  else if (app.state.playWhenReady) app.update({ playWhenReady: false });
  else void play(app);
}

/** @param {App} app */
function pause(app) {
  app.sound.pause();
  stopped(app);
}

/**
 * Show that nothing sounds any more.
 *
 * @param {App} app
 */
export function stopped(app) {
  app.update({ playing: false, position: app.sound.position() });
}

/** @param {App} app */
async function play(app) {
  const { heard, stretching } = app.state;
  app.update({ playWhenReady: !heard || stretching });
  if (app.state.playWhenReady) return;
  const patience = setTimeout(() => app.update({ silent: true }), DEVICE_PATIENCE);
  await app.sound.play();
  clearTimeout(patience);
  app.update({ silent: false, playing: app.sound.playing, handsOffUntil: 0 });
  tick(app);
}

/**
 * Show the position once a frame for as long as sound plays.
 *
 * @param {App} app
 */
function tick(app) {
  cancelAnimationFrame(app.frame);
  if (!app.sound.playing) return;
  app.update({ position: app.sound.position() });
  const { music } = app.state;
  if (music && performance.now() > app.state.handsOffUntil) {
    app.roll.follow(app.state, Math.min(Math.max(0, beatOf(app.state)), music.beats - 0.01), calm.matches);
  }
  app.frame = requestAnimationFrame(() => tick(app));
}

/**
 * Change to sound that has become ready. A new solo goes on at the beat of the one before it.
 *
 * @param {App} app
 * @param {Prepared} prepared
 */
export function useSound(app, prepared) {
  const { music } = prepared;
  const at = app.sound.position();
  const isNew = app.state.heard?.id !== music.id;
  app.sound.change(
    prepared,
    isNew ? entrySeconds(music, beatOf(app.state, at)) : at,
    loopSeconds(app.state.loop, music),
  );
  const position = app.sound.position();
  app.update({ heard: music, duration: app.sound.length, stretching: false, position });
  if (app.state.playWhenReady) void play(app);
}

/**
 * @param {App} app
 * @param {number} beat
 */
export function seekBeat(app, beat) {
  const music = timedMusic(app.state);
  if (!music) return;
  app.sound.seek(secondsAt(music, beat));
  app.update({ position: app.sound.position() });
}

/** @param {App} app */
export function goToStart(app) {
  seekBeat(app, -(timedMusic(app.state)?.leadIn ?? 0));
}

/** @param {App} app */
export function goToLastBar(app) {
  if (app.state.music) seekBeat(app, lastBar(app.state.music).start);
}

/**
 * The beat that sounds now. Between two frames the state is behind the audio clock.
 *
 * @param {App} app
 */
export function beatNow(app) {
  return beatOf(app.state, app.sound.position());
}

/**
 * The bar that sounds now.
 *
 * @param {App} app
 */
export function barNow(app) {
  const { music } = app.state;
  return music && barAt(music, beatNow(app) + 1e-3);
}

/**
 * @param {App} app
 * @param {number} beats
 */
function nudge(app, beats) {
  const { music } = app.state;
  if (music) seekBeat(app, movedBeat(music, beatNow(app), beats));
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
 * @param {App} app
 * @param {StemName} stem
 */
function mute(app, stem) {
  app.update({ muted: { ...app.state.muted, [stem]: !app.state.muted[stem] } });
  app.sound.setGain(stem, gainOf(app.state, stem));
}

/** @param {App} app */
export const muteSolo = (app) => mute(app, "solo");
/** @param {App} app */
export const muteBand = (app) => mute(app, "band");

/**
 * Set a level. A level above 0 also ends muting.
 *
 * @param {App} app
 * @param {StemName} stem
 * @param {number} level
 */
export function setLevel(app, stem, level) {
  const { levels, muted } = app.state;
  app.update({
    levels: { ...levels, [stem]: level },
    muted: { ...muted, [stem]: muted[stem] && level === 0 },
  });
  app.sound.setGain(stem, gainOf(app.state, stem));
}

/**
 * Change the speed. The sound goes on at the old speed until the new one is made.
 *
 * @param {App} app
 * @param {number} speed
 */
export async function setSpeed(app, speed) {
  app.update({ speed, stretching: app.state.heard !== null });
  try {
    const prepared = await app.preparation.setSpeed(speed);
    if (prepared) useSound(app, prepared);
  } catch {
    app.update({ stretching: false, failed: true });
  }
}
