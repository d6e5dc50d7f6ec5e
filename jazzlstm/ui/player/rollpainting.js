/**
 * What is painted on the canvases of the piano roll.
 *
 * @import { Layout } from "./geometry.js"
 * @import { Music, Note } from "./packet.js"
 *
 * @typedef {CanvasRenderingContext2D} Pen
 *
 * @typedef {object} Scene
 * @property {Music} music
 * @property {Layout} layout
 * @property {number} scroll px
 * @property {number} written semitones from what sounds to what is written
 * @property {Record<string, string>} colours by name
 */

import { guideTones } from "./guides.js";
import { xOf, yOf } from "./geometry.js";
import { KINDS, pitchOf } from "./packet.js";
import { noteName } from "./spelling.js";

export const COLOURS = [
  ...["ink", "lane", "lane-dark", "bar", "beat", "band", "heat", "no-chord", "note-edge", "guide"],
  ...["chord-tone", "scale-tone", "outside"],
];
const BLACK_KEYS = [1, 3, 6, 8, 10]; // pitch classes
const ROOT_TINT = 0.16; // opacity
const TONE_TINT = 0.075; // opacity
const VEIL = 0.07; // opacity
const SHADE = 0.16; // opacity
const FAINTEST = 0.004; // probabilities below this are not painted

/**
 * Everything but the notes that sound: lanes, chord tones, probabilities, grid, notes.
 *
 * @param {Pen} pen
 * @param {Scene} scene
 * @param {{ heat: boolean, guides: boolean, turns?: boolean }} shown probabilities, guide tones, whose bars
 */
export function paintRoll(pen, scene, { heat, guides, turns }) {
  const { music, layout } = scene;
  pen.clearRect(0, 0, layout.width, layout.height);
  paintLanes(pen, scene);
  paintChordTones(pen, scene);
  if (heat) paintProbabilities(pen, scene);
  paintGrid(pen, scene);
  paintUnknown(pen, scene);
  if (guides) paintGuideTones(pen, scene);
  for (const note of music.notes) if (isInView(scene, note)) paintNote(pen, scene, note);
  if (turns) paintOthersBars(pen, scene);
}

/**
 * A shade over the bars that aren't the listener's.
 *
 * @param {Pen} pen
 * @param {Scene} scene
 */
function paintOthersBars(pen, scene) {
  const { music, layout, scroll, colours } = scene;
  const bars = music.live?.bars ?? [];
  pen.fillStyle = colours.ink;
  pen.globalAlpha = SHADE;
  bars.forEach(({ start, yours }, i) => {
    const end = bars[i + 1]?.start ?? music.until;
    if (yours || !isInView(scene, { start, end })) return;
    pen.fillRect(xOf(layout, start, scroll), 0, (end - start) * layout.beatWidth, layout.height);
  });
  pen.globalAlpha = 1;
}

/**
 * A veil over the bars that are not improvised yet.
 *
 * @param {Pen} pen
 * @param {Scene} scene
 */
function paintUnknown(pen, { music, layout, scroll, colours }) {
  if (music.until >= music.beats) return;
  const x = xOf(layout, music.until, scroll);
  pen.fillStyle = colours.ink;
  pen.globalAlpha = VEIL;
  pen.fillRect(x, 0, xOf(layout, music.beats, scroll) - x, layout.height);
  pen.globalAlpha = 1;
}

/**
 * The notes that sound, and the one that is pointed at.
 *
 * @param {Pen} pen
 * @param {Scene} scene
 * @param {Note[]} notes
 */
export function paintLitNotes(pen, scene, notes) {
  pen.clearRect(0, 0, scene.layout.width, scene.layout.height);
  for (const note of notes) paintNote(pen, scene, note, true);
}

/**
 * The names of the Cs, as they are written, left of the roll.
 *
 * @param {Pen} pen
 * @param {Scene} scene
 * @param {number} width px
 * @param {string} fontFamily
 */
export function paintKeys(pen, { layout, colours, written }, width, fontFamily) {
  pen.clearRect(0, 0, width, layout.height);
  pen.fillStyle = colours.ink;
  pen.globalAlpha = 0.66;
  pen.font = `11px ${fontFamily}`;
  pen.textAlign = "right";
  pen.textBaseline = "middle";
  for (const pitch of pitches(layout)) {
    const name = pitch + written;
    if (name % 12 === 0) pen.fillText(noteName(name), width - 6, yOf(layout, pitch) + layout.rowHeight / 2);
  }
  pen.globalAlpha = 1;
}

/**
 * @param {Scene} scene
 * @param {{ start: number, end: number }} span
 */
function isInView({ layout, scroll }, { start, end }) {
  return xOf(layout, end, scroll) >= 0 && xOf(layout, start, scroll) <= layout.width;
}

/** @param {Layout} layout */
function pitches({ lowest, rows }) {
  return Array.from({ length: rows }, (_, i) => lowest + i);
}

/**
 * @param {Pen} pen
 * @param {Scene} scene
 */
function paintLanes(pen, { layout, colours, written }) {
  for (const pitch of pitches(layout)) {
    pen.fillStyle = colours[BLACK_KEYS.includes((pitch + written) % 12) ? "lane-dark" : "lane"];
    pen.fillRect(0, yOf(layout, pitch), layout.width, layout.rowHeight + 0.5);
  }
}

/**
 * Rows of chord tones are tinted, the root's a little deeper: the tones that a line aims for.
 *
 * @param {Pen} pen
 * @param {Scene} scene
 */
function paintChordTones(pen, scene) {
  const { music, layout, scroll, colours } = scene;
  pen.fillStyle = colours.band;
  for (const chord of music.chords.filter((span) => isInView(scene, span))) {
    const [x, width] = [xOf(layout, chord.start, scroll), (chord.end - chord.start) * layout.beatWidth];
    for (const pitch of pitches(layout)) {
      if (!chord.tones.includes(pitch % 12)) continue;
      pen.globalAlpha = pitch % 12 === chord.root ? ROOT_TINT : TONE_TINT;
      pen.fillRect(x, yOf(layout, pitch), width, layout.rowHeight);
    }
  }
  pen.globalAlpha = 1;
}

/**
 * A line through the rows of third and seventh of each chord.
 *
 * @param {Pen} pen
 * @param {Scene} scene
 */
function paintGuideTones(pen, scene) {
  const { music, layout, scroll, colours } = scene;
  pen.fillStyle = colours.guide;
  for (const chord of music.chords.filter((span) => isInView(scene, span))) {
    const [x, width] = [xOf(layout, chord.start, scroll), (chord.end - chord.start) * layout.beatWidth];
    const [third] = guideTones(chord);
    for (const pitch of pitches(layout)) {
      if (!guideTones(chord).includes(pitch % 12)) continue;
      const dash = pitch % 12 === third ? width : 5;
      for (let at = 0; at < width - 2; at += 2 * dash) {
        pen.fillRect(
          x + 1 + at,
          yOf(layout, pitch) + layout.rowHeight / 2 - 1,
          Math.min(dash, width - 2 - at),
          2,
        );
      }
    }
  }
}

/**
 * @param {Pen} pen
 * @param {Scene} scene
 */
function paintProbabilities(pen, scene) {
  const { music, layout, scroll, colours } = scene;
  pen.fillStyle = colours.heat;
  const seen = music.notes.flatMap((note) => note.seen ?? []);
  for (const step of [...music.steps, ...seen]) {
    if (!isInView(scene, step)) continue;
    const x = xOf(layout, step.start, scroll);
    const width = Math.max(1, (step.end - step.start) * layout.beatWidth - 1);
    step.probabilities.forEach((probability, value) => {
      const pitch = pitchOf(step, value);
      if (pitch === null || probability < FAINTEST || pitch < layout.lowest) return;
      pen.globalAlpha = Math.min(0.6, 0.68 * Math.sqrt(probability));
      pen.fillRect(x, yOf(layout, pitch), width, layout.rowHeight);
    });
  }
  pen.globalAlpha = 1;
}

/**
 * @param {Pen} pen
 * @param {Scene} scene
 */
function paintGrid(pen, { music, layout, scroll, colours }) {
  pen.fillStyle = colours.beat;
  for (let beat = 0; beat <= music.beats; beat += 1) {
    pen.fillRect(Math.round(xOf(layout, beat, scroll)), 0, 1, layout.height);
  }
  pen.fillStyle = colours.bar;
  for (const bar of music.bars) pen.fillRect(Math.round(xOf(layout, bar, scroll)), 0, 1, layout.height);
}

/**
 * @param {Pen} pen
 * @param {Scene} scene
 * @param {Note} note
 * @param {boolean} [isLit]
 */
function paintNote(pen, { layout, scroll, colours }, note, isLit = false) {
  const x = xOf(layout, note.start, scroll) + 0.5;
  const width = Math.max(3, (note.end - note.start) * layout.beatWidth - 1.5);
  const height = Math.max(4, Math.min(layout.rowHeight * 1.25, 13));
  const y = yOf(layout, note.pitch) + (layout.rowHeight - height) / 2;
  pen.fillStyle = colours[KINDS[note.kind]];
  pen.strokeStyle = colours[isLit ? "ink" : "note-edge"];
  pen.lineWidth = isLit ? 2 : 1;
  pen.globalAlpha = isLit ? 1 : 0.62 + 0.38 * Math.min(1, note.velocity / 110);
  pen.beginPath();
  pen.roundRect(x, y, width, height, Math.min(4, height / 2.5));
  pen.fill();
  pen.globalAlpha = 1;
  pen.stroke();
}
