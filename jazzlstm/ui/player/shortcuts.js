/**
 * The keyboard shortcuts. This one table drives the key handler, the list behind "?" and the hints on buttons.
 *
 * Keys of one character can be switched off (WCAG 2.1.4): speech input and shaky hands press them by mistake.
 *
 * @import { ActionName } from "./actions.js"
 *
 * @typedef {object} Shortcut
 * @property {ActionName} action
 * @property {string[]} keys as KeyboardEvent.key, lower case
 * @property {boolean} [shift] only with Shift; other shortcuts ignore it unless one with Shift matches
 * @property {boolean} [shaping] only while the solo is shaped
 * @property {string} shown how the keys are printed, keys separated by spaces
 * @property {string} words what it does
 *
 * @typedef {Pick<Shortcut, "keys" | "shown" | "words">} Listed
 *
 * @typedef {{ key: string, shiftKey: boolean }} Press
 */

/** @type {{ title: string, shortcuts: Shortcut[] }[]} */
export const SHORTCUTS = [
  {
    title: "Playing",
    shortcuts: [
      { action: "togglePlay", keys: [" "], shown: "Space", words: "Play or pause" },
      { action: "toggleLive", keys: ["v"], shown: "V", words: "Live on or off" },
      { action: "nextBar", keys: ["arrowright"], shift: true, shown: "Shift →", words: "Forward one bar" },
      { action: "previousBar", keys: ["arrowleft"], shift: true, shown: "Shift ←", words: "Back one bar" },
      { action: "nextBeat", keys: ["arrowright"], shown: "→", words: "Forward one beat" },
      { action: "previousBeat", keys: ["arrowleft"], shown: "←", words: "Back one beat" },
      { action: "goToStart", keys: ["home"], shown: "Home", words: "Back to the start" },
      { action: "goToLastBar", keys: ["end"], shown: "End", words: "Go to the last bar" },
      { action: "muteSolo", keys: ["s"], shown: "S", words: "Mute the solo" },
      { action: "muteBand", keys: ["b"], shown: "B", words: "Mute the band" },
    ],
  },
  {
    title: "Loop",
    shortcuts: [
      { action: "toggleLoop", keys: ["l"], shown: "L", words: "Loop on or off" },
      { action: "startLoopHere", keys: ["["], shown: "[", words: "Start the loop at this bar" },
      { action: "endLoopHere", keys: ["]"], shown: "]", words: "End the loop with this bar" },
    ],
  },
  {
    title: "View",
    shortcuts: [
      { action: "toggleScore", keys: ["n"], shown: "N", words: "Switch between sheet music and piano roll" },
      { action: "toggleChart", keys: ["c"], shown: "C", words: "Switch between chart and piano roll" },
      { action: "toggleGuides", keys: ["g"], shown: "G", words: "Show or hide guide tones" },
      { action: "toggleHeat", keys: ["h"], shown: "H", words: "Show or hide probabilities" },
      { action: "showAlternatives", keys: ["a"], shown: "A", words: "List likely notes at the playhead" },
      {
        action: "toggleShaping",
        keys: ["e"],
        shown: "E",
        words: "Shape the solo: arc, goal notes, kept notes",
      },
      { action: "zoomIn", keys: ["+"], shown: "+", words: "Show fewer bars" },
      { action: "zoomOut", keys: ["-"], shown: "−", words: "Show more bars" },
      { action: "hideAlternatives", keys: ["escape"], shown: "Esc", words: "Close the list of likely notes" },
      { action: "openHelp", keys: ["?"], shown: "?", words: "Show this list" },
    ],
  },
  {
    title: "While you shape the solo",
    shortcuts: [
      {
        action: "cursorUp",
        keys: ["arrowup"],
        shaping: true,
        shown: "↑",
        words: "A higher note at the playhead",
      },
      { action: "cursorDown", keys: ["arrowdown"], shaping: true, shown: "↓", words: "A lower note" },
      {
        action: "pressCursor",
        keys: ["enter"],
        shaping: true,
        shown: "Enter",
        words: "Set, keep or remove it",
      },
    ],
  },
  {
    title: "Solos",
    shortcuts: [
      { action: "newSolo", keys: ["d"], shown: "D", words: "New solo" },
      { action: "saveSolo", keys: ["k"], shown: "K", words: "Save this solo" },
      { action: "undo", keys: ["u"], shown: "U", words: "Undo" },
      { action: "redo", keys: ["y"], shown: "Y", words: "Redo" },
      { action: "compare", keys: ["x"], shown: "X", words: "Compare with the previous solo" },
      { action: "pickTake", keys: [..."12345678"], shown: "1 … 8", words: "Choose a take" },
    ],
  },
];

/**
 * Keys of a focused fader, which `faders.js` handles.
 *
 * @type {{ title: string, shortcuts: Listed[] }}
 */
export const ON_A_FADER = {
  title: "On a fader of the mixer",
  shortcuts: [
    { keys: ["m"], shown: "M", words: "Mute this player" },
    { keys: ["s"], shown: "S", words: "Hear this player alone" },
    { keys: ["arrowleft", "arrowright"], shown: "← →", words: "Softer or louder" },
  ],
};

const ALL = SHORTCUTS.flatMap((group) => group.shortcuts);

/**
 * The shortcut for a key press, and which of its keys was pressed.
 *
 * @param {Press} press
 * @param {boolean} singleKeys whether keys of one character are on
 * @param {boolean} [isShaping]
 * @returns {{ shortcut: Shortcut, index: number } | null}
 */
export function shortcutFor({ key, shiftKey }, singleKeys, isShaping = false) {
  const pressed = key.toLowerCase();
  const shortcut = ALL.find(({ keys, shift, shaping }) =>
    keys.includes(pressed) && (!shift || shiftKey) && (!shaping || isShaping)
  );
  if (!shortcut || (!singleKeys && isSingleKey(shortcut))) return null;
  return { shortcut, index: shortcut.keys.indexOf(pressed) };
}

/**
 * Whether it is a letter, digit or sign, which can be switched off.
 *
 * @param {Listed} shortcut
 */
export function isSingleKey({ keys: [key] }) {
  return key.length === 1 && key !== " ";
}

/**
 * The shortcut that a button with this action hints at.
 *
 * @param {string} action
 */
export function shortcutOf(action) {
  return ALL.find((shortcut) => shortcut.action === action);
}
