/** A file that is dropped on the chords goes to the field for chart files, which is Streamlit's own. */

const PLACES = ".st-key-changes, .st-key-tune"; // the field itself takes files without help
const FIELD = ".st-key-chart_files input[type=file]";

/** @param {AbortSignal} signal ends it */
export function takeDroppedFiles(signal) {
  document.addEventListener("dragover", (event) => {
    if (hasFile(event)) event.preventDefault(); // the browser would open the file otherwise
  }, { signal });
  document.addEventListener("drop", (event) => {
    const field = document.querySelector(FIELD);
    if (!hasFile(event) || !(field instanceof HTMLInputElement) || !event.dataTransfer) return;
    event.preventDefault();
    field.files = event.dataTransfer.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }, { signal });
}

/**
 * @param {DragEvent} event
 * @returns {boolean} whether a file is dragged over a place for charts
 */
function hasFile({ target, dataTransfer }) {
  const isPlace = target instanceof Element && target.closest(PLACES) !== null;
  return isPlace && (dataTransfer?.types.includes("Files") ?? false);
}
