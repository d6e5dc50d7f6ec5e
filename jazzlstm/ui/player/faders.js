/**
 * The mixer on the page: a row for each part of the solo, with mute, solo and a fader.
 *
 * @import { App } from "./app.js"
 * @import { Role } from "./packet.js"
 * @import { State } from "./state.js"
 */

import { find, make } from "./elements.js";
import { onChange } from "./memo.js";
import { ROLES, setLevel, toggleMute, toggleSolo } from "./mixing.js";
import { gainOf } from "./state.js";

const HIGHEST = 1.25;

export class Faders {
  /** @param {App} app */
  constructor(app) {
    const rows = ROLES.map((role) => makeRow(app, role));
    find(app.root, ".mixer", HTMLElement).append(...rows.map(({ row }) => row));
    this.shows = rows.map(({ show }) => show);
  }

  /** @param {State} state */
  render(state) {
    for (const show of this.shows) show(state);
  }
}

/**
 * @param {App} app
 * @param {Role} role
 * @param {KeyboardEvent} event
 */
function pressKey(app, role, event) {
  const act = { m: toggleMute, s: toggleSolo }[event.key];
  if (!act || event.ctrlKey || event.metaKey || event.altKey || !app.state.singleKeys) return;
  event.preventDefault();
  event.stopPropagation();
  act(app, role);
}

/**
 * @param {App} app
 * @param {Role} role
 * @returns {{ row: HTMLElement, show: (state: State) => void }}
 */
function makeRow(app, role) {
  const { signal } = app;
  const name = make("span", { className: "part-name" });
  const mute = make("button", { className: "mute", text: "Mute" });
  const solo = make("button", { className: "only", text: "Solo" });
  const fader = make("input");
  Object.assign(fader, { type: "range", min: "0", max: String(HIGHEST), step: "0.01", value: "1" });
  for (const button of [mute, solo]) {
    button.type = "button";
    button.tabIndex = -1; // twelve stops of the Tab key would be in the way: M and S on the fader do the same
  }
  fader.addEventListener("keydown", (event) => pressKey(app, role, event), { signal });
  fader.setAttribute("aria-keyshortcuts", "M S");
  fader.title = "M mutes, S plays it alone";
  mute.addEventListener("click", () => toggleMute(app, role), { signal });
  solo.addEventListener("click", () => toggleSolo(app, role), { signal });
  fader.addEventListener("input", () => setLevel(app, role, Number(fader.value)), { signal });
  const row = make("div", { className: "channel", children: [name, mute, solo, fader] });
  row.dataset.role = role;
  row.setAttribute("role", "group");
  const showName = onChange((/** @type {string | undefined} */ words) => {
    row.hidden = !words;
    name.textContent = words ?? "";
    row.setAttribute("aria-label", words ?? "");
    mute.setAttribute("aria-label", `Mute ${words}`);
    solo.setAttribute("aria-label", `Solo ${words}`);
    fader.setAttribute("aria-label", `Level of ${words}`);
  });
  const showMuted = onChange((/** @type {boolean} */ is) => mute.setAttribute("aria-pressed", String(is)));
  const showSoloed = onChange((/** @type {boolean} */ is) => solo.setAttribute("aria-pressed", String(is)));
  const showSilent = onChange((/** @type {boolean} */ is) => void row.classList.toggle("silent", is));
  const show = (/** @type {State} */ state) => {
    showName(state.music?.parts.find((part) => part.role === role)?.name);
    showMuted(state.muted.includes(role));
    showSoloed(state.soloed.includes(role));
    showSilent(gainOf(state, role) === 0);
  };
  return { row, show };
}
