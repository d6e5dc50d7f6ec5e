import { delayOf } from "../../../jazzlstm/ui/player/clapping.js";
import { NoteFinder } from "../../../jazzlstm/ui/player/notefinder.js";
import { PitchFinder } from "../../../jazzlstm/ui/player/pitchfinder.js";
import { close, equal, holds, test } from "./check.js";

const BLOCK = 128; // samples that a browser passes at once
const HARMONICS = [1, 0.6, 0.4, 0.25, 0.15];

/**
 * @param {number} rate
 * @param {number} seconds
 * @param {[start: number, duration: number, pitch: number, level?: number][]} notes
 */
function soundOf(rate, seconds, notes) {
  const sound = new Float32Array(rate * seconds);
  for (const [start, duration, pitch, level = 0.1] of notes) {
    const turn = (2 * Math.PI * 440 * 2 ** ((pitch - 69) / 12)) / rate;
    for (let i = 0; i < duration * rate; i += 1) {
      const edge = Math.min(1, i / (0.01 * rate), (duration * rate - i) / (0.01 * rate));
      const wave = HARMONICS.reduce((sum, share, k) => sum + share * Math.sin(turn * (k + 1) * i), 0);
      sound[Math.round(start * rate) + i] += level * edge * wave;
    }
  }
  return sound;
}

/**
 * @param {Float32Array} sound
 * @param {number} rate
 */
function heardIn(sound, rate) {
  const pitches = new PitchFinder(rate);
  const finder = new NoteFinder();
  /** @type {import("../../../jazzlstm/ui/player/notefinder.js").Heard[]} */
  const heard = [];
  for (let i = 0; i + BLOCK <= sound.length; i += BLOCK) {
    pitches.push(sound.subarray(i, i + BLOCK), (i + BLOCK) / rate, (frame) => {
      heard.push(...finder.push(frame));
    });
  }
  return heard;
}

/**
 * Notes as they are after corrections.
 *
 * @param {Float32Array} sound
 * @param {number} rate
 */
function notesIn(sound, rate) {
  /** @type {{ start: number, end: number, pitch: number, velocity: number }[]} */
  const notes = [];
  for (const event of heardIn(sound, rate)) {
    if (event.kind === "attack") continue;
    if (event.kind === "press") {
      notes.push({ start: event.time, end: 0, pitch: event.pitch, velocity: event.velocity });
      continue;
    }
    const last = notes[notes.length - 1];
    equal(event.pitch, last.pitch);
    if (event.kind === "correct") last.pitch = event.to;
    else last.end = event.time;
  }
  return notes;
}

/** @param {number} rate */
function hearsALine(rate) {
  const line = [46, 58, 62, 65, 69, 68, 80, 53, 60].map((pitch, i) => [0.2 + 0.15 * i, 0.14, pitch]);
  const notes = notesIn(soundOf(rate, 2, /** @type {any} */ (line)), rate);
  equal(notes.map(({ pitch }) => pitch), line.map(([, , pitch]) => pitch));
  notes.forEach(({ start, end }, i) => {
    close(start, line[i][0], 0.035);
    close(end, line[i][0] + 0.14, 0.06);
  });
}

test("a line in eighths is heard, note for note, at 48 kHz", () => hearsALine(48_000));

test("a line in eighths is heard, note for note, at 44.1 kHz", () => hearsALine(44_100));

test("notes that are slurred are apart", () => {
  const notes = notesIn(soundOf(48_000, 1.5, [[0.2, 0.2, 60], [0.39, 0.2, 62], [0.58, 0.2, 64]]), 48_000);
  equal(notes.map(({ pitch }) => pitch), [60, 62, 64]);
});

test("a note that is struck again is two notes", () => {
  const notes = notesIn(soundOf(48_000, 1.5, [[0.2, 0.2, 60], [0.43, 0.2, 60]]), 48_000);
  equal(notes.map(({ pitch }) => pitch), [60, 60]);
  close(notes[1].start, 0.43, 0.035);
});

test("louder notes have more velocity", () => {
  const [soft, loud] = notesIn(soundOf(48_000, 1.5, [[0.2, 0.3, 60, 0.02], [0.7, 0.3, 60, 0.2]]), 48_000);
  holds(loud.velocity > soft.velocity + 10);
});

test("an octave that was wrong in the attack is corrected", () => {
  const growl = soundOf(48_000, 1.5, [[0.2, 0.5, 65], [0.2, 0.06, 53, 0.12]]);
  equal(notesIn(growl, 48_000).map(({ pitch }) => pitch), [65]);
});

/**
 * A tone whose pitch moves.
 *
 * @param {(time: number) => number} pitchAt seconds from its start
 * @param {number} duration seconds
 */
function gliding(pitchAt, duration) {
  const sound = new Float32Array(72_000);
  let phase = 0;
  for (let i = 0; i < duration * 48_000; i += 1) {
    phase += (2 * Math.PI * 440 * 2 ** ((pitchAt(i / 48_000) - 69) / 12)) / 48_000;
    const edge = Math.min(1, i / 480, duration * 100 - i / 480);
    sound[9600 + i] = 0.1 * edge *
      HARMONICS.reduce((sum, share, k) => sum + share * Math.sin((k + 1) * phase), 0);
  }
  return sound;
}

test("a note that is scooped is one note, of the pitch that it reaches", () => {
  const scoop = gliding((time) => 63 - Math.max(0, 0.8 - time / 0.1), 0.6);
  equal(notesIn(scoop, 48_000).map(({ pitch }) => pitch), [63]);
});

test("a note that falls at its end is one note", () => {
  const fall = gliding((time) => 67 - Math.max(0, time - 0.4) / 0.08, 0.5);
  equal(notesIn(fall, 48_000).map(({ pitch }) => pitch), [67]);
});

test("silence and noise are no notes", () => {
  equal(heardIn(new Float32Array(48_000), 48_000), []);
  let seed = 1;
  const noise = Float32Array.from({ length: 96_000 }, () => {
    seed = (seed * 16_807) % 2_147_483_647;
    return 0.2 * (seed / 2_147_483_647 - 0.5);
  });
  equal(notesIn(noise, 48_000), []);
});

test("sound that isn't a number does no harm later", () => {
  const sound = soundOf(48_000, 2, [[1, 0.3, 60]]);
  sound.fill(NaN, 0, 4800);
  equal(notesIn(sound, 48_000).map(({ pitch }) => pitch), [60]);
});

test("a clap is an attack", () => {
  const sound = soundOf(48_000, 1, [[0.5, 0.02, 90, 0.3]]);
  const attacks = heardIn(sound, 48_000).filter(({ kind }) => kind === "attack");
  equal(attacks.length, 1);
  close(/** @type {any} */ (attacks[0]).time, 0.5, 0.02);
});

const CLICKS = [1, 2, 3, 4, 5, 6, 7, 8];
/** @param {number[]} times */
const attacksAt = (times) =>
  times.map((time) => ({ kind: /** @type {const} */ ("attack"), time, level: -20 }));

test("the delay is the median from clicks to claps, though some are missing", () => {
  const claps = [3.08, 4.12, 5.09, 6.1, 7.11, 8.1];
  close(delayOf(CLICKS, attacksAt(claps)) ?? 0, 0.1, 1e-6);
});

test("the clicks themselves, softer in the microphone, don't count as claps", () => {
  const leaks = CLICKS.map((time) => ({
    kind: /** @type {const} */ ("attack"),
    time: time + 0.02,
    level: -50,
  }));
  close(delayOf(CLICKS, [...leaks, ...attacksAt(CLICKS.map((time) => time + 0.2))]) ?? 0, 0.2, 1e-6);
});

test("too few claps, or claps at random, give no delay", () => {
  equal(delayOf(CLICKS, attacksAt([3.1, 4.1, 5.1])), null);
  equal(delayOf(CLICKS, attacksAt([1.0, 2.5, 3.1, 4.4, 5.55, 6.02, 7.3, 8.5])), null);
  equal(delayOf(CLICKS, []), null);
});
