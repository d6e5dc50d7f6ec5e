/**
 * The controls of a live session: begin and end, take turns, play along.
 *
 * @import { App } from "./app.js"
 * @import { State } from "./state.js"
 */

import { find } from "./elements.js";
import { onChange } from "./memo.js";
import { togglePlay } from "./playing.js";

const LOWEST = 58; // B flat 3
const HIGHEST = 82;
const BLACK = [1, 3, 6, 8, 10];
const NAMES = ["C", "C♯", "D", "E♭", "E", "F", "F♯", "G", "A♭", "A", "B♭", "B"];
const VELOCITY = 96;
const SLOW = 120; // ms
const LONGEST_TURN = 32; // bars
/** @type {Record<string, string>} */
const INPUT_WORDS = {
  none: "Play along in your turns. The page does not hear you; the soloist continues its own solo.",
  midi: "The soloist answers what you play in your turns.",
  keys:
    "The keys A to P are piano keys, A is C. Z and X change the octave. The soloist answers what you play.",
  screen: "The soloist answers what you play in your turns.",
  microphone:
    "The soloist answers the notes that the microphone hears in your turns: one at a time, no chords. " +
    "Wear headphones, or the microphone hears the band, too. Only the notes are sent to the server; the sound is not stored.",
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
    const count = bars.value === "chorus" ? chorusBars(app) : Number(bars.value);
    app.live.trade(count ? { bars: count, first: first.value === "you" } : null);
  };
  connectChoruses(app);
  const exercise = find(root, ".exercise", HTMLSelectElement);
  exercise.addEventListener("change", () => {
    app.update({
      exercise: exercise.value === "guides" || exercise.value === "ladder" ? exercise.value : "",
    });
    if (app.state.live) app.live.practise(app.state.practice);
  }, { signal });
  for (const control of [bars, first]) control.addEventListener("change", choose, { signal });
  const input = find(root, ".input", HTMLSelectElement);
  input.addEventListener("change", () => {
    if (isInput(input.value)) void app.instrument.open(input.value);
  }, { signal });
  const showInput = connectPiano(app);
  const showState = onChange((/** @type {boolean} */ live) => root.toggleAttribute("data-live", live));
  const showStatus = onChange((/** @type {string} */ words) => (status.textContent = words));
  const heard = find(root, ".heard", HTMLElement);
  const showHeard = onChange((/** @type {number} */ pitch) => {
    heard.textContent = pitch ? `Heard: ${nameOf(pitch)}` : "";
  });
  return (state) => {
    const { live, input: kind, inputFault, pitchHeard, clapping } = state;
    if (input.value !== kind) input.value = kind;
    showInput(kind, inputFault, clappingWords(clapping));
    showHeard(pitchHeard);
    showState(live);
    showStatus(statusWords(state));
  };
}

/**
 * Bars of a chorus, as far as a turn may be long.
 *
 * @param {App} app
 */
function chorusBars({ state: { music } }) {
  return Math.min(LONGEST_TURN, music?.chorusBars ?? music?.form.order.length ?? 0);
}

/**
 * How many choruses make a pass; a wrong number is put back to what it was.
 *
 * @param {App} app
 */
function connectChoruses(app) {
  const field = find(app.root, ".choruses", HTMLInputElement);
  field.addEventListener("change", () => {
    const { valueAsNumber, validity } = field;
    if (validity.valid && Number.isFinite(valueAsNumber)) app.update({ choruses: valueAsNumber });
    field.value = String(app.state.choruses);
  }, { signal: app.signal });
}

/** @param {State} state */
function statusWords({ liveFault, turn, turnWords, passWords }) {
  return liveFault || [TURN_WORDS[turn], turnWords, passWords].filter(Boolean).join(" · ");
}

/**
 * @param {string} value
 * @returns {value is import("./instrument.js").InputKind}
 */
function isInput(value) {
  return ["none", "midi", "keys", "screen", "microphone"].includes(value);
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
    key.setAttribute("aria-label", nameOf(pitch));
    key.addEventListener("pointerdown", () => instrument.press(pitch, VELOCITY), { signal });
    for (const name of ["pointerup", "pointerleave", "pointercancel"]) {
      key.addEventListener(name, () => instrument.release(pitch), { signal });
    }
    piano.append(key);
  }
  /** @type {(kind: string, fault: string, remark: string) => void} */
  const show = (kind, fault, remark) => {
    piano.hidden = kind !== "screen";
    words.textContent = fault || remark || INPUT_WORDS[kind];
    words.dataset.fault = fault && "input";
  };
  return onChange(show);
}

/** @param {number} pitch */
function nameOf(pitch) {
  return `${NAMES[pitch % 12]}${Math.floor(pitch / 12) - 1}`;
}

/** @param {State["clapping"]} clapping */
function clappingWords(clapping) {
  if (clapping === "") return "";
  if (clapping === "listening") return "Clap, or play a short note, on each of the eight clicks.";
  if (clapping === "unclear") {
    return "The claps were too few or uneven. Clap closer to the microphone, and press Measure the delay again.";
  }
  const slow = clapping > SLOW ? " Wired headphones have less delay than Bluetooth." : "";
  return `Done. Your sound comes ${clapping} ms late; the page corrects this.${slow}`;
}

/**
 * Pause, and measure the delay of the microphone.
 *
 * @param {App} app
 */
export async function measureDelay(app) {
  if (app.band.playing) togglePlay(app);
  await app.instrument.ear.measureDelay();
}

/** @param {App} app */
export function toggleLive(app) {
  if (app.state.replaying) app.replay.stop();
  else if (app.state.live) app.live.stop();
  else void app.live.start();
}
