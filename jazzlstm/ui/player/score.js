/**
 * The sheet music. Notes are lit as they sound, and their line is scrolled into view. A click on a note
 * plays from there.
 *
 * @import { Loop } from "./loops.js"
 * @import { Music } from "./packet.js"
 * @import { State } from "./state.js"
 */

import { find } from "./elements.js";
import { onChange } from "./memo.js";
import { adoptFont } from "./printing.js";
import { addBarAreas, wholeHeight } from "./scorebars.js";

const WIDTH_STEP = 20; // px: a scroll bar more or less doesn't change the width asked for
const NARROWEST = 320; // px
const LOWEST_ROOM = 388; // px: the height of the piano roll
const SHARE_OF_WINDOW = 0.62; // that the sheet music may take
const BELOW = 10; // px below the last whole line
const ROUNDING = 1e-3; // beats
const MARGIN = 12; // px above the line that is scrolled to
const calm = matchMedia("(prefers-reduced-motion: reduce)");

export class Score {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.pane = find(root, ".music-stand", HTMLElement);
    this.page = find(root, ".leaf", HTMLElement);
    /** @type {Map<number, Element[]>} index of a note to its elements; a tied note has several */
    this.heads = new Map();
    /** @type {Element[]} */
    this.lit = [];
    /** @type {SVGRectElement[]} */
    this.bars = [];
    this.id = "";
    this.fitHeight = onChange(this.showWholeSystems.bind(this));
    this.showPane = onChange((/** @type {boolean} */ isShown) => (this.pane.hidden = !isShown));
    this.light = onChange(this.lightNote.bind(this));
    this.markLoop = onChange(this.markLoopedBars.bind(this));
  }

  /** The width to engrave for, in px. */
  get width() {
    return Math.max(NARROWEST, Math.round(this.pane.clientWidth / WIDTH_STEP) * WIDTH_STEP - WIDTH_STEP);
  }

  /** @param {State} state */
  render(state) {
    const { packet, music, view, playing } = state;
    this.showPane(view === "score");
    const bytes = packet?.blobs.score;
    if (bytes && packet.score && packet.score !== this.id) this.fill(packet.score, bytes);
    if (view !== "score" || !music) return;
    this.fitHeight(this.id, this.pane.clientWidth);
    this.markLoop(this.id, music, state.dragged ?? state.loop);
    const beat = state.beat;
    this.light(
      this.id,
      playing ? music.notes.findIndex((note) => note.start <= beat && beat < note.end) : -1,
    );
  }

  /**
   * Put an engraved page on display.
   *
   * @param {string} id
   * @param {ArrayBuffer} bytes SVG
   */
  fill(id, bytes) {
    this.id = id;
    const page = engravedPage(bytes);
    if (!page) return;
    this.page.replaceChildren(page);
    this.lit = [];
    this.heads.clear();
    for (const element of this.page.querySelectorAll("g.note")) {
      const index = noteIndex(element);
      if (index >= 0) this.heads.set(index, [...(this.heads.get(index) ?? []), element]);
    }
    this.bars = addBarAreas(this.page);
    this.pane.dataset.notes = String(this.heads.size);
  }

  /**
   * Make the pane as high as the whole systems that fit into it.
   *
   * @param {string} _ the page on display
   * @param {number} __ width of the pane
   */
  showWholeSystems(_, __) {
    const top = this.page.getBoundingClientRect().top;
    const bottoms = [...this.page.querySelectorAll("g.system")].map((system) =>
      system.getBoundingClientRect().bottom - top + BELOW
    );
    const room = Math.max(LOWEST_ROOM, SHARE_OF_WINDOW * innerHeight);
    if (bottoms.length) this.pane.style.height = `${Math.ceil(wholeHeight(bottoms, room))}px`;
  }

  /**
   * @param {string} _ the page on display
   * @param {Music} music
   * @param {Loop | null} loop
   */
  markLoopedBars(_, music, loop) {
    this.bars.forEach((area, index) => {
      const start = music.bars[index];
      const isLooped = loop !== null && !loop.whole && loop.start <= start + ROUNDING &&
        start < loop.end - ROUNDING;
      area.classList.toggle("looped", isLooped);
    });
  }

  /**
   * @param {PointerEvent} event
   * @returns {number} the index of the bar under the pointer; -1 outside the bars
   */
  barUnder({ clientX, clientY }) {
    return this.bars.findIndex((area) => {
      const { left, right, top, bottom } = area.getBoundingClientRect();
      return left <= clientX && clientX < right && top <= clientY && clientY < bottom;
    });
  }

  /**
   * @param {MouseEvent} event
   * @returns {number} the index of the note that was clicked; -1 if none was
   */
  noteClicked({ target }) {
    const head = target instanceof Element ? target.closest("g.note") : null;
    return head ? noteIndex(head) : -1;
  }

  /**
   * @param {string} _ the page on display
   * @param {number} index of the note that sounds; -1 for none
   */
  lightNote(_, index) {
    for (const element of this.lit) element.classList.remove("lit");
    this.lit = this.heads.get(index) ?? [];
    for (const element of this.lit) element.classList.add("lit");
    if (this.lit.length) this.follow(this.lit[0].closest("g.system") ?? this.lit[0]);
  }

  /**
   * Scroll to the line of a bar.
   *
   * @param {number} index of the bar
   */
  showBar(index) {
    const system = this.bars[index]?.closest("g.system");
    if (system) this.follow(system);
  }

  /**
   * Turn the page when its last whole line begins to sound: that line goes to the top, and the next
   * lines come into view.
   *
   * @param {Element} system
   */
  follow(system) {
    const pane = this.pane.getBoundingClientRect();
    const line = system.getBoundingClientRect();
    const next = system.nextElementSibling?.matches("g.system") ? system.nextElementSibling : system;
    if (line.top >= pane.top && next.getBoundingClientRect().bottom <= pane.bottom) return;
    const top = this.pane.scrollTop + line.top - pane.top - MARGIN;
    this.pane.scrollTo({ top, behavior: calm.matches ? "auto" : "smooth" });
  }
}

/**
 * An engraved page as an element; null if it isn't SVG. It comes from our own server; scripts in it are dropped
 * all the same.
 *
 * @param {ArrayBuffer} bytes
 */
export function engravedPage(bytes) {
  const text = new TextDecoder().decode(bytes);
  const svg = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
  if (svg.localName !== "svg") return null;
  for (const element of svg.querySelectorAll("script, foreignObject")) element.remove();
  for (const style of svg.querySelectorAll("style")) adoptFont(style);
  return document.adoptNode(svg);
}

/**
 * The note that an engraved element belongs to; -1 for any other element.
 *
 * @param {Element} element
 */
function noteIndex({ id }) {
  return Number(/^note-(\d+)(?:-|$)/.exec(id)?.[1] ?? -1);
}
