import { chorusesBy, nextPass, practiceOf, practiceWords } from "../../../jazzlstm/ui/player/livepractice.js";
import { PLAIN } from "../../../jazzlstm/ui/player/passes.js";
import { equal, test } from "./check.js";

const FASTER = { ...PLAIN, faster: 10, fastest: 175 };
const BARS = Array.from({ length: 30 }, (_, i) => ({ start: 4 * i, yours: false, isTop: i % 12 === 0 }));

test("each pass is faster up to the fastest tempo, which is never below the usual one", () => {
  const tempos = [0, 1, 2, 3].map((pass) =>
    practiceOf({ practice: FASTER, tempo: null, exercise: "" }, 150, pass).tempo
  );
  equal(tempos, [undefined, 160, 170, 175]);
  equal(practiceOf({ practice: FASTER, tempo: 180, exercise: "" }, 150, 3), { tempo: 180 });
});

test("keys go on from pass to pass, within an octave", () => {
  const practice = { ...PLAIN, semitones: 10, keys: [0, 5, -2] };
  const semitones = [0, 1, 2, 3].map((pass) =>
    practiceOf({ practice, tempo: null, exercise: "" }, 120, pass).semitones
  );
  equal(semitones, [10, 3, 8, 10]);
});

test("a pass is asked for shortly before the chorus with which it begins", () => {
  const state = /** @type {any} */ ({ practice: FASTER, choruses: 1, exercise: "" });
  const at = (/** @type {number} */ bar, choruses = 1) =>
    nextPass({ ...state, choruses }, BARS, { bar, since: 1, secondsUntil: (beat) => (beat - 4 * bar) / 4 });
  equal([at(0), at(10), at(11), at(12), at(23)], [-1, -1, 12, -1, 24]);
  equal([at(11, 2), at(23, 2)], [-1, 24]);
  equal(nextPass({ ...state, practice: PLAIN }, BARS, { bar: 11, since: 1, secondsUntil: () => 0.5 }), -1);
  equal([0, 11, 12, 29].map((bar) => chorusesBy(BARS, bar)), [1, 1, 2, 3]);
});

test("the ladder goes from guide tones to the whole line at full speed", () => {
  const state = /** @type {any} */ ({ practice: PLAIN, tempo: null, exercise: "ladder", choruses: 1 });
  const rows = [0, 1, 2, 3, 4, 5, 9].map((pass) => practiceOf(state, 150, pass));
  equal(rows.map(({ rung }) => rung), [1, 2, 3, 4, 4, 4, 4]);
  equal(rows.map(({ tempo }) => tempo), [undefined, undefined, undefined, 90, 120, undefined, undefined]);
  equal(practiceOf({ ...state, exercise: "guides" }, 150, 7), { rung: 1 });
  equal(nextPass(state, BARS, { bar: 11, since: 1, secondsUntil: () => 1 }), 12);
  equal(practiceWords({ rung: 4, tempo: 90 }, 4), "Chorus 4 · the whole line · 90 bpm");
});

test("a pass is named in words", () => {
  equal(practiceWords({ tempo: 160, semitones: -2 }, 3), "Chorus 3 · 160 bpm · down 2 semitones");
  equal(practiceWords({}, 1), "Chorus 1");
});
