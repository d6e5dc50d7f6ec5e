/**
 * A class by links. A teacher's task holds chart, settings, turns, a ladder of tempos and a goal in words; a
 * student's answer is the record of a session, with a name only if the student gives one. Nothing is stored on
 * the server. Answers are joined to one record, in which they follow each other chorus by chorus.
 *
 * @import { SessionRecord } from "./liverecord.js"
 * @import { Practice } from "./passes.js"
 * @import { Trade } from "./liveconnection.js"
 *
 * @typedef {object} Task
 * @property {1} task version
 * @property {string} link query string of chart and settings
 * @property {string} title
 * @property {string} goal in words
 * @property {Trade | null} trade whose bars are whose
 * @property {Pick<Practice, "faster" | "fastest">} ladder of tempos
 * @property {number} chorus bars
 * @property {number} barBeats
 *
 * @typedef {object} Answer
 * @property {1} answer version
 * @property {string} name "" without one
 * @property {number} chorus bars
 * @property {number} barBeats
 * @property {string} link
 * @property {SessionRecord} record
 */

const TICKS = 960; // of a beat, in records
const LONGEST_GOAL = 1000; // characters
const LONGEST_NAME = 60;
export const MOST_ANSWERS = 60;

/**
 * @param {any} value from a link or a file
 * @returns {Task | null} null if it is no task
 */
export function readTask(value) {
  if (value?.task !== 1 || typeof value.link !== "string") return null;
  const { link, title, goal, trade, ladder } = value;
  if (typeof goal !== "string" || goal.length > LONGEST_GOAL) return null;
  if (trade !== null && !(trade?.bars >= 1 && trade.bars <= 32)) return null;
  if (!(ladder?.faster >= 0 && ladder.fastest > 0) || !isForm(value)) return null;
  const { chorus, barBeats } = value;
  return { task: 1, link, title: String(title).slice(0, 200), goal, trade, ladder, chorus, barBeats };
}

/**
 * @param {any} value from a link or a file
 * @returns {Answer | null} null if it is no answer
 */
export function readAnswer(value) {
  if (value?.answer !== 1 || typeof value.link !== "string" || !isForm(value)) return null;
  const { name, chorus, barBeats, link, record } = value;
  if (!record?.session || !(record.bars >= 1) || !Array.isArray(record.acts)) return null;
  return { answer: 1, name: String(name ?? "").slice(0, LONGEST_NAME), link, chorus, barBeats, record };
}

/** @param {{ chorus: unknown, barBeats: unknown }} value */
function isForm({ chorus, barBeats }) {
  return Number.isInteger(chorus) && Number(chorus) > 0 && Number(barBeats) > 0;
}

/**
 * One record of all answers, and the bar at which each begins. Answers over another form, or of another network,
 * than the first one's are left out.
 *
 * @param {Answer[]} answers at least one
 * @returns {{ record: SessionRecord, starts: { bar: number, name: string }[], left: number }}
 */
export function joined(answers) {
  const [{ chorus, barBeats, record: first }] = answers;
  const fitting = answers.filter((answer) =>
    answer.chorus === chorus && answer.barBeats === barBeats && answer.record.model === first.model
  );
  /** @type {SessionRecord["acts"]} */
  const acts = [];
  /** @type {SessionRecord["vamps"]} */
  const vamps = [];
  const starts = [];
  let bar = 0;
  let end = 0;
  for (const { record, name } of fitting) {
    if (bar) acts.push({ bar, trade: null }, { bar, change: { settings: record.settings, practice: {} } });
    acts.push(...record.acts.map((act) => moved(act, bar, bar * barBeats * TICKS)));
    starts.push({ bar, name: name || `Answer ${starts.length + 1}` });
    for (const [first, bars, back] of record.vamps ?? []) vamps.push([bar + first, bars, back]);
    end = bar + record.bars;
    bar += Math.ceil(record.bars / chorus) * chorus;
  }
  return { record: { ...first, bars: end, acts, vamps }, starts, left: answers.length - fitting.length };
}

/**
 * @param {SessionRecord["acts"][number]} act
 * @param {number} bars
 * @param {number} ticks
 */
function moved(act, bars, ticks) {
  const later = { ...act, bar: act.bar + bars };
  if (act.sounds !== undefined) later.sounds = act.sounds + bars;
  if (act.heard) later.heard = movedTurn(act.heard, bars, ticks);
  if (act.soFar) {
    later.soFar = { ...movedTurn(act.soFar, bars, ticks), until: act.soFar.until + ticks };
  }
  return later;
}

/**
 * @param {{ from: number, notes: number[] }} turn
 * @param {number} bars
 * @param {number} ticks
 */
function movedTurn({ from, notes: [start, ...rest] }, bars, ticks) {
  return { from: from + bars, notes: start === undefined ? [] : [start + ticks, ...rest] };
}

/**
 * A task in words.
 *
 * @param {Task} task
 */
export function taskWords({ title, goal, trade, ladder }) {
  const words = [goal || "The task has no instructions."];
  if (trade) {
    const bars = trade.bars === 1 ? "one bar" : `${trade.bars} bars`;
    words.push(
      trade.first
        ? `You play ${bars}, then the soloist plays as many.`
        : `The soloist plays ${bars}, then you play as many.`,
    );
  }
  if (ladder.faster) words.push(`Each chorus is ${ladder.faster} bpm faster, up to ${ladder.fastest}.`);
  return `Task over ${title}: ${words.join(" ")}`;
}
