/**
 * The state of the player: one plain object. Actions change it, `render` shows it, and nothing is read
 * back from the page.
 *
 * @import { Size } from "./geometry.js"
 * @import { Loop } from "./loops.js"
 * @import { Music, Note, Packet } from "./packet.js"
 * @import { StemName } from "./preparation.js"
 *
 * @typedef {object} State
 * @property {Packet | null} packet latest message from Python
 * @property {Packet | null} shown the message that brought the solo on display
 * @property {Music | null} music the solo on display
 * @property {Music | null} heard the solo whose sound is loaded; differs from `music` while loading
 * @property {boolean} failed the sound of `music` didn't load
 * @property {number} duration seconds of sound, with what rings after the last beat
 * @property {boolean} playing
 * @property {boolean} playWhenReady play was pressed before the sound was there
 * @property {boolean} silent play was pressed and no sound device has answered
 * @property {number} position seconds of the sound, at its own tempo
 * @property {number} speed 1 is the tempo of the solo
 * @property {boolean} stretching sound at this speed is being made
 * @property {Record<StemName, number>} levels 0 to 1.25
 * @property {Record<StemName, boolean>} muted
 * @property {Loop | null} loop
 * @property {Loop | null} dragged the loop under the pointer, until it is let go
 * @property {number} chosen index of the take
 * @property {"roll" | "score"} view
 * @property {string} part the instrument that the sheet music is written for
 * @property {boolean} heat probabilities are shown
 * @property {number} barsAcross chosen by zooming; 0 lets the width decide
 * @property {Size} size of the window on the roll; 0 by 0 before it is measured
 * @property {number} scroll px
 * @property {number} handsOffUntil ms on the page's clock: scrolled by hand, so the roll doesn't follow yet
 * @property {Note | null} pointed the note whose alternatives are listed
 * @property {boolean} focusAlternatives the list was opened by keyboard and takes the focus
 * @property {boolean} historyOpen
 * @property {"" | "copied" | "address"} shared the result of copying the link
 * @property {boolean} helpOpen the list of shortcuts is open
 * @property {boolean} singleKeys shortcuts of one character are on
 * @property {Theme} theme
 * @property {string} lastRequest
 *
 * @typedef {{ ink: string, scheme: "light" | "dark" }} Theme
 */

import { beatAt, secondsAt } from "./timing.js";

/**
 * @param {boolean} singleKeys
 * @returns {State}
 */
export function firstState(singleKeys) {
  return {
    packet: null,
    shown: null,
    music: null,
    heard: null,
    failed: false,
    duration: 0,
    playing: false,
    playWhenReady: false,
    silent: false,
    position: 0,
    speed: 1,
    stretching: false,
    levels: { solo: 1, band: 1 },
    muted: { solo: false, band: false },
    loop: null,
    dragged: null,
    chosen: 0,
    view: "roll",
    part: "concert",
    heat: true,
    barsAcross: 0,
    size: { width: 0, height: 0 },
    scroll: 0,
    handsOffUntil: 0,
    pointed: null,
    focusAlternatives: false,
    historyOpen: false,
    shared: "",
    helpOpen: false,
    singleKeys,
    theme: { ink: "", scheme: "light" },
    lastRequest: "",
  };
}

/**
 * The solo that beats are counted in. While a new solo loads, the previous one still sounds, perhaps at
 * another tempo.
 *
 * @param {State} state
 */
export function timedMusic({ heard, music }) {
  return heard ?? music;
}

/**
 * The beat at a position of the sound, counted from bar 1 of the solo.
 *
 * @param {State} state
 * @param {number} [position] seconds
 */
export function beatOf(state, position = state.position) {
  const music = timedMusic(state);
  return music ? beatAt(music, position) : 0;
}

/**
 * A loop in seconds of a solo.
 *
 * @param {Loop | null} loop
 * @param {Music | null} music
 */
export function loopSeconds(loop, music) {
  return loop && music ? { start: secondsAt(music, loop.start), end: secondsAt(music, loop.end) } : null;
}

/**
 * How loud a stem sounds. Squared, so that steps of the slider are even to the ear.
 *
 * @param {State} state
 * @param {StemName} stem
 */
export function gainOf({ levels, muted }, stem) {
  return muted[stem] ? 0 : levels[stem] ** 2;
}
