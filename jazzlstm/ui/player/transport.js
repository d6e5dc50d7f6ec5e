/**
 * Below the roll: play and pause, the clock, the tempo. On the player itself: the data attributes that
 * style sheets and tests use.
 *
 * @import { App } from "./app.js"
 * @import { State } from "./state.js"
 */

import { find } from "./elements.js";
import { onChange } from "./memo.js";
import { tempoOf } from "./passes.js";
import { setTempo } from "./playing.js";
import { clock, secondsAt } from "./timing.js";

export class Transport {
  /** @param {App} app */
  constructor(app) {
    this.root = app.root;
    this.play = find(this.root, ".play", HTMLButtonElement);
    this.at = find(this.root, ".at", HTMLElement);
    this.of = find(this.root, ".of", HTMLElement);
    this.tempo = find(this.root, ".tempo input", HTMLInputElement);
    this.tempo.addEventListener("change", () => this.chooseTempo(app), { signal: app.signal });
    this.showState = onChange(this.fillState.bind(this));
    this.showTempo = onChange((/** @type {number} */ tempo) => (this.tempo.value = String(tempo)));
    this.showClock = onChange((/** @type {string} */ text) => (this.at.textContent = text));
    this.showLength = onChange((/** @type {string} */ text) => (this.of.textContent = ` / ${text}`));
    this.showBusy = onChange((/** @type {boolean} */ busy) =>
      this.play.setAttribute("aria-busy", String(busy))
    );
  }

  /** @param {App} app */
  chooseTempo(app) {
    const { valueAsNumber, validity } = this.tempo;
    const own = app.state.heard?.tempo;
    setTempo(app, validity.valid && valueAsNumber !== own && valueAsNumber ? valueAsNumber : null);
    this.tempo.value = String(app.state.tempo ?? own ?? "");
  }

  /** @param {State} state */
  render(state) {
    const { heard, shown, beat, playing, playWhenReady, practice, pass } = state;
    this.showBusy(playWhenReady);
    if (!heard && state.failed) this.root.dataset.state = "failed"; // the player is seen, with what went wrong
    if (!heard || !shown) return;
    this.showTempo(practice.tempo);
    const tempo = tempoOf(practice, pass);
    Object.assign(this.root.dataset, { until: heard.until, length: heard.beats });
    this.showState(heard.id, secondsAt(heard, heard.end, tempo), playing);
    const position = secondsAt(heard, beat, tempo);
    this.root.dataset.position = position.toFixed(3);
    this.root.dataset.beat = beat.toFixed(3);
    const end = secondsAt(heard, heard.beats, tempo);
    this.showClock(clock(Math.min(position, end)));
    this.showLength(clock(end));
  }

  /**
   * @param {string} id of the solo whose instruments are loaded
   * @param {number} duration seconds
   * @param {boolean} playing
   */
  fillState(id, duration, playing) {
    const { dataset } = this.root;
    dataset.state = playing ? "playing" : "ready";
    dataset.duration = duration.toFixed(3);
    dataset.id = id;
    this.play.disabled = false;
    this.play.setAttribute("aria-label", playing ? "Pause" : "Play");
  }
}
