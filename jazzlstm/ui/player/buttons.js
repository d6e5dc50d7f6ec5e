/**
 * The buttons. Each names its action in `data-action`. What a button shows follows from the state; the
 * key in its hint comes from the table of shortcuts.
 *
 * @import { App } from "./app.js"
 * @import { State } from "./state.js"
 *
 * @typedef {object} Look what of a button changes with the state
 * @property {boolean} [disabled]
 * @property {boolean} [hidden]
 * @property {boolean} [pressed]
 * @property {string} [words]
 * @property {string} [hint]
 */

import { perform } from "./actions.js";
import { lockableBars, lockLabel, replaceableBars, replaceLabel } from "./loops.js";
import { onChange } from "./memo.js";
import { isSingleKey, shortcutOf } from "./shortcuts.js";

const SHARE_WORDS = { "": "Copy link", copied: "Copied", address: "The link is in the address bar" };
const LOCK_HINT = "Keep the solo up to the end of the marked bars, and improvise the rest again";
const REPLACE_HINT = "Improvise the marked bars again, and keep the notes before and after them";
const NO_REPLACE_HINT = "Drag over the bar numbers to mark bars. Then improvise them again";
const NO_SCORE_HINT = "Sheet music shows a solo, not a session: stop the session and press New solo";
const NO_LOCK_HINT = "Drag over the bar numbers to mark bars. Then lock them and improvise the rest again";

/** @type {Record<string, (state: State) => Look>} by action */
const LOOKS = {
  togglePlay: ({ playing }) => ({ hint: playing ? "Pause" : "Play" }),
  toggleLive: ({ live, replaying }) => ({
    pressed: live || replaying,
    words: replaying ? "Stop session" : live ? "Stop live" : "Live",
  }),
  replaySession: ({ session, live, replaying }) => ({ disabled: !session || live || replaying }),
  copySession: ({ session }) => ({ disabled: !session }),
  saveSession: ({ session }) => ({ disabled: !session }),
  measureDelay: ({ input, live, clapping }) => ({
    hidden: input !== "microphone",
    disabled: live || clapping === "listening",
  }),
  toggleRecording: ({ isRecording }) => ({
    pressed: isRecording,
    words: isRecording ? "Stop recording" : "Record",
  }),
  playAnswers: ({ answers, replaying }) => ({ disabled: !answers.length || replaying }),
  clearAnswers: ({ answers }) => ({ disabled: !answers.length }),
  lookBack: ({ looksBack }) => ({ disabled: looksBack }),
  toggleLoop: ({ loop }) => ({ pressed: loop !== null }),
  toggleCounts: ({ counts, loop }) => ({ pressed: counts, hidden: !loop }),
  toggleScore: ({ view, music }) => ({
    pressed: view === "score",
    disabled: Boolean(music?.live),
    hint: music?.live ? NO_SCORE_HINT : undefined,
  }),
  toggleChart: ({ view }) => ({ pressed: view === "chart" }),
  toggleEditing: ({ view, editsBars }) => ({ pressed: editsBars, hidden: view !== "chart" }),
  printView: ({ view }) => ({ hidden: view === "roll" }),
  toggleGuides: ({ guides }) => ({ pressed: guides }),
  toggleHeat: ({ heat }) => ({ pressed: heat }),
  toggleShaping: ({ shaping }) => ({ pressed: shaping }),
  keepPicked: ({ picked: { length } }) => ({ disabled: !length, words: keepLabel(length) }),
  useAsTheme: ({ session, live }) => ({ hidden: live || !session?.acts.some((act) => "heard" in act) }),
  clearGoals: ({ packet }) => ({ disabled: !packet?.goals?.length }),
  replaceBars: ({ loop, music }) => {
    const bars = music && !music.live ? replaceableBars(loop, music) : null;
    return { disabled: !bars, words: replaceLabel(bars), hint: bars ? REPLACE_HINT : NO_REPLACE_HINT };
  },
  unlock: ({ packet }) => ({ hidden: !packet?.locked && !packet?.kept?.length }),
  undo: ({ packet }) => ({ disabled: !packet?.canUndo }),
  redo: ({ packet }) => ({ disabled: !packet?.canRedo }),
  compare: ({ packet }) => ({ disabled: !packet?.canUndo && !packet?.canRedo }),
  share: ({ shared }) => ({ words: SHARE_WORDS[shared] }),
  lockBars: ({ loop, music }) => {
    const bars = music ? lockableBars(loop, music) : 0;
    return { disabled: !bars, words: lockLabel(bars), hint: bars ? LOCK_HINT : NO_LOCK_HINT };
  },
};

/** @param {number} notes */
function keepLabel(notes) {
  return notes === 1 ? "Keep 1 note" : `Keep ${notes || ""} notes`.replace("  ", " ");
}

/**
 * Connect all buttons to their actions.
 *
 * @param {App} app
 * @returns {(state: State) => void} shows the buttons
 */
export function connectButtons(app) {
  const shows = [...app.root.querySelectorAll("button[data-action]")].flatMap((button) => {
    return button instanceof HTMLButtonElement ? [connectButton(app, button)] : [];
  });
  return (state) => {
    for (const show of shows) show(state);
  };
}

/**
 * @param {App} app
 * @param {HTMLButtonElement} button
 * @returns {(state: State) => void}
 */
function connectButton(app, button) {
  const action = button.dataset.action ?? "";
  const markupHint = button.title;
  const label = button.querySelector("span");
  button.addEventListener("click", () => perform(app, action), { signal: app.signal });
  /** @type {typeof setLook} */
  const look = onChange((...inputs) => setLook(...inputs));
  /** @type {typeof setHint} */
  const hint = onChange((...inputs) => setHint(...inputs));
  return (state) => {
    const { disabled, hidden, pressed, words, hint: stateHint } = LOOKS[action]?.(state) ?? {};
    look(button, label, disabled, hidden, pressed, words);
    hint(button, action, stateHint ?? markupHint, state.singleKeys);
  };
}

/**
 * @param {HTMLButtonElement} button
 * @param {HTMLElement | null} label
 * @param {boolean} [disabled]
 * @param {boolean} [hidden]
 * @param {boolean} [pressed]
 * @param {string} [words]
 */
function setLook(button, label, disabled, hidden, pressed, words) {
  if (disabled !== undefined) button.disabled = disabled;
  if (hidden !== undefined) button.hidden = hidden;
  if (pressed !== undefined) button.setAttribute("aria-pressed", String(pressed));
  if (words !== undefined && label) label.textContent = words;
}

/**
 * Name the shortcut in the hint, as long as it is on.
 *
 * @param {HTMLButtonElement} button
 * @param {string} action
 * @param {string} hint
 * @param {boolean} singleKeys
 */
function setHint(button, action, hint, singleKeys) {
  const shortcut = shortcutOf(action);
  const isOn = shortcut !== undefined && (singleKeys || !isSingleKey(shortcut));
  if (hint) button.title = isOn ? `${hint} (${shortcut.shown})` : hint;
  if (isOn) button.setAttribute("aria-keyshortcuts", shortcut.shown === "−" ? "-" : shortcut.shown);
  else button.removeAttribute("aria-keyshortcuts");
}
