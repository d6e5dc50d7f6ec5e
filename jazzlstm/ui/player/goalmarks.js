/**
 * Marks on the roll: goal notes, notes and bars that are kept, notes that are picked, the cursor. While the
 * solo is shaped, the pointer sets and picks them.
 *
 * @import { App } from "./app.js"
 * @import { Layout } from "./geometry.js"
 * @import { Music } from "./packet.js"
 * @import { Place } from "./shape.js"
 * @import { State } from "./state.js"
 */

import { find, make } from "./elements.js";
import { beatAtDistance, layoutOf, yOf } from "./geometry.js";
import { onChange } from "./memo.js";
import { writtenIn } from "./reading.js";
import { noteOn, noteUnder, placeAt, placeWords } from "./shape.js";
import { pickSpan, pressPlace } from "./shaping.js";
import { noteName } from "./spelling.js";

const DRAG = 6; // px before a press becomes a drag
const HINT =
  "Click an empty place: the solo arrives at that note. Click a note, or drag over notes, to keep them.";

export class GoalMarks {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.box = find(app.root, ".marks", HTMLElement);
    this.panel = find(app.root, ".shape", HTMLElement);
    this.words = find(app.root, ".shape-words", HTMLElement);
    this.show = onChange(this.placeMarks.bind(this));
    this.say = onChange((/** @type {string} */ words) => (this.words.textContent = words));
    this.open = onChange((/** @type {boolean} */ shaping) => {
      this.panel.hidden = !shaping;
      app.roll.area.classList.toggle("shaping", shaping);
    });
    this.connectPointer();
  }

  /** @param {State} state */
  render(state) {
    const { music, size, packet, shaping, picked, cursor } = state;
    this.open(shaping);
    if (!music || !size.width) return;
    const layout = layoutOf(music, size, state.barsAcross);
    this.show(music, layout, music.live ? null : packet, shaping ? picked : [], shaping ? cursor : null);
    if (shaping) this.say(wordsOf(state, music));
  }

  /**
   * @param {Music} music
   * @param {Layout} layout
   * @param {State["packet"]} packet
   * @param {number[]} picked
   * @param {Place | null} cursor
   */
  placeMarks(music, layout, packet, picked, cursor) {
    const spans = (packet?.kept ?? []).map(([start, end]) => {
      const span = make("i", { className: "kept-span" });
      span.style.left = `${start * layout.beatWidth}px`;
      span.style.width = `${(Math.min(end, music.beats) - start) * layout.beatWidth}px`;
      return span;
    });
    const goals = (packet?.goals ?? []).map((goal) => {
      const note = noteOn(music, goal);
      return mark("goal", layout, note ?? { start: goal.beat, end: goal.beat + 0.5, pitch: goal.pitch });
    });
    const notes = music.notes.filter(({ step }) => picked.includes(step));
    const marks = notes.map((note) => mark("picked", layout, note));
    if (cursor) {
      marks.push(mark("cursor", layout, { start: cursor.beat, end: cursor.beat + 0.5, pitch: cursor.pitch }));
    }
    this.box.replaceChildren(...spans, ...goals, ...marks);
  }

  connectPointer() {
    const { app } = this;
    const { roll: { area }, signal } = app;
    /** @type {{ x: number, beat: number } | null} */
    let pressed = null;
    area.addEventListener("pointerdown", (event) => {
      if (!app.state.shaping || app.state.music?.live || event.button) return;
      pressed = { x: event.clientX, beat: this.pointOf(event)?.beat ?? 0 };
      area.setPointerCapture(event.pointerId);
    }, { signal });
    area.addEventListener("pointermove", (event) => {
      const point = app.state.shaping && event.pointerType !== "touch" ? this.pointOf(event) : null;
      if (point) app.update({ cursor: point.place });
    }, { signal });
    area.addEventListener("pointerleave", () => {
      if (app.state.shaping && !pressed) app.update({ cursor: null });
    }, { signal });
    area.addEventListener("pointerup", (event) => {
      const point = pressed && this.pointOf(event);
      if (pressed && point) {
        if (Math.abs(event.clientX - pressed.x) >= DRAG) pickSpan(app, pressed.beat, point.beat);
        else pressPlace(app, point.place, point.step);
      }
      pressed = null;
    }, { signal });
    area.addEventListener("pointercancel", () => (pressed = null), { signal });
  }

  /**
   * @param {PointerEvent} event
   * @returns {{ beat: number, place: Place, step: number | null } | null}
   */
  pointOf({ clientX, clientY }) {
    const { music, size, barsAcross } = this.app.state;
    if (!music || !size.width) return null;
    const layout = layoutOf(music, size, barsAcross);
    const beat = beatAtDistance(music, layout, clientX - this.box.getBoundingClientRect().left);
    const above = this.app.roll.area.getBoundingClientRect().bottom - clientY;
    const place = placeAt(music, layout, beat, above);
    return { beat, place, step: noteUnder(music, beat, place.pitch)?.step ?? null };
  }
}

/**
 * @param {string} className
 * @param {Layout} layout
 * @param {{ start: number, end: number, pitch: number }} note
 */
function mark(className, layout, { start, end, pitch }) {
  const element = make("i", { className });
  const height = Math.max(layout.rowHeight, 10);
  element.style.left = `${start * layout.beatWidth - 2}px`;
  element.style.width = `${Math.max(10, (end - start) * layout.beatWidth + 3)}px`;
  element.style.top = `${yOf(layout, pitch) + (layout.rowHeight - height) / 2 - 2}px`;
  element.style.height = `${height + 4}px`;
  element.dataset.pitch = String(pitch);
  return element;
}

/**
 * @param {State} state
 * @param {Music} music
 */
function wordsOf(state, music) {
  const { cursor, packet } = state;
  if (packet?.goalFault) return packet.goalFault;
  if (!cursor) return HINT;
  return `${noteName(cursor.pitch + writtenIn(state).semitones)}, ${placeWords(music, cursor.beat)}`;
}
