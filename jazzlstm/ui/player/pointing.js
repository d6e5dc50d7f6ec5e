/**
 * Mouse and touch on roll, chords and bar numbers.
 *
 * @import { App } from "./app.js"
 * @import { Note } from "./packet.js"
 * @import { Bar } from "./bars.js"
 */

import { barAt } from "./bars.js";
import { find } from "./elements.js";
import { loopOver } from "./loops.js";
import { setLoop } from "./looping.js";
import { seekBeat } from "./playing.js";
import { hideAlternatives, pointAt } from "./viewing.js";

const DRAG = 4; // px before a press becomes a drag
const PATIENCE = 220; // ms until another note takes over the list of likely notes
const HANDS_OFF = 2500; // ms after scrolling by hand until the roll follows the sound again

/** @param {App} app */
export function connectPointing(app) {
  connectScrolling(app);
  connectHovering(app);
  for (const selector of [".roll", ".chords"]) connectScrubbing(app, find(app.root, selector, HTMLElement));
  connectRuler(app, find(app.root, ".ruler", HTMLElement));
}

/** @param {App} app */
function connectScrolling(app) {
  const { roll: { scroller }, signal } = app;
  const handsOn = () => app.update({ handsOffUntil: performance.now() + HANDS_OFF });
  scroller.addEventListener("scroll", () => app.update({ scroll: scroller.scrollLeft }), { signal });
  scroller.addEventListener("wheel", handsOn, { signal, passive: true });
  scroller.addEventListener("touchmove", handsOn, { signal, passive: true });
}

/**
 * Hovering over a note lists what else was likely. On the way from a note to its list the pointer
 * crosses other notes: the list waits before it changes.
 *
 * @param {App} app
 */
function connectHovering(app) {
  const { root, roll, signal } = app;
  const stage = find(root, ".stage", HTMLElement);
  const list = find(root, ".insight", HTMLElement);
  let timer = 0;
  /** @type {Note | null} */
  let under = null; // the note under the pointer
  const hover = (/** @type {Note | null} */ note) => {
    if (!app.state.pointed) pointAt(app, note);
    else if (note !== under) {
      clearTimeout(timer);
      timer = setTimeout(() => note !== app.state.pointed && pointAt(app, note), PATIENCE);
    }
    under = note;
  };
  const leave = () => {
    clearTimeout(timer);
    under = null;
    hideAlternatives(app);
  };
  roll.area.addEventListener("pointermove", (event) => {
    if (!event.buttons && event.pointerType !== "touch") hover(roll.noteAt(app.state, event));
  }, { signal });
  list.addEventListener("pointerenter", () => hover(app.state.pointed), { signal });
  stage.addEventListener("pointerleave", (event) => event.pointerType !== "touch" && leave(), { signal });
  root.addEventListener("pointerdown", ({ target }) => {
    if (target instanceof Node && !stage.contains(target)) leave();
  }, { signal });
}

/**
 * A press on roll or chords seeks, and a drag scrubs. A touch that moves scrolls instead.
 *
 * @param {App} app
 * @param {HTMLElement} area
 */
function connectScrubbing(app, area) {
  const { signal } = app;
  /** @type {{ x: number, isTouch: boolean } | null} */
  let pressed = null;
  const seek = (/** @type {PointerEvent} */ event) =>
    seekBeat(app, app.roll.beatAt(app.state, event.clientX));
  area.addEventListener("pointerdown", (event) => {
    if (event.button || (app.state.shaping && area === app.roll.area)) return; // it sets and picks notes
    pressed = { x: event.clientX, isTouch: event.pointerType === "touch" };
    if (pressed.isTouch) return;
    area.setPointerCapture(event.pointerId);
    seek(event);
  }, { signal });
  area.addEventListener("pointermove", (event) => {
    if (pressed && !pressed.isTouch) seek(event);
  }, { signal });
  area.addEventListener("pointerup", (event) => {
    if (pressed?.isTouch && Math.abs(event.clientX - pressed.x) < DRAG * 2) tap(app, event);
    pressed = null;
  }, { signal });
  area.addEventListener("pointercancel", () => (pressed = null), { signal });
}

/**
 * A tap on a note lists what else was likely; elsewhere it seeks.
 *
 * @param {App} app
 * @param {PointerEvent} event
 */
function tap(app, event) {
  const note = app.roll.noteAt(app.state, event);
  pointAt(app, note);
  if (!note) seekBeat(app, app.roll.beatAt(app.state, event.clientX));
}

/**
 * On the bar numbers a press seeks to its bar, and a drag loops the bars it passes over.
 *
 * @param {App} app
 * @param {HTMLElement} ruler
 */
function connectRuler(app, ruler) {
  const { signal } = app;
  /** @type {{ x: number, bar: Bar } | null} */
  let first = null;
  const barUnder = (/** @type {PointerEvent} */ { clientX }) => {
    const { music } = app.state;
    return music && barAt(music, app.roll.beatAt(app.state, clientX));
  };
  ruler.addEventListener("pointerdown", (event) => {
    const bar = barUnder(event);
    if (!bar || event.button) return;
    first = { x: event.clientX, bar };
    ruler.setPointerCapture(event.pointerId);
  }, { signal });
  ruler.addEventListener("pointermove", (event) => {
    const bar = first && barUnder(event);
    if (!first || !bar) return;
    if (app.state.dragged || Math.abs(event.clientX - first.x) >= DRAG) {
      app.update({ dragged: loopOver(first.bar, bar) });
    }
  }, { signal });
  ruler.addEventListener("pointerup", () => {
    if (app.state.dragged) setLoop(app, app.state.dragged);
    else if (first) seekBeat(app, first.bar.start);
    first = null;
  }, { signal });
  ruler.addEventListener("pointercancel", () => {
    first = null;
    app.update({ dragged: null });
  }, { signal });
}
