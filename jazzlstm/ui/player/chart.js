/**
 * The chart as a musician reads it: four bars a row, with sections, repeats and endings. The bar that plays is lit.
 *
 * @import { App } from "./app.js"
 * @import { Form, WrittenBar } from "./form.js"
 * @import { Loop } from "./loops.js"
 * @import { Music } from "./packet.js"
 * @import { State } from "./state.js"
 */

import { barAt } from "./bars.js";
import { chordParts } from "./chordparts.js";
import { find, make } from "./elements.js";
import { writtenBarOf } from "./form.js";
import { onChange } from "./memo.js";
import { writtenIn } from "./reading.js";

const TITLES = { "concert": "", "b-flat": " (in B♭)", "e-flat": " (in E♭)", "bass": "" };
const ROW = 4; // bars
const MARGIN = 14; // px above the row that is scrolled to: the section's letter

export class ChartView {
  /** @param {App} app */
  constructor(app) {
    this.stand = find(app.root, ".chart-stand", HTMLElement);
    this.grid = find(this.stand, ".grid", HTMLElement);
    this.title = find(this.stand, ".chart-title", HTMLElement);
    /** @type {HTMLElement[]} */
    this.cells = [];
    this.show = onChange((/** @type {boolean} */ isShown) => (this.stand.hidden = !isShown));
    this.fill = onChange(this.fillCells.bind(this));
    this.light = onChange(this.lightBar.bind(this));
    this.markLoop = onChange(this.markLoopedBars.bind(this));
    this.showTitle = onChange((/** @type {string} */ title) => (this.title.textContent = title));
  }

  /** @param {State} state */
  render(state) {
    const { music, shown, view, beat } = state;
    this.show(view === "chart");
    if (!music || !shown) return;
    this.showTitle(chartTitle(state));
    this.fill(music.form, music.bars.length, writtenIn(state).fifths);
    const within = Math.min(beat, music.beats - 0.01);
    this.light(this.cells, beat < 0 ? -1 : writtenBarOf(music.form, barAt(music, within).index));
    this.markLoop(this.cells, music, state.dragged ?? state.loop);
  }

  /**
   * @param {Form} form
   * @param {number} played how many bars the solo has
   * @param {number} fifths that the names of chords are moved by
   */
  fillCells(form, played, fifths) {
    let place = 0;
    const reached = new Set(Array.from({ length: played }, (_, i) => writtenBarOf(form, i)));
    this.cells = form.bars.map((bar, i) => {
      if (bar.section) place = 0;
      const cell = makeCell(bar, i, fifths);
      cell.classList.toggle("first", place % ROW === 0);
      cell.toggleAttribute("disabled", !reached.has(i));
      place += 1;
      return cell;
    });
    const items = this.cells.map((cell, i) => {
      const item = make("div", { className: "bar-item", children: [cell] });
      item.setAttribute("role", "listitem");
      if (i && form.bars[i].section) item.classList.add("new-row");
      return item;
    });
    this.grid.replaceChildren(...items);
  }

  /**
   * @param {HTMLElement[]} cells
   * @param {number} index of the written bar that sounds; -1 before bar 1
   */
  lightBar(cells, index) {
    cells.forEach((cell, i) => {
      cell.classList.toggle("lit", i === index);
      if (i === index) cell.setAttribute("aria-current", "true");
      else cell.removeAttribute("aria-current");
    });
    if (index >= 0) this.follow(cells[index]);
  }

  /**
   * Scroll the chart, and not the page, so that a bar is in view.
   *
   * @param {HTMLElement} cell
   */
  follow(cell) {
    const [stand, bar] = [this.stand.getBoundingClientRect(), cell.getBoundingClientRect()];
    if (bar.top >= stand.top + MARGIN && bar.bottom <= stand.bottom) return;
    this.stand.scrollTop += bar.top - stand.top - MARGIN;
  }

  /**
   * @param {HTMLElement[]} cells
   * @param {Music} music
   * @param {Loop | null} loop
   */
  markLoopedBars(cells, music, loop) {
    const looped = new Set();
    music.bars.forEach((bar, i) => {
      if (loop && loop.start <= bar && bar < loop.end) looped.add(writtenBarOf(music.form, i));
    });
    cells.forEach((cell, i) => cell.classList.toggle("looped", looped.has(i)));
  }

  /**
   * @param {Element | null} target
   * @returns {number} index of the written bar it belongs to; -1 for none
   */
  barOf(target) {
    return this.cells.findIndex((cell) => cell.contains(target));
  }
}

/** @param {State} state */
export function chartTitle({ shown, reading }) {
  return (shown?.title ?? "") + TITLES[reading];
}

/**
 * @param {WrittenBar} bar
 * @param {number} index
 * @param {number} fifths
 */
function makeCell(bar, index, fifths) {
  const signs = [bar.before, bar.after].map((text) => make("small", { className: "sign", text }));
  const name = make("b", { className: "section", text: bar.section });
  const ending = make("small", { className: "ending", text: bar.ending && `${bar.ending}.` });
  const cell = make("button", {
    className: "written-bar",
    children: [name, ending, signs[0], chordRow(bar, fifths), signs[1]],
  });
  cell.type = "button";
  cell.dataset.number = String(index + 1);
  cell.classList.toggle("begins", bar.repeats);
  cell.classList.toggle("ends", bar.times > 0);
  cell.classList.toggle("ended", bar.ending !== "");
  if (bar.times > 2) signs[1].textContent = `${bar.after} ×${bar.times}`.trim();
  return cell;
}

/**
 * @param {WrittenBar} bar
 * @param {number} fifths
 */
function chordRow({ chords, beats }, fifths) {
  const ends = chords.map((_, i) => chords[i + 1]?.[0] ?? beats);
  const names = chords.map(([start, symbol], i) => {
    const chord = make("span", { className: "written-chord", children: chordParts(symbol, fifths) });
    chord.style.flexGrow = String(ends[i] - start);
    return chord;
  });
  const held = chords.length && chords[0][0] === 0 ? [] : [make("span", { className: "held", text: "%" })];
  return make("span", { className: "bar-chords", children: [...held, ...names] });
}
