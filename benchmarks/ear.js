// Prints the notes of sounds as JSON: for each file of 32-bit floats, rows of seconds and pitch.
import { NoteFinder } from "../jazzlstm/ui/player/notefinder.js";
import { PitchFinder } from "../jazzlstm/ui/player/pitchfinder.js";

const BLOCK = 128; // frames that the browser passes at once
const [rate, ...files] = Deno.args;

/** @param {string} file */
function notesOf(file) {
  const sound = new Float32Array(Deno.readFileSync(file).buffer);
  const finder = new PitchFinder(Number(rate));
  const notes = new NoteFinder();
  const rows = [];
  for (let i = 0; i + BLOCK <= sound.length; i += BLOCK) {
    finder.push(sound.subarray(i, i + BLOCK), (i + BLOCK) / Number(rate), (frame) => {
      for (const heard of notes.push(frame)) {
        if (heard.kind === "press") rows.push([heard.time, heard.pitch]);
        if (heard.kind === "correct") rows[rows.length - 1][1] = heard.to;
      }
    });
  }
  return rows;
}

console.log(JSON.stringify(files.map(notesOf)));
