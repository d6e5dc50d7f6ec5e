/**
 * The arc as a small picture of the whole solo: a curve that is drawn with the pointer, or moved by keyboard.
 *
 * @import { App } from "./app.js"
 * @import { Music, Note, SmallNote } from "./packet.js"
 * @import { State } from "./state.js"
 */

import { find } from "./elements.js";
import { onChange } from "./memo.js";
import { drawn, moved, placeWords, POINTS, resampled } from "./shape.js";
import { chooseArc, sendArc, sendArcSoon } from "./shaping.js";
import { smallRoll } from "./smallroll.js";

const DRAWN = "drawn";
const NONE = "";
const STEP = 5; // percent a key
const LARGE_STEP = 20;

export class ArcCurve {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.area = find(app.root, ".curve", HTMLElement);
    this.notes = find(this.area, ".curve-notes", HTMLElement);
    this.line = find(this.area, ".curve-line", SVGElement);
    this.names = find(app.root, ".arc-name", HTMLSelectElement);
    this.point = 0; // that keys move
    this.dot = find(this.area, ".curve-point", HTMLElement);
    this.showNotes = onChange((/** @type {Music} */ music) => {
      this.notes.replaceChildren(smallRoll(music.notes.map(smallNote), music.beats));
    });
    this.show = onChange(this.paint.bind(this));
    this.names.addEventListener("change", () => {
      if (this.names.value !== DRAWN) chooseArc(app, this.names.value);
    }, { signal: app.signal });
    this.connectDrawing();
    this.area.addEventListener("keydown", (event) => this.press(event), { signal: app.signal });
  }

  /** @returns {number[]} what is shown: empty without an arc */
  get points() {
    const { arcDraft, packet } = this.app.state;
    return arcDraft ?? packet?.arc ?? [];
  }

  /** @param {State} state */
  render({ shaping, music, packet, arcDraft }) {
    if (!shaping || !music) return;
    this.showNotes(music);
    this.show(music, this.points, arcDraft ? "" : (packet?.arcName ?? ""), this.point);
  }

  /**
   * @param {Music} music
   * @param {number[]} points
   * @param {string} name
   * @param {number} point that keys move
   */
  paint(music, points, name, point) {
    const [area, curve] = this.line.children;
    const shown = resampled(points);
    const outline = points.map((y, i) => `${(100 * i) / (points.length - 1)},${100 - y}`).join(" L ");
    area.setAttribute("d", points.length ? `M 0,100 L ${outline} L 100,100 Z` : "");
    curve.setAttribute("d", points.length ? `M ${outline}` : "M 0,50 L 100,50");
    this.dot.style.left = `${(100 * point) / (POINTS - 1)}%`;
    this.dot.style.top = `${100 - shown[point]}%`;
    this.area.dataset.arc = points.length ? "on" : "off";
    this.area.setAttribute("aria-valuenow", String(shown[point]));
    const place = placeWords(music, Math.min((point / (POINTS - 1)) * music.beats, music.beats - 0.01));
    this.area.setAttribute("aria-valuetext", `${place}: ${points.length ? `${shown[point]}%` : "no arc"}`);
    this.names.value = points.length ? name || DRAWN : NONE;
  }

  connectDrawing() {
    const { area, app } = this;
    const { signal } = app;
    /** @type {{ x: number, y: number } | null} */
    let before = null;
    const placeOf = (/** @type {PointerEvent} */ { clientX, clientY }) => {
      const { left, top, width, height } = area.getBoundingClientRect();
      const within = (/** @type {number} */ share) => Math.min(Math.max(0, share), 1);
      return { x: within((clientX - left) / width), y: within(1 - (clientY - top) / height) };
    };
    const stroke = (/** @type {PointerEvent} */ event) => {
      const place = placeOf(event);
      app.update({ arcDraft: drawn(resampled(this.points), before ?? place, place) });
      before = place;
    };
    area.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      area.setPointerCapture(event.pointerId);
      stroke(event);
    }, { signal });
    area.addEventListener("pointermove", (event) => before && stroke(event), { signal });
    area.addEventListener("pointerup", () => {
      if (before && app.state.arcDraft) sendArc(app, app.state.arcDraft);
      before = null;
    }, { signal });
    area.addEventListener("pointercancel", () => {
      before = null;
      app.update({ arcDraft: null });
    }, { signal });
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    const [along, up] = MOVES[event.key] ?? [0, 0];
    if ((!along && !up) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    this.point = Math.min(Math.max(0, this.point + along), POINTS - 1);
    if (up) sendArcSoon(this.app, moved(resampled(this.points), this.point, up));
    else this.app.update({});
  }
}

/**
 * @param {Note} note
 * @returns {SmallNote}
 */
function smallNote({ start, end, pitch }) {
  return [start, end - start, pitch];
}

/** @type {Record<string, [along: number, up: number]>} */
const MOVES = {
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
  Home: [-POINTS, 0],
  End: [POINTS, 0],
  ArrowUp: [0, STEP],
  ArrowDown: [0, -STEP],
  PageUp: [0, LARGE_STEP],
  PageDown: [0, -LARGE_STEP],
};
