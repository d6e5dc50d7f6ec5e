/**
 * The controls for practice, and the pitch that is read.
 *
 * @import { App } from "./app.js"
 * @import { State } from "./state.js"
 */

import { find } from "./elements.js";
import { onChange } from "./memo.js";
import { semitonesOf, tempoOf, varies } from "./passes.js";
import { isKeyPlan, practise, setKeyPlan } from "./practising.js";
import { isReading } from "./reading.js";
import { setReading } from "./viewing.js";

/** @type {{ selector: string, name: "semitones" | "faster" | "fastest" }[]} */
const NUMBERS = [
  { selector: ".semitones", name: "semitones" },
  { selector: ".faster", name: "faster" },
  { selector: ".fastest", name: "fastest" },
];

/**
 * @param {App} app
 * @returns {(state: State) => void} shows them
 */
export function connectPractice(app) {
  const { root, signal } = app;
  const plan = find(root, ".key-plan", HTMLSelectElement);
  const reading = find(root, ".reading", HTMLSelectElement);
  const status = find(root, ".pass", HTMLElement);
  plan.addEventListener("change", () => isKeyPlan(plan.value) && setKeyPlan(app, plan.value), { signal });
  reading.addEventListener("change", () => isReading(reading.value) && setReading(app, reading.value), {
    signal,
  });
  const showNumbers = NUMBERS.map(({ selector, name }) => connectNumber(app, selector, name));
  const showReading = onChange((/** @type {string} */ value) => (reading.value = value));
  const legend = find(root, ".guide-legend", HTMLElement);
  const showGuides = onChange((/** @type {boolean} */ guides) => (legend.hidden = !guides));
  const showPass = onChange((/** @type {string} */ words) => (status.textContent = words));
  return (state) => {
    for (const show of showNumbers) show(state);
    showReading(state.reading);
    showGuides(state.guides);
    showPass(passWords(state));
  };
}

/**
 * A field for a number; a wrong one is put back to what it was.
 *
 * @param {App} app
 * @param {string} selector
 * @param {"semitones" | "faster" | "fastest"} name
 */
function connectNumber(app, selector, name) {
  const field = find(app.root, selector, HTMLInputElement);
  const show = onChange((/** @type {number} */ value) => (field.value = String(value)));
  field.addEventListener("change", () => {
    const { valueAsNumber, validity } = field;
    if (validity.valid && Number.isFinite(valueAsNumber)) practise(app, { [name]: valueAsNumber });
    field.value = String(app.state.practice[name]);
  }, { signal: app.signal });
  return (/** @type {State} */ { practice }) => show(practice[name]);
}

/** @param {State} state */
function passWords({ practice, pass }) {
  const semitones = semitonesOf(practice, pass);
  const words = [];
  if (varies(practice)) words.push(`pass ${pass + 1}`, `${tempoOf(practice, pass)} bpm`);
  if (semitones) words.push(`${semitones > 0 ? "up" : "down"} ${Math.abs(semitones)} semitones`);
  return words.join(" · ");
}
