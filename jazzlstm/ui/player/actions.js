/**
 * Actions by name. A button names its action in `data-action`, a shortcut in its row of the table.
 *
 * @import { App } from "./app.js"
 * @typedef {keyof typeof ACTIONS} ActionName
 */

import * as charting from "./charting.js";
import { endLoopHere, lockBars, startLoopHere, toggleCounts, toggleLoop } from "./looping.js";
import { measureDelay, toggleLive } from "./livecontrols.js";
import * as sessions from "./livesessions.js";
import * as classes from "./classview.js";
import { learn, lookBack } from "./mirror.js";
import * as mixing from "./mixing.js";
import * as playing from "./playing.js";
import { toggleRecording } from "./recorder.js";
import * as requests from "./requests.js";
import * as shaping from "./shaping.js";
import * as viewing from "./viewing.js";

export const ACTIONS = {
  togglePlay: playing.togglePlay,
  toggleLive,
  measureDelay,
  replaySession: sessions.replaySession,
  copySession: sessions.copySession,
  saveSession: sessions.saveSession,
  copyTask: classes.copyTask,
  copyAnswer: classes.copyAnswer,
  playAnswers: classes.playAnswers,
  clearAnswers: classes.clearAnswers,
  lookBack,
  learn,
  toggleRecording,
  goToStart: playing.goToStart,
  goToLastBar: playing.goToLastBar,
  nextBeat: playing.nextBeat,
  previousBeat: playing.previousBeat,
  nextBar: playing.nextBar,
  previousBar: playing.previousBar,
  muteSolo: mixing.muteSolo,
  muteBand: mixing.muteBand,
  toggleLoop,
  toggleCounts,
  startLoopHere,
  endLoopHere,
  lockBars,
  toggleScore: viewing.toggleScore,
  toggleChart: viewing.toggleChart,
  toggleEditing: charting.toggleEditing,
  closeEditor: charting.closeEditor,
  printView: viewing.printView,
  toggleGuides: viewing.toggleGuides,
  toggleHeat: viewing.toggleHeat,
  toggleShaping: shaping.toggleShaping,
  keepPicked: shaping.keepPicked,
  clearGoals: shaping.clearGoals,
  useAsTheme: shaping.useAsTheme,
  replaceBars: shaping.replaceBars,
  cursorUp: shaping.cursorUp,
  cursorDown: shaping.cursorDown,
  pressCursor: shaping.pressCursor,
  zoomIn: viewing.zoomIn,
  zoomOut: viewing.zoomOut,
  showAlternatives: viewing.showAlternatives,
  hideAlternatives: viewing.hideAlternatives,
  openHelp: viewing.openHelp,
  closeHelp: viewing.closeHelp,
  newSolo: requests.newSolo,
  saveSolo: requests.saveSolo,
  unlock: requests.unlock,
  undo: requests.undo,
  redo: requests.redo,
  compare: requests.compare,
  share: requests.share,
  pickTake: requests.pickTake,
};

/**
 * Carry out an action.
 *
 * @param {App} app
 * @param {string} name
 * @param {number} [index] for actions on one of several, such as a take
 */
export function perform(app, name, index = 0) {
  if (!isAction(name)) throw new Error(`The player has no action "${name}"`);
  void ACTIONS[name](app, index);
}

/**
 * @param {string} name
 * @returns {name is ActionName}
 */
function isAction(name) {
  return Object.hasOwn(ACTIONS, name);
}
