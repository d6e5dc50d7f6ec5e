/**
 * The keyboard: shortcuts work while the focus is within the player, and while nothing has the focus.
 *
 * @import { App } from "./app.js"
 */

import { perform } from "./actions.js";
import { isTyping } from "./elements.js";
import { expectNewSolo } from "./requests.js";
import { shortcutFor } from "./shortcuts.js";

const NEW_SOLO_BESIDE = ".st-key-new_solo button"; // among the controls of the page
const NEW_SOLO = "[data-action=newSolo]";
const SLIDER_KEYS = /^(Arrow|Page|Home|End)/; // they move a slider

/** @param {App} app */
export function connectKeyboard(app) {
  const { root, signal } = app;
  root.addEventListener("keydown", (event) => pressKey(app, event), { signal });
  const { body } = root.ownerDocument;
  body.addEventListener("keydown", (event) => event.target === body && pressKey(app, event), { signal });
  body.addEventListener("click", (event) => leaveNewSolo(app, event), { signal });
}

/**
 * After a click on New solo, within the player or beside it, Space plays: it doesn't press the button again.
 * Who pressed the button by keyboard stays on it.
 *
 * @param {App} app
 * @param {MouseEvent} event
 */
function leaveNewSolo(app, event) {
  const buttons = event.composedPath().flatMap((node) => node instanceof Element ? [node] : []);
  const isBeside = buttons.some((element) => element.matches(NEW_SOLO_BESIDE));
  if (isBeside) expectNewSolo(app);
  const isClicked = event.detail > 0 && (isBeside || buttons.some((element) => element.matches(NEW_SOLO)));
  if (isClicked) app.root.focus({ preventScroll: true });
}

/**
 * @param {App} app
 * @param {KeyboardEvent} event
 */
function pressKey(app, event) {
  const { music, helpOpen, singleKeys, shaping } = app.state;
  if (!music || helpOpen || event.ctrlKey || event.metaKey || event.altKey) return;
  if (isTyping(event)) return;
  if (event.target instanceof Element && isTheControls(event.target, event.key)) return;
  const found = shortcutFor(event, singleKeys, shaping);
  if (!found) return;
  event.preventDefault();
  event.stopPropagation();
  perform(app, found.shortcut.action, found.index);
}

/**
 * Whether a control does something of its own with the key.
 *
 * @param {Element} control
 * @param {string} key
 */
function isTheControls(control, key) {
  if (control.matches("[type=range]")) return SLIDER_KEYS.test(key);
  if (control.matches("[type=checkbox], [type=radio]")) return key === " ";
  return (key === " " || key === "Enter") && control.matches("button, summary");
}
