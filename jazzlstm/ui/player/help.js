/**
 * The list of keyboard shortcuts, as a dialog, and the switch for those of one character.
 *
 * The browser closes the dialog on Escape, keeps the focus inside it, and restores the focus afterwards.
 *
 * @import { App } from "./app.js"
 * @import { Listed } from "./shortcuts.js"
 * @import { State } from "./state.js"
 */

import { find, make } from "./elements.js";
import { onChange } from "./memo.js";
import { isSingleKey, ON_A_FADER, SHORTCUTS } from "./shortcuts.js";
import { closeHelp, setSingleKeys } from "./viewing.js";

/**
 * @param {App} app
 * @returns {(state: State) => void} shows the dialog
 */
export function connectHelp(app) {
  const { signal } = app;
  const dialog = find(app.root, ".help", HTMLDialogElement);
  const list = find(dialog, ".shortcuts", HTMLElement);
  const toggle = find(dialog, ".single-keys", HTMLInputElement);
  const groups = [...SHORTCUTS, ON_A_FADER];
  list.replaceChildren(...groups.map(({ title, shortcuts }) => groupOf(title, shortcuts)));
  dialog.addEventListener("close", () => closeHelp(app), { signal });
  dialog.addEventListener("click", ({ target }) => target === dialog && closeHelp(app), { signal }); // its backdrop
  toggle.addEventListener("change", () => setSingleKeys(app, toggle.checked), { signal });
  const show = onChange((/** @type {boolean} */ isOpen) => isOpen ? dialog.showModal() : dialog.close());
  const showSwitch = onChange((/** @type {boolean} */ isOn) => {
    toggle.checked = isOn;
    list.dataset.singleKeys = isOn ? "on" : "off";
  });
  return ({ helpOpen, singleKeys }) => {
    showSwitch(singleKeys);
    show(helpOpen);
  };
}

/**
 * @param {string} title
 * @param {Listed[]} shortcuts
 */
function groupOf(title, shortcuts) {
  const rows = shortcuts.map((shortcut) => {
    const keys = shortcut.shown.split(" ").map((text) => text === "…" ? text : make("kbd", { text }));
    const className = isSingleKey(shortcut) ? "single" : "";
    return make("div", {
      className,
      children: [make("dt", { children: keys }), make("dd", { text: shortcut.words })],
    });
  });
  return make("section", { children: [make("h4", { text: title }), make("dl", { children: rows })] });
}
