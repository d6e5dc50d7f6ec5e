/**
 * The microphone: its sound goes to the worklet that finds notes, in this browser, and nowhere else.
 *
 * @import { Heard } from "./notefinder.js"
 *
 * @typedef {object} Listener
 * @property {(source: AudioNode) => void} open called with the sound of the microphone
 * @property {(heard: Heard) => void} hear called for each note, with times on the context's clock
 * @property {(fault: string) => void} lose called when the microphone is gone
 */

const PLAIN = { echoCancellation: false, noiseSuppression: false, autoGainControl: false }; // they spoil music
const USUAL_DELAY = 0.02; // seconds from the air to the page, where the browser doesn't tell

const INSECURE = "Browsers give the microphone only to pages with https. Open the page with https.";
const GONE = "The microphone was disconnected. Connect it, then choose it again.";
const UNUSABLE = "The microphone can't be used here. Try another browser, or choose MIDI or keys.";
/** @type {Record<string, string>} by name of the browser's error */
const FAULTS = {
  NotAllowedError:
    "The microphone isn't allowed for this page. Allow it beside the address, then choose it again.",
  NotFoundError: "No microphone is connected. Connect one, then choose it again.",
  NotReadableError:
    "Another program uses the microphone. Close that program, then choose the microphone again.",
  NotSupportedError:
    "Microphone and loudspeaker have different sample rates. Set both to 48000 Hz in the system, then choose it again.",
};

/** Why the microphone can't be used, in words for the page. */
export class MicrophoneError extends Error {}

/**
 * Ask for the microphone, and listen until the signal is aborted.
 *
 * @param {AudioContext} context
 * @param {Listener} listener
 * @param {AbortSignal} signal
 * @returns {Promise<number>} seconds that its sound takes to the page, as far as the browser tells
 * @throws {MicrophoneError}
 */
export async function openMicrophone(context, listener, signal) {
  const { audioSession } = /** @type {{ audioSession?: { type: string } }} */ (navigator);
  if (audioSession) audioSession.type = "play-and-record"; // iPhones give no microphone otherwise
  if (!navigator.mediaDevices || !context.audioWorklet) throw new MicrophoneError(INSECURE);
  /** @type {MediaStream | null} */
  let stream = null;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: PLAIN });
    await context.audioWorklet.addModule(new URL("./earworklet.js", import.meta.url));
    return connect(context, stream, listener, signal);
  } catch (error) {
    for (const track of stream?.getTracks() ?? []) track.stop();
    const name = error instanceof DOMException ? error.name : "";
    throw new MicrophoneError(FAULTS[name] ?? UNUSABLE);
  }
}

/**
 * @param {AudioContext} context
 * @param {MediaStream} stream
 * @param {Listener} listener
 * @param {AbortSignal} signal
 */
function connect(context, stream, { open, hear, lose }, signal) {
  const [track] = stream.getAudioTracks();
  const source = context.createMediaStreamSource(stream);
  const ear = new AudioWorkletNode(context, "jazz-ear", { channelCount: 1, channelCountMode: "explicit" });
  ear.port.onmessage = ({ data }) => hear(data);
  source.connect(ear).connect(context.destination); // silent, but what leads nowhere isn't run
  open(source);
  const close = () => {
    track.stop();
    source.disconnect();
    ear.disconnect();
    ear.port.postMessage("close");
    ear.port.onmessage = null;
  };
  track.addEventListener("ended", () => {
    close();
    if (!signal.aborted) lose(GONE);
  });
  if (signal.aborted) close();
  else signal.addEventListener("abort", close);
  const { latency } = /** @type {{ latency?: number }} */ (track.getSettings());
  return latency || USUAL_DELAY;
}
