/**
 * The button that records, what was recorded, and its file.
 *
 * @import { App } from "./app.js"
 * @import { Recording } from "./recorder.js"
 * @import { State } from "./state.js"
 */

import { find } from "./elements.js";
import { onChange } from "./memo.js";

const RUNNING = "Recording band and microphone, in this browser only.";
const RUNNING_ALONE =
  "Recording the band and your keys. Choose the microphone to record your instrument, too.";

/**
 * @param {App} app
 * @returns {(state: State) => void} shows them
 */
export function connectRecording({ root }) {
  const words = find(root, ".recording-words", HTMLElement);
  const sound = find(root, ".recorded", HTMLAudioElement);
  const file = find(root, ".recorded-file", HTMLAnchorElement);
  const showWords = onChange((/** @type {string} */ text) => (words.textContent = text));
  const show = onChange((/** @type {Recording | null} */ recording) => {
    sound.hidden = file.hidden = !recording;
    if (!recording) return;
    sound.src = file.href = recording.url;
    file.download = recording.name;
  });
  return ({ isRecording, recording, recordingFault, input }) => {
    const running = input === "microphone" ? RUNNING : RUNNING_ALONE;
    showWords(recordingFault || (isRecording ? running : doneWords(recording)));
    show(isRecording ? null : recording);
  };
}

/** @param {Recording | null} recording */
function doneWords(recording) {
  if (!recording) return "";
  const seconds = Math.round(recording.seconds);
  const length = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  return `Recorded ${length}. Save the recording before you close the page.`;
}
