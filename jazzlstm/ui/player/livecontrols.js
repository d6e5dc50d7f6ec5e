/**
 * The controls of a live session: begin and end, take turns, play along.
 *
 * @import { App } from "./app.js"
 * @import { State } from "./state.js"
 */

import { find } from "./elements.js";
import { onChange } from "./memo.js";

const LOWEST = 58; // B flat 3
const HIGHEST = 82;
const BLACK = [1, 3, 6, 8, 10];
const NAMES = ["C", "C♯", "D", "E♭", "E", "F", "F♯", "G", "A♭", "A", "B♭", "B"];
const VELOCITY = 96;
/** @type {Record<string, string>} */
const INPUT_WORDS = {
  none: "Play along in your turns. The soloist goes on from its own line.",
  midi: "The soloist answers what you play in your turns.",
  keys: "Keys A to P are a piano from C on; Z and X change the octave. The soloist answers what you play.",
  screen: "The soloist answers what you play in your turns.",
};
const TURN_WORDS = { "": "", you: "Your turn", band: "The band's turn" };

/**
 * @param {App} app
 * @returns {(state: State) => void} shows them
 */
export function connectLive(app) {
  const { root, signal } = app;
  const bars = find(root, ".trade", HTMLSelectElement);
  const first = find(root, ".trade-first", HTMLSelectElement);
  const status = find(root, ".turn", HTMLElement);
  const choose = () => {
    const count = Number(bars.value);
    app.live.trade(count ? { bars: count, first: first.value === "you" } : null);
  };
  for (const control of [bars, first]) control.addEventListener("change", choose, { signal });
  const input = find(root, ".input", HTMLSelectElement);
  input.addEventListener("change", () => {
    if (isInput(input.value)) void app.instrument.open(input.value);
  }, { signal });
  const showInput = connectPiano(app);
  const showState = onChange((/** @type {boolean} */ live) => root.toggleAttribute("data-live", live));
  const showStatus = onChange((/** @type {string} */ words) => (status.textContent = words));
  return ({ live, liveFault, turn, input: kind, inputFault }) => {
    showInput(kind, inputFault);
    showState(live);
    showStatus(liveFault || TURN_WORDS[turn]);
  };
}

/**
 * @param {string} value
 * @returns {value is import("./instrument.js").InputKind}
 */
function isInput(value) {
  return ["none", "midi", "keys", "screen"].includes(value);
}

/**
 * Two octaves of keys to touch.
 *
 * @param {App} app
 */
function connectPiano({ root, instrument, signal }) {
  const piano = find(root, ".piano", HTMLElement);
  const words = find(root, ".input-words", HTMLElement);
  for (let pitch = LOWEST; pitch <= HIGHEST; pitch += 1) {
    const key = document.createElement("button");
    key.type = "button";
    key.className = BLACK.includes(pitch % 12) ? "black" : "white";
    key.setAttribute("aria-label", `${NAMES[pitch % 12]}${Math.floor(pitch / 12) - 1}`);
    key.addEventListener("pointerdown", () => instrument.press(pitch, VELOCITY), { signal });
    for (const name of ["pointerup", "pointerleave", "pointercancel"]) {
      key.addEventListener(name, () => instrument.release(pitch), { signal });
    }
    piano.append(key);
  }
  return onChange((/** @type {string} */ kind, /** @type {string} */ fault) => {
    piano.hidden = kind !== "screen";
    words.textContent = fault || INPUT_WORDS[kind];
    words.dataset.fault = fault && "input";
  });
}

/** @param {App} app */
export function toggleLive(app) {
  if (app.state.live) app.live.stop();
  else void app.live.start();
}
