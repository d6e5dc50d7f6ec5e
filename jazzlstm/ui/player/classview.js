/**
 * The panel of a class: the teacher's task, the student's answer, and all answers one after another.
 *
 * @import { App } from "./app.js"
 * @import { Answer, Task } from "./classroom.js"
 * @import { State } from "./state.js"
 */

import { joined, MOST_ANSWERS, readAnswer, readTask, taskWords } from "./classroom.js";
import { onHash } from "./arrival.js";
import { copyLink } from "./clipboard.js";
import { find, make } from "./elements.js";
import { readJson, saveJson } from "./jsonfile.js";
import { LONGEST_LINK } from "./liverecord.js";
import { onChange } from "./memo.js";
import { packed, unpacked } from "./packed.js";
import { practise } from "./practising.js";

const DAMAGED = "This link can't be read: a part of it is missing. Ask for the whole link, or for the file.";
const SAVED =
  "This is too long for a link, so it was saved as a file. Send the file. It is opened with Open files.";
const NO_ANSWER = "Play a live session first: your last session is the answer.";
const NO_LINKS = "No answer was found in this text. Paste whole links, one on each line.";
const NO_FILE = "is not a task or answer file. Choose a file that Copy task link or Copy answer link saved.";

/**
 * @param {App} app
 * @returns {(state: State) => void} shows it
 */
export function connectClass(app) {
  const panel = find(app.root, ".class", HTMLDetailsElement);
  const links = find(panel, ".answer-links", HTMLTextAreaElement);
  const files = find(panel, ".class-files", HTMLInputElement);
  const { signal } = app;
  links.addEventListener("change", () => void readLinks(app, links), { signal });
  links.addEventListener("input", (event) => {
    if (event instanceof InputEvent && event.inputType === "insertFromPaste") void readLinks(app, links);
  }, { signal });
  files.addEventListener("change", () => void readFiles(app, files), { signal });
  onHash("class", (hash) => void openAddress(app, panel, hash), signal);
  const showTask = onChange((/** @type {Task | null} */ task) => {
    find(panel, ".task-words", HTMLElement).textContent = task ? taskWords(task) : "";
  });
  const showAnswers = onChange((/** @type {Answer[]} */ answers, /** @type {string} */ now) => {
    const names = answers.length ? joined(answers).starts.map(({ name }) => name) : [];
    const items = names.map((name) => make("li", { text: name === now ? `${name} (plays now)` : name }));
    find(panel, ".answers", HTMLElement).replaceChildren(...items);
  });
  const showWords = onChange((/** @type {string} */ words) => {
    find(panel, ".class-words", HTMLElement).textContent = words;
  });
  return (state) => {
    showTask(state.task);
    showAnswers(state.answers, nowPlaying(state));
    showWords(state.classWords);
  };
}

/** @param {State} state */
function nowPlaying({ replaying, playsAnswers, answers, music, beat }) {
  if (!replaying || !playsAnswers || !answers.length) return "";
  const bar = music?.live?.bars.findLastIndex(({ start }) => start <= beat + 1e-6) ?? 0;
  return joined(answers).starts.findLast((start) => start.bar <= bar)?.name ?? "";
}

/**
 * What the address names after "#": a task to play, or an answer to hear.
 *
 * @param {App} app
 * @param {HTMLDetailsElement} panel
 * @param {string} hash
 */
async function openAddress(app, panel, hash) {
  const fields = new URLSearchParams(hash.replace(/^#/, ""));
  const text = fields.get("task") ?? fields.get("answer");
  if (!text) return;
  panel.open = true;
  const together = panel.parentElement?.closest("details");
  if (together) together.open = true;
  const isTaken = take(app, await unpacked(text));
  if (!isTaken) app.update({ classWords: DAMAGED });
}

/**
 * Take over a task or an answer.
 *
 * @param {App} app
 * @param {unknown} value
 * @returns {boolean} whether it is one
 */
function take(app, value) {
  const task = readTask(value);
  const answer = readAnswer(value);
  if (task) begin(app, task);
  if (answer) {
    const answers = [...app.state.answers, answer].slice(-MOST_ANSWERS);
    app.update({ answers, classWords: `Answers opened: ${answers.length} (at most ${MOST_ANSWERS}).` });
  }
  return Boolean(task ?? answer);
}

/**
 * @param {App} app
 * @param {Task} task
 */
function begin(app, task) {
  showTrade(app, task.trade);
  practise(app, task.ladder);
  app.update({
    task,
    classWords:
      "Choose under “You play” what you play on, press Live, and play. Then press Copy answer link.",
  });
}

/**
 * Choose the turns of a task, as if by hand.
 *
 * @param {App} app
 * @param {Task["trade"]} trade
 */
function showTrade(app, trade) {
  const bars = find(app.root, ".trade", HTMLSelectElement);
  bars.value = String(trade?.bars ?? 0);
  if (bars.selectedIndex < 0) bars.value = "chorus"; // no other turn is as long
  find(app.root, ".trade-first", HTMLSelectElement).value = trade?.first === false ? "band" : "you";
  bars.dispatchEvent(new Event("change"));
}

/**
 * The link of the task, for students: the chart and settings of the page, the turns, the ladder, and the goal.
 *
 * @param {App} app
 */
export async function copyTask(app) {
  const { shown, packet, trade, practice, music } = app.state;
  const goal = find(app.root, ".goal", HTMLTextAreaElement).value.trim();
  const { faster, fastest } = practice;
  /** @type {Task} */
  const task = {
    task: 1,
    link: packet?.link ?? "",
    title: shown?.title ?? "",
    goal,
    trade,
    ladder: { faster, fastest },
    chorus: chorusBars(app),
    barBeats: music?.barBeats ?? 4,
  };
  await give(app, "task", task, task.link);
  app.update({ classWords: `${app.state.classWords} ${taskWords(task)}` });
}

/**
 * The link of the student's last session.
 *
 * @param {App} app
 */
export async function copyAnswer(app) {
  const { session, music, packet, task } = app.state;
  if (!session) return app.update({ classWords: NO_ANSWER });
  const name = find(app.root, ".own-name", HTMLInputElement).value.trim();
  const link = task?.link ?? packet?.link ?? "";
  const barBeats = task?.barBeats ?? music?.barBeats ?? 4;
  const chorus = task?.chorus ?? chorusBars(app);
  await give(app, "answer", { answer: 1, name, link, chorus, barBeats, record: session }, link);
}

/** @param {App} app */
function chorusBars({ state: { music } }) {
  return music?.chorusBars || music?.form.order.length || 1;
}

/**
 * Copy a link, or save a file if the link would be too long.
 *
 * @param {App} app
 * @param {"task" | "answer"} kind
 * @param {object} value
 * @param {string} query
 */
async function give(app, kind, value, query) {
  const text = await packed(value);
  const url = `${location.origin}${location.pathname}?${query}#${kind}=${text}`;
  if (!text || url.length > LONGEST_LINK) {
    saveJson(`${app.state.shown?.title ?? "jazz"}.${kind}`, value);
    return app.update({ classWords: SAVED });
  }
  app.update({ classWords: await copyLink(url) });
}

/**
 * @param {App} app
 * @param {HTMLTextAreaElement} field
 */
async function readLinks(app, field) {
  const texts = [...field.value.matchAll(/[#&](?:answer|task)=([\w-]+)/g)].map(([, text]) => text);
  const taken = [];
  for (const text of texts) taken.push(take(app, await unpacked(text)));
  if (!texts.length && field.value.trim()) app.update({ classWords: NO_LINKS });
  else if (taken.includes(false)) app.update({ classWords: DAMAGED });
  if (taken.some(Boolean)) field.value = "";
}

/**
 * @param {App} app
 * @param {HTMLInputElement} input
 */
async function readFiles(app, input) {
  for (const file of input.files ?? []) {
    const value = await readJson(file);
    const task = readTask(value);
    if (task && task.link !== app.state.packet?.link) return openTask(task); // another chart, other settings
    if (!take(app, value)) app.update({ classWords: `${file.name} ${NO_FILE}` });
  }
  input.value = "";
}

/** @param {Task} task */
async function openTask(task) {
  location.assign(`?${task.link}#task=${await packed(task)}`);
}

/**
 * Play all answers, one after another.
 *
 * @param {App} app
 */
export function playAnswers(app) {
  const { answers } = app.state;
  if (!answers.length) {
    return app.update({ classWords: "There are no answers yet. Paste links, or open files." });
  }
  const { record, left } = joined(answers);
  const words = left ? `${left} skipped: another chart or another network. Ask for answers to one task.` : "";
  app.update({ playsAnswers: true, classWords: words });
  void app.replay.start(record);
}

/** @param {App} app */
export function clearAnswers(app) {
  app.update({ answers: [], playsAnswers: false, classWords: "" });
}
