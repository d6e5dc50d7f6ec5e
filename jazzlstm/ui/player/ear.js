/**
 * The ear: gives the instrument the notes of the microphone, on the beats that the listener heard when playing.
 *
 * @import { App } from "./app.js"
 * @import { Instrument } from "./instrument.js"
 * @import { Attack, Heard } from "./notefinder.js"
 */

import { delayOf, PATIENCE, playClicks } from "./clapping.js";
import { MicrophoneError, openMicrophone } from "./microphone.js";
import { recalledDelay, rememberDelay } from "./preferences.js";

const MOST_ATTACKS = 100;
const LOOK = 100; // ms

export class Ear {
  /**
   * @param {App} app
   * @param {Instrument} instrument
   */
  constructor(app, instrument) {
    this.app = app;
    this.instrument = instrument;
    this.inputDelay = 0; // seconds that a sound takes to the page
    /** @type {AudioNode | null} the sound of the microphone, for a recording */
    this.source = null;
    /** @type {Attack[]} of late */
    this.attacks = [];
    this.signal = app.signal;
  }

  /**
   * Ask for the microphone, and listen.
   *
   * @param {AbortSignal} signal ends it
   */
  async listen(signal) {
    const { app, instrument } = this;
    this.signal = signal;
    signal.addEventListener("abort", () => (this.source = null));
    const context = app.band.open();
    void context.resume();
    const lose = (/** @type {string} */ inputFault) => {
      this.source = null;
      instrument.releaseAll();
      app.update({ input: "none", inputFault, pitchHeard: 0, clapping: "" });
    };
    try {
      const open = (/** @type {AudioNode} */ source) => (this.source = source);
      const hear = (/** @type {Heard} */ heard) => this.hear(heard);
      const latency = await openMicrophone(context, { open, hear, lose }, signal);
      this.inputDelay = recalledDelay() ?? latency;
      app.recorder.listenTo(this.source);
    } catch (error) {
      if (!signal.aborted) lose(error instanceof MicrophoneError ? error.message : String(error));
    }
  }

  /** Seconds from a sound of the band to what the microphone hears when the listener plays with it. */
  get delay() {
    const { context } = this.app.band;
    return Math.max(0, this.inputDelay + (context ? outputDelay(context) : 0));
  }

  /** @param {Heard} heard */
  hear(heard) {
    const { instrument } = this;
    if (heard.kind === "attack") this.attacks = [...this.attacks.slice(-MOST_ATTACKS), heard];
    else if (heard.kind === "press") instrument.hold(heard.pitch, heard.velocity, this.beatOf(heard.time));
    else if (heard.kind === "release") instrument.release(heard.pitch, this.beatOf(heard.time));
    else instrument.correct(heard.pitch, heard.to);
  }

  /**
   * The beat that the listener heard when playing what came in at a time.
   *
   * @param {number} time on the audio clock
   */
  beatOf(time) {
    const { band } = this.app;
    if (!band.playing || !band.context) return band.position();
    return band.sequencer.beatAt(time - this.inputDelay - outputDelay(band.context));
  }

  /** Play clicks, and measure the delay by the listener's claps. It is kept for the next visit. */
  async measureDelay() {
    const { app, signal } = this;
    const context = app.band.open();
    if (!app.band.mixer) return;
    const wake = () => context.state === "suspended" && void context.resume(); // after a pause the band suspends it
    context.addEventListener("statechange", wake);
    await context.resume();
    this.attacks = [];
    app.update({ clapping: "listening" });
    const clicks = playClicks(context, app.band.mixer.gain);
    const end = clicks[clicks.length - 1] + PATIENCE;
    while (context.currentTime < end && !signal.aborted) await new Promise((done) => setTimeout(done, LOOK));
    context.removeEventListener("statechange", wake);
    if (signal.aborted || app.state.input !== "microphone") return;
    const delay = delayOf(clicks, this.attacks);
    if (delay === null) return app.update({ clapping: "unclear" });
    this.inputDelay = delay - outputDelay(context);
    rememberDelay(this.inputDelay);
    app.update({ clapping: Math.round(1000 * delay) });
  }
}

/**
 * Seconds that sound takes from the page to the listener, as far as the browser tells.
 *
 * @param {AudioContext} context
 */
function outputDelay({ outputLatency, baseLatency }) {
  return (outputLatency || 0) + (baseLatency || 0);
}
