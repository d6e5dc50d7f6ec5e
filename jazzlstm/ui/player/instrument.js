/**
 * The listener's own instrument: notes from a MIDI keyboard, the computer's keys, keys on the screen or a
 * microphone. Keys sound at once with the soloist's instrument. All notes appear on the roll, and are sent to a
 * live session.
 *
 * @import { App } from "./app.js"
 * @import { PlayedNote } from "./livemusic.js"
 * @import { Voice } from "./voices.js"
 *
 * @typedef {"none" | "midi" | "keys" | "screen" | "microphone"} InputKind
 * @typedef {{ beat: number, velocity: number, voices: Voice[], isHeard: boolean }} Sounding
 */

import { Ear } from "./ear.js";
import { isTyping } from "./elements.js";
import { KINDS } from "./packet.js";
import { cutVoice, strike } from "./voices.js";

const KEYS = "awsedftgyhujkolp"; // a piano's keys from C on: the letters below are white, those above black
const MIDDLE_C = 60;
const LONGEST = 8; // seconds that a held note sounds
const TOUCH = 96; // velocity of keys without one
const SHORTEST = 0.05; // beats
const YOURS = KINDS.indexOf("no-chord"); // the colour of the listener's notes

const NO_MIDI = "This browser has no MIDI. Use Chrome, Edge or Firefox, or choose the computer's keys.";
const DENIED =
  "MIDI isn't allowed for this page. Allow it beside the address, or choose the computer's keys.";
const NO_DEVICE = "No MIDI keyboard is connected. Plug one in. You need not reload the page.";

export class Instrument {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    /** @type {Map<number, Sounding>} */
    this.sounding = new Map();
    this.octave = 0;
    /** @type {AbortController} */
    this.leaving = new AbortController();
    app.signal.addEventListener("abort", () => this.leaving.abort());
    this.ear = new Ear(app, this);
  }

  /** @param {InputKind} kind */
  async open(kind) {
    this.leaving.abort();
    this.leaving = new AbortController();
    this.releaseAll();
    this.app.update({ input: kind, inputFault: "", pitchHeard: 0, clapping: "" });
    if (kind === "keys") this.listenToKeys();
    if (kind === "midi") await this.listenToMidi();
    if (kind === "microphone") await this.ear.listen(this.leaving.signal);
  }

  listenToKeys() {
    const { signal } = this.leaving;
    const options = { signal, capture: true }; // before the shortcuts of the player
    const { ownerDocument } = this.app.root;
    ownerDocument.addEventListener("keydown", (event) => this.pressKey(event), options);
    ownerDocument.addEventListener("keyup", (event) => {
      const pitch = this.pitchOf(event.key);
      if (pitch !== null) this.release(pitch);
    }, options);
  }

  /** @param {KeyboardEvent} event */
  pressKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
    const shift = { z: -1, x: 1 }[event.key] ?? 0;
    const pitch = this.pitchOf(event.key);
    if (!shift && pitch === null) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.repeat) return;
    if (shift) this.octave = Math.max(-2, Math.min(2, this.octave + shift));
    else if (pitch !== null) this.press(pitch, TOUCH);
  }

  /** @param {string} key */
  pitchOf(key) {
    const place = KEYS.indexOf(key);
    return key.length === 1 && place >= 0 ? MIDDLE_C + 12 * this.octave + place : null;
  }

  async listenToMidi() {
    const { signal } = this.leaving;
    if (!navigator.requestMIDIAccess) return this.app.update({ inputFault: NO_MIDI });
    const access = await navigator.requestMIDIAccess().catch(() => null);
    if (signal.aborted) return;
    if (!access) return this.app.update({ inputFault: DENIED });
    const listen = () => {
      const inputs = [...access.inputs.values()].filter(({ state }) => state !== "disconnected");
      for (const input of inputs) {
        input.onmidimessage = ({ data }) => signal.aborted || (data && this.message(data));
      }
      this.app.update({ inputFault: inputs.length ? "" : NO_DEVICE });
    };
    const change = () => {
      this.releaseAll(); // a keyboard that was pulled out lets go of no key
      listen();
    };
    access.addEventListener("statechange", change, { signal });
    listen();
  }

  /** @param {Uint8Array} data */
  message([status, pitch, velocity]) {
    const kind = status & 0xf0;
    if (kind === 0x90 && velocity) this.press(pitch, velocity);
    else if (kind === 0x80 || kind === 0x90) this.release(pitch);
  }

  /**
   * A note without a sound of ours.
   *
   * @param {number} pitch
   * @param {number} velocity
   * @param {number} beat
   */
  hold(pitch, velocity, beat) {
    this.sounding.set(pitch, { beat, velocity, voices: [], isHeard: true });
    this.app.update({ pitchHeard: pitch });
  }

  /**
   * @param {number} pitch under which a note was taken
   * @param {number} to the pitch that it has
   */
  correct(pitch, to) {
    const note = this.sounding.get(pitch);
    if (!note) return;
    this.sounding.delete(pitch);
    this.sounding.set(to, note);
    this.app.update({ pitchHeard: to });
  }

  /** @returns {PlayedNote[]} notes that have not ended */
  held() {
    const now = this.app.band.position();
    return [...this.sounding].map((
      [pitch, { beat, velocity }],
    ) => [beat, Math.max(SHORTEST, now - beat), pitch, velocity]);
  }

  /**
   * @param {number} pitch
   * @param {number} velocity
   */
  press(pitch, velocity) {
    const { band } = this.app;
    this.release(pitch);
    const context = band.open();
    if (context.state !== "running") void context.resume();
    const bank = band.loaded?.banks[0];
    const voices = bank && band.mixer
      ? strike(context, band.mixer.fader("solo", bank), bank, {
        key: pitch,
        velocity,
        when: context.currentTime,
        duration: LONGEST,
      })
      : [];
    this.sounding.set(pitch, { beat: band.position(), velocity, voices, isHeard: false });
  }

  /**
   * @param {number} pitch
   * @param {number} [end] beat
   */
  release(pitch, end = this.app.band.position()) {
    const note = this.sounding.get(pitch);
    if (!note) return;
    this.sounding.delete(pitch);
    const { app } = this;
    const now = app.band.context?.currentTime ?? 0;
    for (const voice of note.voices) cutVoice(voice, now);
    if (!app.band.playing || !app.state.live) return;
    if (note.isHeard && !app.live.isYours(note.beat + 0.1)) return; // the microphone hears the band, too
    const duration = Math.max(SHORTEST, end - note.beat);
    app.live.turns.hear([note.beat, duration, pitch, note.velocity]);
    this.show(note.beat, duration, pitch, note.velocity);
  }

  releaseAll() {
    for (const pitch of [...this.sounding.keys()]) this.release(pitch);
  }

  /**
   * @param {number} start
   * @param {number} duration
   * @param {number} pitch
   * @param {number} velocity
   */
  show(start, duration, pitch, velocity) {
    const { music } = this.app.state;
    if (!music) return;
    const note = { start, end: start + duration, pitch, kind: YOURS, velocity, step: -1 };
    const notes = [...music.notes, note].sort((a, b) => a.start - b.start);
    this.app.update({ music: { ...music, notes } });
  }
}
