/**
 * Changes are read while they are typed. Streamlit reads its text area on Ctrl+Enter or when the focus
 * leaves it; here a pause in typing presses these keys.
 */

const PAUSE = 700; // ms
const FIELD = ".st-key-changes textarea";

/** @param {AbortSignal} signal ends it */
export function readWhileTyping(signal) {
  let pause = 0;
  document.addEventListener("input", ({ target }) => {
    if (!(target instanceof Element) || !target.matches(FIELD)) return;
    clearTimeout(pause);
    pause = setTimeout(() => {
      const press = { key: "Enter", code: "Enter", ctrlKey: true, bubbles: true, cancelable: true };
      if (target.isConnected) target.dispatchEvent(new KeyboardEvent("keydown", press));
    }, PAUSE);
  }, { signal });
}
