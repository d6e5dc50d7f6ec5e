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
 * @property {string} shown how the keys are printed, keys separated by spaces
 * @property {string} words what it does
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
      { action: "zoomIn", keys: ["+"], shown: "+", words: "Show fewer bars" },
      { action: "zoomOut", keys: ["-"], shown: "−", words: "Show more bars" },
      { action: "hideAlternatives", keys: ["escape"], shown: "Esc", words: "Close the list of likely notes" },
      { action: "openHelp", keys: ["?"], shown: "?", words: "Show this list" },
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

const ALL = SHORTCUTS.flatMap((group) => group.shortcuts);

/**
 * The shortcut for a key press, and which of its keys was pressed.
 *
 * @param {Press} press
 * @param {boolean} singleKeys whether keys of one character are on
 * @returns {{ shortcut: Shortcut, index: number } | null}
 */
export function shortcutFor({ key, shiftKey }, singleKeys) {
  const pressed = key.toLowerCase();
  const shortcut = ALL.find(({ keys, shift }) => keys.includes(pressed) && (!shift || shiftKey));
  if (!shortcut || (!singleKeys && isSingleKey(shortcut))) return null;
  return { shortcut, index: shortcut.keys.indexOf(pressed) };
}

/**
 * Whether it is a letter, digit or sign, which can be switched off.
 *
 * @param {Shortcut} shortcut
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
