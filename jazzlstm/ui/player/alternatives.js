/**
 * What else was likely at a note: the five likeliest pitches, each a button that chooses it.
 *
 * @import { App } from "./app.js"
 * @import { Note, Step } from "./packet.js"
 * @import { State } from "./state.js"
 */

import { find, focusedIn, make } from "./elements.js";
import { layoutOf, xOf, yOf } from "./geometry.js";
import { onChange } from "./memo.js";
import { likeliestValues, pitchOf } from "./packet.js";
import { writtenIn } from "./reading.js";
import { chooseNote } from "./requests.js";
import { noteName, percent } from "./spelling.js";

const COUNT = 5;
const EDGE = 8; // px kept free at the edges of the stage

export class Alternatives {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.box = find(app.root, ".insight", HTMLElement);
    this.stage = find(app.root, ".stage", HTMLElement);
    this.show = onChange(this.list.bind(this));
  }

  /** @param {State} state */
  render({ pointed, focusAlternatives }) {
    this.show(pointed, focusAlternatives);
  }

  /**
   * @param {Note | null} note
   * @param {boolean} takesFocus
   */
  list(note, takesFocus) {
    const step = note && (note.seen ?? this.app.state.music?.steps[note.step]);
    const hadFocus = this.box.contains(focusedIn(this.box));
    this.box.hidden = !step;
    // Focus that was inside the list goes back to the player.
    if (!step && hadFocus) this.app.root.focus({ preventScroll: true });
    if (!note || !step) return;
    this.box.replaceChildren(heading(note, step, this.written), this.table(note, step));
    this.place(note);
    if (takesFocus) this.box.querySelector("button")?.focus();
  }

  /** Semitones from what sounds to what is written. */
  get written() {
    return writtenIn(this.app.state).semitones;
  }

  /**
   * @param {Note} note
   * @param {Step} step
   */
  table(note, step) {
    const values = likeliestValues(step, COUNT);
    const highest = step.probabilities[values[0]] || 1;
    return make("ol", { children: values.map((value) => this.row(note, step, value, highest)) });
  }

  /**
   * @param {Note} note
   * @param {Step} step
   * @param {number} value
   * @param {number} highest probability of the likeliest
   */
  row(note, step, value, highest) {
    const isTaken = value === step.value;
    const probability = step.probabilities[value];
    const pitch = pitchOf(step, value);
    const bar = make("i");
    bar.style.width = `${(100 * probability) / highest}%`;
    const row = make(isTaken || note.seen ? "span" : "button", {
      className: isTaken ? "choice taken" : "choice",
      children: [
        make("b", { text: pitch === null ? "rest" : noteName(pitch + this.written) }),
        bar,
        make("span", { text: percent(probability) }),
      ],
    });
    if (row instanceof HTMLButtonElement) {
      row.type = "button";
      row.title = "Choose this note and continue from here";
      row.addEventListener("click", () => chooseNote(this.app, note.step, value));
    }
    return make("li", { children: [row] });
  }

  /** @param {Note} note */
  place(note) {
    const { music, size, scroll, barsAcross } = this.app.state;
    if (!music || !size.width) return;
    const layout = layoutOf(music, size, barsAcross);
    const stage = this.stage.getBoundingClientRect();
    const area = this.app.roll.area.getBoundingClientRect();
    const scroller = this.app.roll.scroller.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.box;
    const x = scroller.left - stage.left + xOf(layout, (note.start + note.end) / 2, scroll) - width / 2;
    this.box.style.left = `${Math.min(Math.max(EDGE, x), stage.width - width - EDGE)}px`;
    const top = area.top - stage.top + yOf(layout, note.pitch);
    const isBelow = top < height + 16;
    this.box.style.top = `${isBelow ? top + layout.rowHeight + 12 : top - height - 10}px`;
  }
}

/**
 * @param {Note} note
 * @param {Step} step
 * @param {number} written semitones
 */
function heading(note, step, written) {
  const probability = percent(step.probabilities[step.value]);
  return make("p", {
    children: [
      make("strong", { text: noteName(note.pitch + written) }),
      note.seen
        ? ` is what you played. Its probability was ${probability}. Most likely were:`
        : ` had a probability of ${probability}. Choose another note and continue from here:`,
    ],
  });
}
