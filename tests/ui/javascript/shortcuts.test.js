import { ACTIONS } from "../../../jazzlstm/ui/player/actions.js";
import { isSingleKey, shortcutFor, shortcutOf, SHORTCUTS } from "../../../jazzlstm/ui/player/shortcuts.js";
import { equal, holds, test } from "./check.js";

const ALL = SHORTCUTS.flatMap((group) => group.shortcuts);

/**
 * @param {string} key
 * @param {boolean} [shiftKey]
 * @param {boolean} [singleKeys]
 */
function actionOf(key, shiftKey = false, singleKeys = true) {
  return shortcutFor({ key, shiftKey }, singleKeys)?.shortcut.action;
}

test("every shortcut names an action that exists", () => {
  for (const { action } of ALL) holds(action in ACTIONS, action);
});

test("no key has two meanings", () => {
  const keys = ALL.flatMap(({ keys, shift }) => keys.map((key) => `${shift ? "shift+" : ""}${key}`));
  equal(new Set(keys).size, keys.length);
});

test("keys keep their actions", () => {
  const expected = {
    " ": "togglePlay",
    Home: "goToStart",
    End: "goToLastBar",
    ArrowRight: "nextBeat",
    ArrowLeft: "previousBeat",
    "[": "startLoopHere",
    "]": "endLoopHere",
    l: "toggleLoop",
    s: "muteSolo",
    b: "muteBand",
    h: "toggleHeat",
    n: "toggleScore",
    d: "newSolo",
    k: "saveSolo",
    u: "undo",
    y: "redo",
    x: "compare",
    "+": "zoomIn",
    "-": "zoomOut",
    a: "showAlternatives",
    Escape: "hideAlternatives",
    "?": "openHelp",
  };
  for (const [key, action] of Object.entries(expected)) equal([key, actionOf(key)], [key, action]);
});

test("Shift makes an arrow move a bar, and changes no other key", () => {
  equal([actionOf("ArrowRight", true), actionOf("ArrowLeft", true)], ["nextBar", "previousBar"]);
  equal([actionOf("L", true), actionOf("?", true), actionOf("+", true)], [
    "toggleLoop",
    "openHelp",
    "zoomIn",
  ]);
});

test("a digit picks the take of its number", () => {
  equal(shortcutFor({ key: "3", shiftKey: false }, true)?.index, 2);
  equal([actionOf("8"), actionOf("9"), actionOf("0")], ["pickTake", undefined, undefined]);
});

test("single keys can be switched off; Space, arrows, Home, End and Escape stay", () => {
  const on = ALL.filter(({ keys: [key], shift }) => actionOf(key, Boolean(shift), false));
  equal(on.map(({ keys: [key] }) => key), [
    " ",
    "arrowright",
    "arrowleft",
    "arrowright",
    "arrowleft",
    "home",
    "end",
    "escape",
  ]);
  equal(ALL.filter((shortcut) => !isSingleKey(shortcut) && !shortcut.shaping).length, on.length);
});

test("a button finds its shortcut", () => {
  equal([shortcutOf("undo")?.shown, shortcutOf("share")], ["U", undefined]);
});
