/**
 * The state of the player: one plain object. Actions change it, `render` shows it, and nothing is read
 * back from the page.
 *
 * @import { Size } from "./geometry.js"
 * @import { Answer, Task } from "./classroom.js"
 * @import { Loop } from "./loops.js"
 * @import { InputKind } from "./instrument.js"
 * @import { Trade } from "./liveconnection.js"
 * @import { Exercise } from "./livepractice.js"
 * @import { SessionRecord } from "./liverecord.js"
 * @import { Nearest, Seen } from "./lookback.js"
 * @import { Music, Note, Packet, Role } from "./packet.js"
 * @import { KeyPlan, Practice } from "./passes.js"
 * @import { Recording } from "./recorder.js"
 * @import { Reading } from "./reading.js"
 * @import { Place } from "./shape.js"
 *
 * @typedef {object} State
 * @property {Packet | null} packet latest message from Python
 * @property {Packet | null} shown the message that brought the solo on display
 * @property {Music | null} music the solo on display
 * @property {Music | null} heard the solo whose sound is loaded; differs from `music` while loading
 * @property {boolean} unfinished the rest of `music` didn't come
 * @property {boolean} failed the sound of `music` didn't load
 * @property {boolean} playing
 * @property {boolean} playWhenReady play was pressed before the sound was there
 * @property {boolean} silent play was pressed and no sound device has answered
 * @property {number} beat that sounds, counted from bar 1 of the solo
 * @property {number | null} tempo beats a minute; null plays each solo at its own
 * @property {Practice} practice tempo and key of each pass
 * @property {KeyPlan} keyPlan how its keys were chosen
 * @property {number} pass that sounds, from 0
 * @property {Partial<Record<Role, number>>} levels 0 to 1.25; 1 unless it was moved
 * @property {Role[]} muted
 * @property {Role[]} soloed while there are any, the others are silent
 * @property {Loop | null} loop
 * @property {boolean} counts a bar is counted before a loop starts
 * @property {Loop | null} dragged the loop under the pointer, until it is let go
 * @property {number} chosen index of the take
 * @property {"roll" | "score" | "chart"} view
 * @property {number} engraved semitones that the sheet music asked for last is transposed by
 * @property {Reading} reading the pitch in which notes and chords are written
 * @property {boolean} heat probabilities are shown
 * @property {boolean} guides guide tones are shown
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
 * @property {boolean} editsBars a click on a bar of the chart changes its chords
 * @property {number} edited index of the written bar whose chords are typed; -1 for none
 * @property {boolean} shaping the arc is shown, and the pointer sets and picks notes on the roll
 * @property {number[] | null} arcDraft an arc that is drawn, until the solo follows it
 * @property {number[]} picked steps of the notes to keep
 * @property {Place | null} cursor the place on the roll that a goal note would have
 * @property {boolean} live a live session goes on
 * @property {string} liveFault why the last one ended by itself
 * @property {string} turnWords what the listener played in the last turn
 * @property {string} passWords tempo and key of the pass, while they change
 * @property {number} choruses of a live session that make a pass
 * @property {Exercise} exercise that the soloist plays in a live session; "" improvises
 * @property {boolean} replaying a session is played again
 * @property {SessionRecord | null} session the one that was played or opened last
 * @property {string} sessionWords what was done with it
 * @property {InputKind} input what the listener plays on
 * @property {string} inputFault why it can't be heard
 * @property {number} pitchHeard by the microphone, last; 0 for none
 * @property {"" | "listening" | "unclear" | number} clapping along to measure the delay; its result in ms
 * @property {Trade | null} trade how listener and soloist take turns
 * @property {"" | "you" | "band"} turn whose turn it is, while turns are taken
 * @property {boolean} isRecording
 * @property {Recording | null} recording the last one
 * @property {string} recordingFault why there is none, or why it ended
 * @property {Task | null} task of a class, that a link or file brought
 * @property {Answer[]} answers of students
 * @property {boolean} playsAnswers the session that is played again is made of them
 * @property {string} classWords what was done with task and answers
 * @property {Seen | null} seen what the listener played, with the network's probabilities
 * @property {string} seenFault why that can't be shown
 * @property {boolean} looksBack the server was asked for it
 * @property {"" | "asked" | Nearest | null} nearest whose manner is nearest; null: too little was played
 * @property {string} lastRequest
 *
 * @typedef {{ ink: string, scheme: "light" | "dark" }} Theme
 */

import { PLAIN } from "./passes.js";

/**
 * @param {Pick<State, "singleKeys" | "reading">} preferences
 * @returns {State}
 */
export function firstState(preferences) {
  return {
    packet: null,
    shown: null,
    music: null,
    heard: null,
    unfinished: false,
    failed: false,
    playing: false,
    playWhenReady: false,
    silent: false,
    beat: 0,
    tempo: null,
    practice: PLAIN,
    keyPlan: "same",
    pass: 0,
    levels: {},
    muted: [],
    soloed: [],
    loop: null,
    counts: false,
    dragged: null,
    chosen: 0,
    view: "roll",
    engraved: 0,
    heat: true,
    guides: false,
    barsAcross: 0,
    size: { width: 0, height: 0 },
    scroll: 0,
    handsOffUntil: 0,
    pointed: null,
    focusAlternatives: false,
    historyOpen: false,
    shared: "",
    helpOpen: false,
    ...preferences,
    theme: { ink: "", scheme: "light" },
    editsBars: false,
    edited: -1,
    shaping: false,
    arcDraft: null,
    picked: [],
    cursor: null,
    live: false,
    liveFault: "",
    turnWords: "",
    passWords: "",
    choruses: 1,
    exercise: "",
    replaying: false,
    session: null,
    sessionWords: "",
    input: "none",
    inputFault: "",
    pitchHeard: 0,
    clapping: "",
    trade: null,
    turn: "",
    isRecording: false,
    recording: null,
    recordingFault: "",
    task: null,
    answers: [],
    playsAnswers: false,
    classWords: "",
    seen: null,
    seenFault: "",
    looksBack: false,
    nearest: "",
    lastRequest: "",
  };
}

/**
 * How loud a part sounds. Squared, so that steps of the slider are even to the ear.
 *
 * @param {State} state
 * @param {Role} role
 */
export function gainOf({ levels, muted, soloed }, role) {
  const isSilent = muted.includes(role) || (soloed.length > 0 && !soloed.includes(role));
  return isSilent ? 0 : (levels[role] ?? 1) ** 2;
}
