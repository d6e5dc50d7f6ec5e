/**
 * The message from Python: "JAZZ", the length of a JSON header, the header, then the binary blobs it names.
 * `packet.py` packs it. Header rows are short arrays; this module names their fields.
 *
 * @import { Form } from "./form.js"
 * @import { LiveBar } from "./livemusic.js"
 * @import { Place } from "./shape.js"
 *
 * @typedef {object} Note a note as it sounds; times in beats from bar 1 of the solo
 * @property {number} start
 * @property {number} end
 * @property {number} pitch MIDI note number
 * @property {number} kind index into KINDS: what the note is to its chord
 * @property {number} velocity 1 to 127
 * @property {number} step index of the model's step that chose the note; below 0: the listener played it
 * @property {Step} [seen] how the model saw a note of the listener coming
 *
 * @typedef {object} Span
 * @property {number} start beat
 * @property {number} end beat
 * @property {string} symbol chord symbol
 *
 * @typedef {Span & { tones: number[], root: number }} Chord tones and root are pitch classes, 0 to 11
 *
 * @typedef {object} Step one choice of the model
 * @property {number} start beat
 * @property {number} end beat
 * @property {number} reference MIDI pitch that intervals count from
 * @property {number} value index of the choice: an interval, or a rest
 * @property {Float32Array} probabilities one per value
 *
 * @typedef {object} Music
 * @property {string} id changes with the solo and its sound
 * @property {number} beats length of the solo
 * @property {number} until beat up to which the notes are there; the rest is being improvised
 * @property {number} end beat on which the band's last note ends: its last chord rings on after the solo
 * @property {number} leadIn beats of count-in and intro; they lie before beat 0
 * @property {number} intro beats of intro alone
 * @property {Span[]} leadChords chords of the intro
 * @property {number} tempo beats a minute
 * @property {number[]} bars beat of each downbeat
 * @property {number} barBeats beats in a bar
 * @property {number} chorus beats of the form
 * @property {string} key such as "Bb" or "C minor"
 * @property {number} written semitones that the soloist's part is written above its sound
 * @property {Form} form as it is written
 * @property {Chord[]} chords
 * @property {Note[]} notes
 * @property {Step[]} steps
 * @property {Part[]} parts
 * @property {number} [firstBar] number of the first of `bars`, from 0: long sessions drop the oldest
 * @property {number} [chorusBars] bars of a chorus, in a live session
 * @property {{ bars: LiveBar[] }} [live] the bars of a live session; it grows, and changes at bar lines
 *
 * @typedef {"solo" | "comping" | "bass" | "drums"} Role
 * @typedef {{ start: number, end: number, key: number, velocity: number }} PlayedNote
 * @typedef {{ beat: number, number: number, value: number }} Control a MIDI controller, 0 to 127
 * @typedef {{ beat: number, cents: number }} Bend
 *
 * @typedef {object} Part what one player plays; times in beats from bar 1 of the solo
 * @property {Role} role
 * @property {string} name of the instrument
 * @property {string} bank address
 * @property {number} volume MIDI controller 7
 * @property {number} pan MIDI controller 10
 * @property {PlayedNote[]} notes in order
 * @property {Control[]} controls in order
 * @property {Bend[]} bends in order
 *
 * @typedef {[start: number, duration: number, pitch: number]} SmallNote
 * @typedef {object} Take
 * @property {SmallNote[]} notes the first ones
 * @property {number} beats that the notes are shown on
 * @property {string} words
 * @property {string} note whether it copies a training solo
 *
 * @typedef {object} Card a solo that was played before
 * @property {string} title
 * @property {string} words
 * @property {SmallNote[]} notes
 * @property {number} beats
 * @property {boolean} playing
 * @property {string} link query string that plays it again
 *
 * @typedef {object} Packet
 * @property {string} id
 * @property {string} title
 * @property {string} meta
 * @property {string} description of the solo, for a screen reader
 * @property {string} remark
 * @property {string} live name under which the server has the settings, for a live session
 * @property {{ fault?: string, number?: number }} learnt what became of the bars to train on
 * @property {boolean} [turn] whether it brings only other settings to a live session
 * @property {string} link query string that plays this solo again
 * @property {string} rest address of the bars after the first ones; "" if all are here
 * @property {(Take | null)[]} takes null until it is improvised
 * @property {string} otherTakes address of those that are null; "" if there is one take
 * @property {number} chosen index of the take
 * @property {Card[]} saved
 * @property {Card[]} history solos played before, newest first
 * @property {boolean} restored whether the solos of an earlier visit were asked for
 * @property {boolean} canUndo
 * @property {boolean} canRedo
 * @property {{ bar: number, message: string, number: number } | null} barFault why the chords typed for a bar can't be read
 * @property {number[]} arc points of the arc, percent; empty for none
 * @property {string} arcName "build", ...; "" for one that was drawn
 * @property {Place[]} goals
 * @property {[start: number, end: number][]} kept beats that are kept
 * @property {string} goalFault why the last goal note can't be played
 * @property {number} locked how many steps are locked, not improvised
 * @property {string} [score] id of the sheet music among the blobs
 * @property {Record<string, ArrayBuffer>} blobs
 */

import { readForm } from "./form.js";

export const KINDS = ["chord-tone", "scale-tone", "outside", "no-chord"];

const MAGIC = 0x4a415a5a; // "JAZZ"
const PITCH_VALUES = 50;
const WIDEST_INTERVAL = 24; // semitones up or down: values 0 to 48 are intervals, 49 is a rest

/**
 * Split a message into its header and blobs.
 *
 * @param {Uint8Array} bytes
 * @returns {{ packet: Packet, rows: HeaderRows }}
 */
export function unpack(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength < 8 || view.getUint32(0, false) !== MAGIC) throw new Error("not a Jazz LSTM packet");
  const start = 8 + view.getUint32(4, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, start)));
  /** @type {Record<string, ArrayBuffer>} */
  const blobs = {};
  for (const [name, [offset, size]] of Object.entries(header.blobs)) {
    blobs[name] = bytes.slice(start + offset, start + offset + size).buffer;
  }
  return { packet: { ...header, blobs }, rows: header };
}

/**
 * Give the rows of a header their names.
 *
 * @typedef {object} HeaderRows
 * @property {string} id
 * @property {number} beats
 * @property {number} until
 * @property {number} end
 * @property {number} leadIn
 * @property {number} counted
 * @property {number} tempo beats a minute
 * @property {number} barBeats
 * @property {number} chorus
 * @property {string} key
 * @property {number} written
 * @property {Parameters<typeof readForm>[0]} form
 * @property {number[]} bars
 * @property {number} pitchValues probabilities per step
 * @property {[number, number, string][]} leadChords
 * @property {[number, number, string, number[], number][]} chords
 * @property {[number, number, number, number, number, number][]} notes
 * @property {[number, number, number, number][]} steps
 * @property {PartRows[]} parts
 *
 * @typedef {object} PartRows
 * @property {Role} role
 * @property {string} name
 * @property {string} bank
 * @property {number} volume
 * @property {number} pan
 * @property {[number, number, number, number][]} notes
 * @property {[number, number, number][]} controls
 * @property {[number, number][]} bends
 *
 * @param {HeaderRows} rows
 * @param {ArrayBuffer} [pitches] probabilities, (steps, pitchValues), each a byte: 255 times its root
 * @returns {Music}
 */
export function readMusic(rows, pitches) {
  return {
    id: rows.id,
    beats: rows.beats,
    until: rows.until,
    end: rows.end,
    leadIn: rows.leadIn,
    intro: rows.leadIn - rows.counted,
    leadChords: rows.leadChords.map(([start, end, symbol]) => ({ start, end, symbol })),
    tempo: rows.tempo,
    bars: rows.bars,
    barBeats: rows.barBeats,
    chorus: rows.chorus,
    key: rows.key,
    written: rows.written,
    form: readForm(rows.form),
    chords: rows.chords.map(([start, end, symbol, tones, root]) => ({ start, end, symbol, tones, root })),
    notes: rows.notes.map(readNote),
    steps: readSteps(rows.steps, pitches, rows.pitchValues),
    parts: rows.parts.map(readPart),
  };
}

/**
 * A solo with the bars that follow.
 *
 * @param {Music} music
 * @param {Pick<HeaderRows, "until" | "end" | "notes" | "steps" | "parts">} rows of these bars
 * @param {ArrayBuffer} [pitches] probabilities of their steps
 * @returns {Music}
 */
export function extended(music, rows, pitches) {
  const values = music.steps[0]?.probabilities.length ?? PITCH_VALUES;
  return {
    ...music,
    until: rows.until,
    end: rows.end,
    notes: [...music.notes, ...rows.notes.map(readNote)],
    steps: [...music.steps, ...readSteps(rows.steps, pitches, values)],
    parts: music.parts.map((part, i) => joined(part, readPart(rows.parts[i]))),
  };
}

/**
 * @param {Part} part
 * @param {Part} more what it plays later; a player may come in a little before the bar line
 * @returns {Part}
 */
function joined(part, more) {
  return {
    ...part,
    notes: [...part.notes, ...more.notes].sort((a, b) => a.start - b.start),
    controls: [...part.controls, ...more.controls].sort((a, b) => a.beat - b.beat),
    bends: [...part.bends, ...more.bends].sort((a, b) => a.beat - b.beat),
  };
}

/**
 * @param {HeaderRows["notes"][number]} row
 * @returns {Note}
 */
function readNote([start, duration, pitch, kind, velocity, step]) {
  return { start, end: start + duration, pitch, kind, velocity, step };
}

/**
 * @param {HeaderRows["steps"]} rows
 * @param {ArrayBuffer | undefined} pitches
 * @param {number} values probabilities per step
 * @returns {Step[]}
 */
function readSteps(rows, pitches, values) {
  const roots = new Uint8Array(pitches ?? new ArrayBuffer(0));
  const probabilities = Float32Array.from(roots, (root) => (root / 255) ** 2);
  return rows.map(([start, end, reference, value], i) => {
    const own = probabilities.subarray(i * values, (i + 1) * values);
    return { start, end, reference, value, probabilities: own };
  });
}

/**
 * @param {PartRows} rows
 * @returns {Part}
 */
function readPart({ notes, controls, bends, ...part }) {
  return {
    ...part,
    notes: notes.map(([start, duration, key, velocity]) => ({ start, end: start + duration, key, velocity })),
    controls: controls.map(([beat, number, value]) => ({ beat, number, value })),
    bends: bends.map(([beat, cents]) => ({ beat, cents })),
  };
}

/**
 * The MIDI pitch that a value means at a step; null for a rest.
 *
 * @param {Step} step
 * @param {number} value
 */
export function pitchOf(step, value) {
  return value > 2 * WIDEST_INTERVAL ? null : step.reference + value - WIDEST_INTERVAL;
}

/**
 * The likeliest values of a step, best first.
 *
 * @param {Step} step
 * @param {number} count
 */
export function likeliestValues({ probabilities }, count) {
  return [...probabilities.keys()].sort((a, b) => probabilities[b] - probabilities[a]).slice(0, count);
}
