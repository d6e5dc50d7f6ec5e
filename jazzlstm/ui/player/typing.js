// Changes are read while they are typed. Streamlit's text area hands its text over on
// Ctrl+Enter or when it is left; here the pause of a typist presses these keys.

const PAUSE = 700; // ms

function listenToTyping(signal) {
  let pause = 0;
  const onInput = (event) => {
    const field = event.target;
    if (!field.matches?.(".st-key-changes textarea")) return;
    clearTimeout(pause);
    pause = setTimeout(() => {
      const press = { key: "Enter", code: "Enter", ctrlKey: true, bubbles: true, cancelable: true };
      if (field.isConnected) field.dispatchEvent(new KeyboardEvent("keydown", press));
    }, PAUSE);
  };
  document.addEventListener("input", onInput, { signal });
}
