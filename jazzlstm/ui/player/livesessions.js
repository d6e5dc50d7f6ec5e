/**
 * Sessions that were played: this browser keeps the last ones. They can be played again, shared and saved.
 *
 * @import { App } from "./app.js"
 * @import { SessionRecord } from "./liverecord.js"
 * @import { State } from "./state.js"
 */

import { onHash } from "./arrival.js";
import { addressHere } from "./banks.js";
import { copyLink } from "./clipboard.js";
import { find } from "./elements.js";
import { readJson, saveJson } from "./jsonfile.js";
import { LONGEST_LINK, readRecord, readText, textIn, textOf } from "./liverecord.js";
import { isSameSession, keepSession, keptSessions } from "./livestorage.js";
import { onChange } from "./memo.js";
import { askForFile, waitForSound } from "./liverequest.js";
import { download, follow } from "./saving.js";

/** @type {Record<string, string>} */
const ENDINGS = { midi: "mid", musicxml: "musicxml" };

const MAKING = "Making the file …";
const SAVED = "The file is saved.";
const MAKING_SOUND = "The server makes the sound file. The browser saves it as soon as it is ready.";
const OPENED = "The session is open. Press Play session to hear it.";
const TOO_LONG =
  "This session is too long for a link, so it was saved as a file. Send the file. It is opened with Open session.";
const NO_LINK =
  "This browser can't make the link, so the session was saved as a file. It is opened with Open session.";
const DAMAGED = "The link of this session can't be read. Ask for the whole link, or for the session's file.";
const NO_SESSION = "This is not a session file. Choose a file that Save session made.";

/**
 * @param {App} app
 * @returns {(state: State) => void} shows the sessions
 */
export function connectSessions(app) {
  const { root, signal } = app;
  const earlier = find(root, ".earlier", HTMLSelectElement);
  const file = find(root, ".session-file", HTMLInputElement);
  const words = find(root, ".session-words", HTMLElement);
  earlier.addEventListener("change", () => {
    const kept = keptSessions()[Number(earlier.value)];
    if (kept) app.update({ session: kept.record, sessionWords: OPENED });
  }, { signal });
  file.addEventListener("change", () => void openFile(app, file), { signal });
  onHash("sessions", (hash) => void openLink(app, hash), signal);
  const showKept = onChange((/** @type {SessionRecord | null} */ session) => {
    const kept = keptSessions();
    earlier.replaceChildren(...kept.map(({ title }, i) => new Option(title, String(i))));
    if (!kept.length) earlier.append(new Option("none yet", "-1"));
    earlier.value = String(kept.findIndex(({ record }) => isSameSession(record, session)));
    earlier.disabled = !kept.length;
  });
  const showWords = onChange((/** @type {string} */ text) => (words.textContent = text));
  return ({ session, sessionWords }) => {
    showKept(session);
    showWords(sessionWords);
  };
}

/**
 * The session in the address.
 *
 * @param {App} app
 * @param {string} hash
 */
async function openLink(app, hash) {
  const text = textIn(hash);
  if (!text) return;
  const session = await readText(text);
  find(app.root, ".together", HTMLDetailsElement).open = true;
  show(app, session, DAMAGED);
}

/**
 * @param {App} app
 * @param {HTMLInputElement} input
 */
async function openFile(app, input) {
  const [file] = input.files ?? [];
  if (!file) return;
  const session = readRecord(await readJson(file));
  input.value = "";
  show(app, session, NO_SESSION);
}

/**
 * @param {App} app
 * @param {SessionRecord | null} session
 * @param {string} fault why there is none
 */
function show(app, session, fault) {
  if (session) keepSession(session, app.state.shown?.title ?? "");
  app.update(session ? { session, sessionWords: OPENED } : { sessionWords: fault });
}

/** @param {App} app */
export function replaySession(app) {
  if (app.state.session) void app.replay.start(app.state.session);
}

/** @param {App} app */
export async function copySession(app) {
  const { session, packet } = app.state;
  if (!session) return;
  const text = await textOf(session);
  if (!text || text.length > LONGEST_LINK) {
    saveRecord(session, `${app.state.shown?.title ?? "Session"}, ${session.bars} bars`);
    return app.update({ sessionWords: text ? TOO_LONG : NO_LINK });
  }
  const url = `${location.origin}${location.pathname}?${packet?.link ?? ""}#session=${text}`;
  app.update({ sessionWords: await copyLink(url) });
}

/** @param {App} app */
export async function saveSession(app) {
  const { session, shown, packet } = app.state;
  if (!session) return;
  const kind = find(app.root, ".session-kind", HTMLSelectElement).value;
  const name = `${shown?.title ?? "Session"}, ${session.bars} bars`;
  if (kind === "session") return saveRecord(session, name);
  app.update({ sessionWords: MAKING });
  const file = await askForFile({ settings: packet?.live, record: session, kind });
  if (typeof file === "string") return app.update({ sessionWords: file });
  if (kind === "sound") return saveSound(app, addressHere(await file.text()));
  download(`${name}.${ENDINGS[kind]}`, await file.arrayBuffer(), "application/octet-stream");
  app.update({ sessionWords: SAVED });
}

/**
 * @param {App} app
 * @param {URL} address
 */
async function saveSound(app, address) {
  app.update({ sessionWords: MAKING_SOUND });
  const fault = await waitForSound(address);
  if (!fault) follow(address);
  app.update({ sessionWords: fault || SAVED });
}

/**
 * @param {SessionRecord} session
 * @param {string} name
 */
function saveRecord(session, name) {
  saveJson(`${name}.session`, session);
}
