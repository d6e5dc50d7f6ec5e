/**
 * Above the roll: bar numbers and chords. Over it: the loop, and the bars that are locked. In the head
 * of the player: the place and the chord that sounds.
 *
 * @import { Loop } from "./loops.js"
 * @import { Music, Span } from "./packet.js"
 * @import { State } from "./state.js"
 */

import { chordIndexAt, placeName } from "./bars.js";
import { chordParts } from "./chordparts.js";
import { find, make } from "./elements.js";
import { layoutOf } from "./geometry.js";
import { lockedUntil } from "./loops.js";
import { onChange } from "./memo.js";
import { writtenIn } from "./reading.js";

export class Strip {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.ruler = find(root, ".ruler", HTMLElement);
    this.chords = find(root, ".chords", HTMLElement);
    this.locked = find(root, ".given", HTMLElement);
    this.selection = find(root, ".selection", HTMLElement);
    this.nowBar = find(root, ".now-bar", HTMLElement);
    this.nowChord = find(root, ".now-chord", HTMLElement);
    this.nextChord = find(root, ".next-chord", HTMLElement);
    /** @type {HTMLElement[]} */
    this.numbers = [];
    /** @type {HTMLElement[]} */
    this.cells = [];
    this.fill = onChange(this.fillLabels.bind(this));
    this.place = onChange(this.placeLabels.bind(this));
    this.showLoop = onChange(this.placeLoop.bind(this));
    this.showLocked = onChange(this.placeLocked.bind(this));
    this.showPlace = onChange((/** @type {string} */ name) => (this.nowBar.textContent = name));
    this.showChord = onChange(this.lightChord.bind(this));
  }

  /** @param {State} state */
  render(state) {
    const { music, size } = state;
    if (!music || !size.width) return;
    const layout = layoutOf(music, size, state.barsAcross);
    const { fifths } = writtenIn(state);
    const { bars, chords, firstBar = 0 } = music;
    this.fill(bars, chords, firstBar, fifths);
    if (state.view === "roll") this.place(bars, chords, fifths, layout.beatWidth); // what is hidden can't be measured
    this.showLoop(state.dragged ?? state.loop, layout.beatWidth);
    this.showLocked(lockedUntil(music, state.packet?.locked ?? 0), layout.beatWidth);
    const beat = state.beat;
    this.showPlace(placeName(music, beat));
    this.showChord(music, fifths, chordIndexAt(spansOf(music), beat, music.beats));
  }

  /**
   * @param {Music["bars"]} bars
   * @param {Music["chords"]} chords
   * @param {number} first number of the first bar, from 0
   * @param {number} fifths
   */
  fillLabels(bars, chords, first, fifths) {
    this.numbers = bars.map((_, i) => make("span", { className: "bar", text: String(first + i + 1) }));
    this.cells = chords.map(({ symbol }) => {
      const cell = make("span", { className: "chord", children: chordParts(symbol, fifths) });
      cell.setAttribute("role", "listitem");
      return cell;
    });
    this.ruler.replaceChildren(...this.numbers);
    this.chords.replaceChildren(...this.cells);
  }

  /**
   * @param {Music["bars"]} bars
   * @param {Music["chords"]} chords
   * @param {number} _ fifths that the names of the chords are moved by
   * @param {number} beatWidth
   */
  placeLabels(bars, chords, _, beatWidth) {
    this.numbers.forEach((number, i) => (number.style.left = `${bars[i] * beatWidth}px`));
    this.cells.forEach((cell, i) => {
      const { start, end } = chords[i];
      cell.style.left = `${start * beatWidth}px`;
      cell.style.width = `${(end - start) * beatWidth}px`;
      cell.classList.remove("tight");
    });
    // Everything is written before anything is measured, so that the page is laid out once.
    const tight = this.cells.filter((cell) => cell.scrollWidth > cell.clientWidth + 1);
    for (const cell of tight) cell.classList.add("tight");
  }

  /**
   * @param {Loop | null} loop
   * @param {number} beatWidth
   */
  placeLoop(loop, beatWidth) {
    this.selection.hidden = !loop;
    if (!loop) return;
    this.selection.style.left = `${loop.start * beatWidth}px`;
    this.selection.style.width = `${(loop.end - loop.start) * beatWidth}px`;
  }

  /**
   * @param {number} until beat
   * @param {number} beatWidth
   */
  placeLocked(until, beatWidth) {
    this.locked.hidden = !until;
    this.locked.style.width = `${until * beatWidth}px`;
  }

  /**
   * @param {Music} music
   * @param {number} fifths
   * @param {number} index among the chords of intro and solo
   */
  lightChord(music, fifths, index) {
    const lit = index - music.leadChords.length; // the intro has no cells
    this.cells.forEach((cell, i) => cell.classList.toggle("lit", i === lit));
    const spans = spansOf(music);
    this.nowChord.replaceChildren(...chordParts(spans[index]?.symbol ?? "", fifths));
    this.nextChord.replaceChildren(...chordParts(spans[index + 1]?.symbol ?? "", fifths));
  }
}

/**
 * @param {Music} music
 * @returns {Span[]}
 */
function spansOf({ leadChords, chords }) {
  return [...leadChords, ...chords];
}
