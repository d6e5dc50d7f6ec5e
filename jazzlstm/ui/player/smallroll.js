/**
 * A solo as a piano roll the size of a stamp.
 *
 * @import { SmallNote } from "./packet.js"
 */

const SVG = "http://www.w3.org/2000/svg";
const BEAT = 10; // units of the picture
const ROW = 3; // units of the picture, a semitone
const FEWEST_ROWS = 12;

/**
 * @param {SmallNote[]} notes
 * @param {number} beats
 */
export function smallRoll(notes, beats) {
  const svg = document.createElementNS(SVG, "svg");
  const pitches = notes.map(([, , pitch]) => pitch);
  const low = Math.min(...pitches, 60);
  const rows = Math.max(FEWEST_ROWS, Math.max(...pitches, 72) - low) + 1;
  svg.setAttribute("viewBox", `0 0 ${beats * BEAT} ${rows * ROW}`);
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  for (const [start, duration, pitch] of notes) {
    const bar = document.createElementNS(SVG, "rect");
    bar.setAttribute("x", String(start * BEAT));
    bar.setAttribute("y", String((rows - 1 - pitch + low) * ROW));
    bar.setAttribute("width", String(Math.max(2, duration * BEAT - 1)));
    bar.setAttribute("height", String(ROW));
    svg.append(bar);
  }
  return svg;
}
