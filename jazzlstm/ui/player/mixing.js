/**
 * Actions on the mixer: a level for each part, mute and solo.
 *
 * @import { App } from "./app.js"
 * @import { Role } from "./packet.js"
 * @import { State } from "./state.js"
 */

import { gainOf } from "./state.js";

/** @type {readonly Role[]} */
export const ROLES = ["solo", "comping", "bass", "drums"];

/**
 * @param {App} app
 * @param {Partial<Pick<State, "levels" | "muted" | "soloed">>} changes
 */
function mix(app, changes) {
  app.update(changes);
  for (const role of ROLES) app.band.setGain(role, gainOf(app.state, role));
}

/**
 * @param {App} app
 * @param {Role} role
 */
export function toggleMute(app, role) {
  mix(app, { muted: toggled(app.state.muted, role) });
}

/**
 * Hear a part alone, or with others that are soloed.
 *
 * @param {App} app
 * @param {Role} role
 */
export function toggleSolo(app, role) {
  mix(app, { soloed: toggled(app.state.soloed, role) });
}

/** @param {App} app */
export const muteSolo = (app) => toggleMute(app, "solo");

/**
 * Mute everybody but the soloist; if all of them are muted, none.
 *
 * @param {App} app
 */
export function muteBand(app) {
  const { muted } = app.state;
  const others = ROLES.filter((role) => role !== "solo");
  const rest = muted.filter((role) => role === "solo");
  mix(app, { muted: others.every((role) => muted.includes(role)) ? rest : [...rest, ...others] });
}

/**
 * Set a level. A level above 0 also ends muting.
 *
 * @param {App} app
 * @param {Role} role
 * @param {number} level
 */
export function setLevel(app, role, level) {
  const { levels, muted } = app.state;
  mix(app, {
    levels: { ...levels, [role]: level },
    muted: level ? muted.filter((each) => each !== role) : muted,
  });
}

/**
 * @param {Role[]} roles
 * @param {Role} role
 */
function toggled(roles, role) {
  return roles.includes(role) ? roles.filter((each) => each !== role) : [...roles, role];
}
