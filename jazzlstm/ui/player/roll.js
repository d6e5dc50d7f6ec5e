/**
 * The piano roll: time to the right in beats, pitch upwards, a row a semitone.
 *
 * Two canvases, as wide as the window on the music: `picture` is painted when something changes or
 * scrolls, `light` when another note sounds. The playhead is an element of its own, moved by a transform.
 *
 * @import { Layout } from "./geometry.js"
 * @import { Music, Note } from "./packet.js"
 * @import { State, Theme } from "./state.js"
 */

import { find } from "./elements.js";
import { beatAtDistance, layoutOf, noteNear, scrollToShow } from "./geometry.js";
import { isSame, onChange, remembered } from "./memo.js";
import { writtenIn } from "./reading.js";
import { COLOURS, paintKeys, paintLitNotes, paintRoll } from "./rollpainting.js";
import { notesAt } from "./timing.js";

const KEYS_WIDTH = 34; // px, as the style sheet has it: an element that is hidden has no width to measure

export class Roll {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.scroller = find(root, ".scroller", HTMLElement);
    this.content = find(root, ".content", HTMLElement);
    this.area = find(root, ".roll", HTMLElement);
    this.picture = find(root, ".picture", HTMLCanvasElement);
    this.light = find(root, ".light", HTMLCanvasElement);
    this.keys = find(root, ".keys", HTMLCanvasElement);
    this.playhead = find(root, ".playhead", HTMLElement);
    /** @type {Note[]} */
    this.lit = [];
    this.fit = onChange(this.fitCanvases.bind(this));
    this.paint = onChange(this.paintPicture.bind(this));
    this.paintLight = onChange(this.paintLitNotes.bind(this));
    this.movePlayhead = onChange((/** @type {number} */ x) => {
      this.playhead.style.transform = `translateX(${x}px)`;
    });
    this.coloursOf = remembered((/** @type {Theme} */ _) => readColours(this.root));
  }

  /** @returns {{ width: number, height: number }} of the window on the music; 0 while it is hidden */
  measured() {
    return { width: this.scroller.clientWidth, height: this.area.clientHeight };
  }

  /** @param {State} state */
  render(state) {
    const { music, size, scroll, theme } = state;
    if (!music || !size.width) return;
    const layout = layoutOf(music, size, state.barsAcross);
    this.fit(layout, music);
    const written = writtenIn(state).semitones;
    this.paint(music, layout, scroll, theme, written, state.heat, state.guides, state.turn === "you");
    const beat = Math.min(Math.max(0, state.beat), music.beats);
    const sounding = state.playing ? notesAt(music, beat) : [];
    const lit = state.pointed ? [...sounding, state.pointed] : sounding;
    if (!isSame(lit, this.lit)) this.lit = lit;
    this.paintLight(music, layout, scroll, theme, this.lit);
    this.movePlayhead(beat * layout.beatWidth);
  }

  /**
   * @param {Layout} layout
   * @param {Music} music
   */
  fitCanvases({ width, height, beatWidth }, music) {
    this.content.style.width = `${beatWidth * music.beats}px`;
    fitCanvas(this.picture, width, height);
    fitCanvas(this.light, width, height);
    fitCanvas(this.keys, KEYS_WIDTH, height);
  }

  /**
   * @param {Music} music
   * @param {Layout} layout
   * @param {number} scroll
   * @param {Theme} theme
   * @param {number} written semitones from what sounds to what is written
   * @param {boolean} heat
   * @param {boolean} guides
   * @param {boolean} turns the listener's turn: other bars are shaded
   */
  paintPicture(music, layout, scroll, theme, written, heat, guides, turns) {
    const scene = { music, layout, scroll, written, colours: this.coloursOf(theme) };
    paintRoll(penOf(this.picture), scene, { heat, guides, turns });
    paintKeys(penOf(this.keys), scene, KEYS_WIDTH, getComputedStyle(this.root).fontFamily);
  }

  /**
   * @param {Music} music
   * @param {Layout} layout
   * @param {number} scroll
   * @param {Theme} theme
   * @param {Note[]} notes
   */
  paintLitNotes(music, layout, scroll, theme, notes) {
    const scene = { music, layout, scroll, written: 0, colours: this.coloursOf(theme) };
    paintLitNotes(penOf(this.light), scene, notes);
  }

  /**
   * @param {State} state
   * @param {number} clientX
   */
  beatAt({ music, size, barsAcross }, clientX) {
    if (!music || !size.width) return 0;
    const { left } = this.content.getBoundingClientRect();
    return beatAtDistance(music, layoutOf(music, size, barsAcross), clientX - left);
  }

  /**
   * @param {State} state
   * @param {{ clientX: number, clientY: number }} point
   * @returns {Note | null}
   */
  noteAt(state, { clientX, clientY }) {
    const { music, size, barsAcross } = state;
    if (!music || !size.width) return null;
    const above = this.area.getBoundingClientRect().bottom - clientY;
    return noteNear(music, layoutOf(music, size, barsAcross), this.beatAt(state, clientX), above);
  }

  /**
   * Scroll so that a beat is in view.
   *
   * @param {State} state
   * @param {number} beat
   * @param {boolean} atOnce
   */
  follow({ music, size, barsAcross, scroll }, beat, atOnce) {
    if (!music || !size.width) return;
    const left = scrollToShow(music, layoutOf(music, size, barsAcross), beat, scroll);
    if (left !== null) this.scroller.scrollTo({ left, behavior: atOnce ? "auto" : "smooth" });
  }

  /**
   * @param {number} left px
   * @returns {number} where the scroller has got to: it stops at its ends
   */
  scrollTo(left) {
    this.scroller.scrollLeft = left;
    return this.scroller.scrollLeft;
  }
}

/**
 * @param {Element} root
 * @returns {Record<string, string>}
 */
function readColours(root) {
  const style = getComputedStyle(root);
  return Object.fromEntries(COLOURS.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
}

/** @param {HTMLCanvasElement} canvas */
function penOf(canvas) {
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("the browser has no 2D canvas");
  return pen;
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {number} width CSS px
 * @param {number} height CSS px
 */
function fitCanvas(canvas, width, height) {
  const dots = devicePixelRatio || 1;
  canvas.width = Math.round(width * dots);
  canvas.height = Math.round(height * dots);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  penOf(canvas).setTransform(dots, 0, 0, dots, 0, 0);
}
