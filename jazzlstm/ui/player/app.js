/**
 * The argument of every action: the state, a function to change it, and the parts it acts on.
 *
 * @import { Band } from "./band.js"
 * @import { Roll } from "./roll.js"
 * @import { Score } from "./score.js"
 * @import { State } from "./state.js"
 *
 * @typedef {object} App
 * @property {HTMLElement} root
 * @property {State} state
 * @property {(changes: Partial<State>) => void} update merges the changes into the state, then renders
 * @property {(name: string, value?: unknown) => void} ask asks Python for what only Python can do
 * @property {Band} band
 * @property {Roll} roll
 * @property {Score} score
 * @property {AbortSignal} signal aborted when the player leaves the page
 * @property {AbortController} otherTakes ends the request for other takes when another solo comes
 * @property {number} frame id of the next animation frame
 */

export {};
