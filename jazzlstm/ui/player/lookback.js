/**
 * What the listener played in a live session: the request to the server for its probabilities, and the answer.
 *
 * @import { Music, Note } from "./packet.js"
 *
 * @typedef {[title: string, yours: number | null, usual: number, low: number, high: number, unit: string]} Figure
 *
 * @typedef {object} Question the body of the request; beats as the band plays them
 * @property {number} from
 * @property {number} until
 * @property {number} tempo
 * @property {[start: number, duration: number, pitch: number, velocity: number, own: 0 | 1][]} notes
 * @property {[start: number, end: number][]} turns of the listener
 * @property {[start: number, symbol: string][]} chords
 *
 * @typedef {object} Seen
 * @property {number} notes how many
 * @property {number} bars
 * @property {(number | null)[]} shares of chord tones, other scale tones and outside notes
 * @property {Figure[]} figures beside those of people's solos
 * @property {Note[]} least the least likely notes
 * @property {ArrayBuffer} midi
 * @property {ArrayBuffer} musicxml
 * @property {ArrayBuffer} [score] SVG
 *
 * @typedef {{ player: string, wins: number, isSure: boolean }} Nearest
 *
 * @typedef {object} SeenRows
 * @property {[row: number, kind: number, reference: number, value: number, isLeast: boolean][]} notes
 * @property {number} pitchValues
 * @property {number} bars
 * @property {(number | null)[]} shares
 * @property {Figure[]} figures
 */

const EARLY = 0.25; // beats that a note may come before its turn

/**
 * @param {Note} note
 */
function isOwn({ step }) {
  return step < 0;
}

/**
 * What is asked about, and the notes in the order of its rows; null if the listener has played nothing.
 *
 * @param {Music} music
 * @returns {{ question: Question, rows: Note[] } | null}
 */
export function questionOf(music) {
  const own = music.notes.filter(isOwn);
  const bars = music.live?.bars ?? [];
  if (!own.length || !bars.length) return null;
  const turns = turnsOf(bars, music.barBeats);
  const first = own[0].start + EARLY;
  const last = own[own.length - 1].start;
  const from = turns.find(([, end]) => end > first)?.[0] ??
    bars.findLast(({ start }) => start <= first)?.start ?? bars[0].start;
  const until = bars.find(({ start }) => start > last)?.start ?? bars[bars.length - 1].start + music.barBeats;
  const within = turns.filter(([start, end]) => end > from && start < until);
  const rows = (within.length ? music.notes : own).filter(({ start }) =>
    start >= from - EARLY && start < until
  );
  return {
    rows,
    question: {
      from,
      until,
      tempo: music.tempo,
      notes: rows.map((note) => [
        note.start,
        Math.max(0.01, note.end - note.start),
        note.pitch,
        note.velocity,
        isOwn(note) ? 1 : 0,
      ]),
      turns: within.length ? within.map(([start, end]) => [start, Math.min(end, until)]) : [[from, until]],
      chords: music.chords.filter(({ start, end }) => end > from && start < until)
        .map(({ start, symbol }) => [start, symbol]),
    },
  };
}

/**
 * The listener's turns: bars in a row.
 *
 * @param {{ start: number, yours: boolean }[]} bars
 * @param {number} barBeats
 * @returns {[number, number][]}
 */
function turnsOf(bars, barBeats) {
  /** @type {[number, number][]} */
  const turns = [];
  bars.forEach(({ start, yours }, i) => {
    const end = bars[i + 1]?.start ?? start + barBeats;
    if (yours && i > 0 && bars[i - 1].yours) turns[turns.length - 1][1] = end;
    else if (yours) turns.push([start, end]);
  });
  return turns;
}

/**
 * The notes with the network's probabilities, beside those that were asked about.
 *
 * @param {Note[]} rows
 * @param {SeenRows} answer
 * @param {ArrayBuffer} pitches probabilities, (notes, pitchValues), each a byte: 255 times its root
 * @returns {Map<Note, Note>}
 */
export function seenNotes(rows, { notes, pitchValues }, pitches) {
  const probabilities = Float32Array.from(new Uint8Array(pitches), (root) => (root / 255) ** 2);
  return new Map(notes.map(([row, kind, reference, value], i) => {
    const own = probabilities.subarray(i * pitchValues, (i + 1) * pitchValues);
    const { start, end } = rows[row];
    return [rows[row], { ...rows[row], kind, seen: { start, end, reference, value, probabilities: own } }];
  }));
}
