/**
 * The argument of every action: the state, a function to change it, and the parts it acts on.
 *
 * @import { Band, Loaded } from "./band.js"
 * @import { Instrument } from "./instrument.js"
 * @import { Live } from "./live.js"
 * @import { Replay } from "./livereplay.js"
 * @import { Recorder } from "./recorder.js"
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
 * @property {Live} live
 * @property {Replay} replay of a session
 * @property {Instrument} instrument
 * @property {Recorder} recorder
 * @property {() => number} mirrorWidth px of the sheet music of what the listener played
 * @property {AbortSignal} signal aborted when the player leaves the page
 * @property {AbortController} fetching ends the requests for more bars and other takes when another solo comes
 * @property {Loaded | null} arrived a solo that isn't heard yet
 * @property {number} wait id of the timer until the next animation frame is asked for
 * @property {number} frame id of the next animation frame
 */

export {};
