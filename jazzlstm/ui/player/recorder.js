/**
 * A recording of the band and the microphone, in this browser only. What the microphone hears comes late, by the
 * delay that clapping along measures: the band is recorded as much later, so that both fit.
 *
 * @import { App } from "./app.js"
 *
 * @typedef {{ url: string, name: string, seconds: number }} Recording
 */

const LONGEST = 3600; // seconds
const PIECE = 1000; // ms of sound in each piece that the browser gives
const MOST_DELAY = 2; // seconds
const TYPES = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];
const ENDINGS = { webm: "webm", mp4: "m4a", ogg: "ogg" };

const NO_RECORDER = "This browser can't record. Use a current Chrome, Edge, Firefox or Safari.";
const EMPTY = "Nothing was recorded, because nothing was played. Press Record, then Play or Live.";
const TOO_LONG = "The recording ended after one hour, the limit. Save it, then press Record again.";

export class Recorder {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    /** @type {MediaRecorder | null} */
    this.recorder = null;
    /** @type {DelayNode | null} that the band goes through */
    this.band = null;
    /** @type {GainNode | null} */
    this.microphone = null;
    /** @type {Blob[]} */
    this.pieces = [];
    this.started = 0; // seconds on the audio clock
    app.signal.addEventListener("abort", () => this.stop());
  }

  toggle() {
    if (this.recorder) this.stop();
    else if (!this.app.state.isRecording) this.start(); // the last one may still be ending
  }

  start() {
    const { app } = this;
    if (typeof MediaRecorder === "undefined") return app.update({ recordingFault: NO_RECORDER });
    const context = app.band.open();
    const { mixer } = app.band;
    if (!mixer) return;
    void context.resume();
    const sink = context.createMediaStreamDestination();
    this.band = new DelayNode(context, { maxDelayTime: MOST_DELAY, delayTime: 0 });
    mixer.output.connect(this.band).connect(sink);
    this.microphone = new GainNode(context);
    this.microphone.connect(sink);
    this.listenTo(app.instrument.ear.source);
    const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
    this.recorder = new MediaRecorder(sink.stream, mimeType ? { mimeType } : {});
    this.pieces = [];
    this.started = context.currentTime;
    this.recorder.ondataavailable = ({ data }) => this.take(data);
    this.recorder.onstop = () => this.finish();
    this.recorder.start(PIECE);
    app.update({ isRecording: true, recordingFault: "" });
  }

  /**
   * Record a microphone, too, and the band as late as the microphone hears what is played with it.
   *
   * @param {AudioNode | null} source
   */
  listenTo(source) {
    if (!source || !this.microphone || !this.band) return;
    source.connect(this.microphone);
    this.band.delayTime.value = Math.min(MOST_DELAY, this.app.instrument.ear.delay);
  }

  /** @param {Blob} piece */
  take(piece) {
    if (piece.size) this.pieces.push(piece);
    if (this.seconds < LONGEST || !this.recorder) return;
    this.app.update({ recordingFault: TOO_LONG });
    this.stop();
  }

  /** How long the recording is by now. */
  get seconds() {
    return (this.app.band.context?.currentTime ?? 0) - this.started;
  }

  stop() {
    const { recorder } = this;
    this.recorder = null;
    if (recorder && recorder.state !== "inactive") recorder.stop();
  }

  finish() {
    const { app, pieces } = this;
    if (this.band) app.band.mixer?.output.disconnect(this.band);
    this.band?.disconnect();
    this.microphone?.disconnect();
    Object.assign(this, { band: null, microphone: null, pieces: [] });
    if (app.state.recording) URL.revokeObjectURL(app.state.recording.url);
    if (!pieces.length) return app.update({ isRecording: false, recording: null, recordingFault: EMPTY });
    const sound = new Blob(pieces, { type: pieces[0].type });
    const kind = /** @type {keyof typeof ENDINGS} */ (/audio\/(\w+)/.exec(sound.type)?.[1] ?? "webm");
    const name = `recording.${ENDINGS[kind] ?? "webm"}`;
    app.update({
      isRecording: false,
      recording: { url: URL.createObjectURL(sound), name, seconds: this.seconds },
    });
  }
}

/** @param {App} app */
export function toggleRecording(app) {
  app.recorder.toggle();
}
