/**
 * The menu of sound files: who plays, in which format. The server makes a file when it is asked for, and tells
 * how far it is; a file that nobody asks about any more is given up.
 *
 * @typedef {{ paths: string, choices: Record<string, string> }} Offer what the server has: `sounds.py`
 * @typedef {{ tempo: number, semitones: number }} Heard how the player plays: 0 for the solo's own tempo
 * @typedef {{ share: number, ahead: number, ready: boolean, error: string }} Progress
 * @typedef {{ share: number, words: string } | null} Work null while no file is made
 */

const PAUSE = 400; // ms between two questions
const FAILURES = 5; // questions without an answer until it is told

/** The file that is made, also while the menu is closed. */
let asked = new AbortController();
/** @type {Work} */
let work = null;
let note = "";
/** @type {() => void} */
let show = () => {};

/** @param {{ parentElement: HTMLElement | ShadowRoot, data: Offer }} component */
export default function showSounds({ parentElement, data }) {
  const who = find(parentElement, ".who", HTMLSelectElement);
  const kind = find(parentElement, ".kind", HTMLSelectElement);
  const make = find(parentElement, ".make", HTMLButtonElement);
  const chosen = who.value;
  who.replaceChildren(...Object.entries(data.choices).map(([value, words]) => new Option(words, value)));
  if (chosen in data.choices) who.value = chosen;
  show = () => {
    find(parentElement, ".work", HTMLElement).hidden = !work;
    find(parentElement, "progress", HTMLProgressElement).value = work?.share ?? 0;
    find(parentElement, ".words", HTMLElement).textContent = work?.words ?? "";
    find(parentElement, ".note", HTMLElement).textContent = note;
    make.disabled = work !== null;
  };
  make.onclick = () => void download(`${data.paths}${who.value}.${kind.value}`, asHeard());
  find(parentElement, ".stop", HTMLButtonElement).onclick = () => {
    asked.abort();
    tell(null, "Cancelled.");
  };
  show();
}

/**
 * Ask until the file is there, and save it.
 *
 * @param {string} path
 * @param {Heard} heard
 */
async function download(path, heard) {
  asked.abort();
  asked = new AbortController();
  const { signal } = asked;
  const address = new URL(path.replace(/^\//, ""), new URL(".", location.href));
  if (heard.tempo) address.searchParams.set("tempo", String(heard.tempo));
  if (heard.semitones) address.searchParams.set("semitones", String(heard.semitones));
  const question = new URL(address);
  question.searchParams.set("progress", "");
  tell({ share: 0, words: "Making the file …" }, "");
  for (let failures = 0; failures < FAILURES && !signal.aborted;) {
    const progress = await ask(question, signal);
    if (signal.aborted) return;
    failures = progress ? 0 : failures + 1;
    if (progress?.error) return tell(null, progress.error);
    if (progress?.ready) {
      save(address);
      return tell(null, `Saved${heard.tempo ? ` at ${heard.tempo} bpm, the tempo of the player` : ""}.`);
    }
    if (progress) tell({ share: progress.share, words: wordsOf(progress) }, "");
    await new Promise((done) => setTimeout(done, PAUSE));
  }
  if (!signal.aborted) tell(null, "The server doesn't answer. Check your connection, then try again.");
}

/**
 * @param {URL} question
 * @param {AbortSignal} signal
 * @returns {Promise<Progress | null>} null without an answer
 */
async function ask(question, signal) {
  try {
    return await (await fetch(question, { signal, cache: "no-store" })).json();
  } catch {
    return null;
  }
}

/** @param {Progress} progress */
function wordsOf({ share, ahead }) {
  if (ahead) return ahead === 1 ? "Waiting for another file …" : `Waiting for ${ahead} other files …`;
  return `${Math.round(100 * share)}%`;
}

/** @param {URL} address */
function save(address) {
  const link = document.createElement("a");
  link.href = address.href;
  link.download = ""; // the server names the file
  link.click(); // outside the page, or Streamlit closes the menu
}

/** How the player on this page plays: it fills in the details of the event. */
function asHeard() {
  const detail = { tempo: 0, semitones: 0 };
  document.dispatchEvent(new CustomEvent("jazz-heard", { detail }));
  return detail;
}

/**
 * @param {Work} next
 * @param {string} words
 */
function tell(next, words) {
  work = next;
  note = words;
  show();
}

/**
 * @template {Element} T
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => T} kind
 * @returns {T}
 */
function find(root, selector, kind) {
  const found = root.querySelector(selector);
  if (!(found instanceof kind)) throw new Error(`${selector} is missing`);
  return found;
}
