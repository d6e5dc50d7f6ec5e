/**
 * Below the roll: play and pause, the clock, the mixer, the speed. On the player itself: the data
 * attributes that style sheets and tests use.
 *
 * @import { App } from "./app.js"
 * @import { StemName } from "./preparation.js"
 * @import { State } from "./state.js"
 */

import { find } from "./elements.js";
import { onChange } from "./memo.js";
import { setLevel, setSpeed } from "./playing.js";
import { STEMS } from "./preparation.js";
import { clock, secondsAt } from "./timing.js";

export class Transport {
  /** @param {App} app */
  constructor(app) {
    this.root = app.root;
    this.play = find(this.root, ".play", HTMLButtonElement);
    this.at = find(this.root, ".at", HTMLElement);
    this.of = find(this.root, ".of", HTMLElement);
    this.speed = find(this.root, ".speed select", HTMLSelectElement);
    this.stems = STEMS.map((stem) => stemControls(app, stem));
    const { signal } = app;
    this.speed.addEventListener("change", () => void setSpeed(app, Number(this.speed.value)), { signal });
    this.showState = onChange(this.fillState.bind(this));
    this.showClock = onChange((/** @type {string} */ text) => (this.at.textContent = text));
    this.showLength = onChange((/** @type {string} */ text) => (this.of.textContent = ` / ${text}`));
    this.showBusy = onChange((/** @type {boolean} */ busy) =>
      this.play.setAttribute("aria-busy", String(busy))
    );
  }

  /** @param {State} state */
  render(state) {
    const { heard, shown, position, duration, playing, playWhenReady, stretching } = state;
    for (const show of this.stems) show(state);
    this.showState(heard?.id ?? "", duration, playing);
    this.showBusy(playWhenReady || stretching);
    this.root.dataset.position = position.toFixed(3);
    if (!heard || !shown) return;
    const end = secondsAt(heard, heard.beats);
    this.showClock(clock(Math.min(position, end)));
    this.showLength(clock(end));
  }

  /**
   * @param {string} id of the solo whose sound is loaded; "" before the first
   * @param {number} duration
   * @param {boolean} playing
   */
  fillState(id, duration, playing) {
    if (!id) return;
    const { dataset } = this.root;
    dataset.state = playing ? "playing" : "ready";
    dataset.duration = duration.toFixed(3);
    dataset.id = id;
    this.play.disabled = false;
    this.play.setAttribute("aria-label", playing ? "Pause" : "Play");
  }
}

/**
 * The row of a stem in the mixer.
 *
 * @param {App} app
 * @param {StemName} stem
 * @returns {(state: State) => void} shows them
 */
function stemControls(app, stem) {
  const row = find(app.root, `.stem[data-stem="${stem}"]`, HTMLElement);
  const level = find(row, "input", HTMLInputElement);
  level.addEventListener("input", () => setLevel(app, stem, Number(level.value)), { signal: app.signal });
  const showMuted = onChange((/** @type {boolean} */ muted) => void row.classList.toggle("muted", muted));
  const showPresent = onChange((/** @type {boolean} */ isThere) => (row.hidden = !isThere));
  return ({ muted, shown }) => {
    showMuted(muted[stem]);
    showPresent(stem === "solo" || !shown || Object.keys(shown.sounds).length > 1);
  };
}
