/**
 * The panel of what the listener played: in words, beside people's solos, on a staff, and as files.
 *
 * @import { App } from "./app.js"
 * @import { Figure, Seen } from "./lookback.js"
 * @import { Music, Note, Packet } from "./packet.js"
 * @import { State } from "./state.js"
 */

import { find, make } from "./elements.js";
import { onChange } from "./memo.js";
import { lookBack } from "./mirror.js";
import { likeliestValues, pitchOf } from "./packet.js";
import { writtenIn } from "./reading.js";
import { engravedPage } from "./score.js";
import { noteName, percent, spelledChord } from "./spelling.js";
import { showNote } from "./viewing.js";

const NAMES = ["chord tones", "other scale tones", "outside"];
const NEAREST_TOO_FEW = "To learn whose style is nearest to yours, play twelve bars or more.";
const NEAREST_UNCLEAR = "No player's style is clearly nearest to yours.";
const GRACE = 40; // px that the page of a staff is narrower than the panel

/**
 * @param {App} app
 * @returns {(state: State) => void} shows it
 */
export function connectMirror(app) {
  const panel = find(app.root, ".mirror", HTMLDetailsElement);
  const status = find(panel, ".mirror-words", HTMLElement);
  const body = find(panel, ".mirror-body", HTMLElement);
  app.mirrorWidth = () => Math.max(300, panel.clientWidth - GRACE);
  panel.addEventListener("toggle", () => panel.open && void lookBack(app), { signal: app.signal });
  const showWords = onChange((/** @type {string} */ words) => (status.textContent = words));
  const showNearest = onChange((/** @type {State["nearest"]} */ nearest) => {
    find(panel, ".nearest", HTMLElement).textContent = nearestWords(nearest);
  });
  const show = onChange((/** @type {Seen | null} */ seen, /** @type {number} */ written) => {
    body.hidden = !seen;
    if (seen) fill(app, panel, seen, written);
  });
  const showLearnt = onChange((/** @type {Packet["learnt"] | undefined} */ learnt) => {
    find(panel, ".learnt", HTMLElement).textContent = learntWords(learnt);
  });
  const again = onChange((/** @type {string} */ turn, /** @type {number} */ chorus) => {
    if (panel.open && (turn === "band" || chorus > 0)) void lookBack(app); // a turn or a chorus is over
  });
  return (state) => {
    showWords(state.seenFault || (state.looksBack && !state.seen ? "Analysing …" : wordsOf(state.seen)));
    show(state.seen, writtenIn(state).semitones);
    showNearest(state.nearest);
    showLearnt(state.packet?.learnt);
    again(state.turn, chorusOf(state));
  };
}

/**
 * The bar with which the chorus begins that sounds, unless turns are taken; -1 without a session.
 *
 * @param {State} state
 */
function chorusOf({ live, trade, music, beat }) {
  if (!live || trade) return -1;
  return music?.live?.bars.findLastIndex(({ isTop, start }) => isTop && start <= beat) ?? -1;
}

/** @param {Seen | null} seen */
function wordsOf(seen) {
  if (!seen) return "";
  const { notes, bars, shares } = seen;
  const words = `You played ${count(notes, "note")} in ${count(bars, "bar")}.`;
  if (shares.some((share) => share === null)) return words;
  return `${words} ${shares.map((share, i) => `${percent(share ?? 0)} ${NAMES[i]}`).join(", ")}.`;
}

/**
 * @param {number} number
 * @param {string} word
 */
function count(number, word) {
  return `${number} ${word}${number === 1 ? "" : "s"}`;
}

/** @param {State["nearest"]} nearest */
function nearestWords(nearest) {
  if (nearest === "asked") return "Comparing your style with that of each player …";
  if (nearest === "") return "";
  if (!nearest) return NEAREST_TOO_FEW;
  if (!nearest.isSure) return NEAREST_UNCLEAR;
  return `Your style is nearest to ${nearest.player}'s, in ${
    percent(nearest.wins)
  } of random samples of your bars.`;
}

/** @param {Packet["learnt"] | undefined} learnt */
function learntWords(learnt) {
  if (learnt?.fault) return `This can't be used for a training: ${learnt.fault}.`;
  if (!learnt?.number) return "";
  const files = learnt.number === 1 ? "One file is" : `${learnt.number} files are`;
  return `${files} ready on the page Train your own. Train a network there, then choose it here under Advanced, and trade with it.`;
}

/**
 * @param {App} app
 * @param {HTMLElement} panel
 * @param {Seen} seen
 * @param {number} written semitones
 */
function fill(app, panel, seen, written) {
  find(panel, ".mirror-figures tbody", HTMLElement).replaceChildren(...seen.figures.map(figureRow));
  find(panel, ".mirror-figures", HTMLElement).hidden = !seen.figures.length;
  const least = seen.least.map((note) => make("li", { children: [noteButton(app, note, written)] }));
  find(panel, ".mirror-least", HTMLElement).replaceChildren(...least);
  const page = seen.score && engravedPage(seen.score);
  find(panel, ".mirror-staff", HTMLElement).replaceChildren(...(page ? [page] : []));
  offer(find(panel, ".own-midi", HTMLAnchorElement), seen.midi, "audio/midi");
  offer(
    find(panel, ".own-musicxml", HTMLAnchorElement),
    seen.musicxml,
    "application/vnd.recordare.musicxml+xml",
  );
}

/** @param {Figure} figure */
function figureRow([title, yours, usual, low, high, unit]) {
  const short = unit === "%" ? "%" : "";
  const name = unit && unit !== "%" ? `${title}, ${unit}` : title;
  const cells = [yours === null ? "–" : `${rounded(yours)}${short}`, `${rounded(usual)}${short}`];
  const cell = (/** @type {string} */ text) => make("td", { text });
  const head = make("th", { text: name });
  head.scope = "row";
  return make("tr", {
    children: [head, ...cells.map(cell), cell(`${rounded(low)} to ${rounded(high)}${short}`)],
  });
}

/** @param {number} number */
function rounded(number) {
  return number >= 10 ? String(Math.round(number)) : number.toFixed(1);
}

/**
 * One of the least likely notes, as a button that shows it on the roll.
 *
 * @param {App} app
 * @param {Note} note
 * @param {number} written semitones
 */
function noteButton(app, note, written) {
  const { music } = app.state;
  const text = music ? noteWords(music, note, written) : "";
  const button = make("button", { className: "quiet text", text });
  button.type = "button";
  button.addEventListener("click", () => showNote(app, note));
  return button;
}

/**
 * @param {Music} music
 * @param {Note} note
 * @param {number} written semitones
 */
function noteWords(music, note, written) {
  const { seen } = note;
  if (!seen) return "";
  const bar = music.live?.bars.findLastIndex(({ start }) => start <= note.start + 0.2) ?? 0;
  const beat = Math.max(0, note.start - (music.live?.bars[bar]?.start ?? 0));
  const chord = music.chords.findLast(({ start }) => start <= note.start + 0.05);
  const { root, quality } = spelledChord(chord?.symbol ?? "NC");
  const [likeliest] = likeliestValues(seen, 1);
  const pitch = pitchOf(seen, likeliest);
  const other = pitch === null ? "a rest" : noteName(pitch + written);
  const place = `Bar ${bar + 1}, beat ${Math.floor(beat) + 1}`;
  return `${place}: ${noteName(note.pitch + written)} over ${root}${quality}, probability ${
    percent(seen.probabilities[seen.value])
  }. Most likely: ${other}, ${percent(seen.probabilities[likeliest])}`;
}

/**
 * Let a link give out a file.
 *
 * @param {HTMLAnchorElement} link
 * @param {ArrayBuffer} bytes
 * @param {string} type
 */
function offer(link, bytes, type) {
  URL.revokeObjectURL(link.href);
  link.href = URL.createObjectURL(new Blob([bytes], { type }));
}
