import { Turns } from "../../../jazzlstm/ui/player/liveturns.js";
import { equal, test } from "./check.js";

const BARS = [false, true, true, false, false].map((yours, i) => ({ start: 4 * i, yours, isTop: i === 0 }));
const MUSIC = /** @type {any} */ ({ live: { bars: BARS } });

/**
 * A session whose listener plays a second note after the first was sent.
 *
 * @param {{ isInTime: boolean, took?: number }} given
 */
function trading({ isInTime, took = 0.1 }) {
  /** @type {any[]} */
  const done = [];
  let now = 11; // seconds; a beat a second
  const connection = {
    took,
    record: { acts: /** @type {any[]} */ ([{ bar: 1, trade: null }]) },
    acts: [],
    act: (/** @type {any} */ { heard }, /** @type {number} */ bar) => {
      done.push(["again", bar, heard.notes.length / 4]);
      return Promise.resolve({ lines: [12] });
    },
  };
  const live = {
    on: true,
    connection,
    wanted: null,
    isYours: () => true,
    isInTime: () => isInTime,
    secondsUntil: (/** @type {number} */ beat) => beat - now,
    sleepUntil: (/** @type {number} */ beat, /** @type {number} */ ahead) => {
      now = Math.max(now, beat - ahead);
      turns.hear([11.2, 0.5, 72, 90]);
      return Promise.resolve();
    },
    send: (/** @type {any} */ { heard }, /** @type {number} */ bar) => {
      done.push(["sent", bar, heard.from, heard.notes.length / 4]);
      connection.record.acts.push({ bar, heard });
      return Promise.resolve();
    },
    swap: (/** @type {any} */ _, /** @type {number} */ bar) => done.push(["swap", bar]),
  };
  const app = {
    band: { position: () => now },
    instrument: { held: () => [] },
    state: {},
    update: (/** @type {any} */ more) => done.push(more),
  };
  const turns = new Turns(/** @type {any} */ (app), /** @type {any} */ (live));
  turns.hear([5, 1, 70, 90]);
  return { turns, live, done, connection };
}

test("a turn ends shortly before the next bar that isn't the listener's, once", () => {
  const { turns, live } = trading({ isInTime: true });
  equal([0, 1, 2, 3].map((bar) => turns.endingAt(MUSIC, bar)), [-1, -1, -1, -1]);
  live.secondsUntil = () => 0.8;
  equal([0, 1, 2, 3].map((bar) => turns.endingAt(MUSIC, bar)), [-1, 3, 3, -1]);
  turns.sent = 3;
  equal(turns.endingAt(MUSIC, 2), -1);
});

test("what is played after the question was sent is sent again, and takes its place", async () => {
  const { turns, done, connection } = trading({ isInTime: true });
  await turns.finish(MUSIC, 2, 3);
  equal(done, [["sent", 3, 1, 1], { turnWords: "you played 2 notes, B♭4 to C5" }, ["again", 3, 2], [
    "swap",
    3,
  ]]);
  equal(connection.record.acts, [{ bar: 1, trade: null }]); // the swap adds the later notes
  equal(turns.played, []);
});

test("an answer that comes too late is given up for the one that sounds", async () => {
  const { turns, done, connection } = trading({ isInTime: false });
  await turns.finish(MUSIC, 2, 3);
  equal(done.slice(2), [["again", 3, 2], ["again", 3, 1]]);
  equal(connection.acts, []);
});

test("a turn that was left empty is neither sent nor told", async () => {
  const { turns, live, done } = trading({ isInTime: true });
  turns.played = [];
  live.sleepUntil = () => Promise.resolve();
  await turns.finish(MUSIC, 2, 3);
  equal(done, [{ turnWords: "" }]);
});

test("a turn that goes on is sent shortly before each bar line in it, with its last two bars", async () => {
  const { turns, live, done } = trading({ isInTime: true });
  const bars = [false, true, true, true, true].map((yours, i) => ({ start: 4 * i, yours, isTop: false }));
  const music = /** @type {any} */ ({ live: { bars } });
  turns.hear([9, 1, 72, 90]);
  equal(turns.isDue(music, 3), false); // a second is left: more than answers take
  live.secondsUntil = () => 0.25;
  equal([1, 2, 3, 4, 5].map((next) => turns.isDue(music, next)), [false, true, true, true, false]);
  live.send = (/** @type {any} */ change, /** @type {any} */ bar) => {
    done.push([change, bar]);
    return Promise.resolve();
  };
  await turns.share(music, 3);
  equal(done, [[{ soFar: { from: 1, until: 10560, notes: [4800, 960, 70, 90, 3840, 960, 72, 90] } }, 3]]);
  equal([turns.isDue(music, 3), turns.isDue(music, 4)], [false, true]);
  await turns.share(music, 4);
  equal(done[1], [{ soFar: { from: 2, until: 10560, notes: [8640, 960, 72, 90] } }, 4]);
  turns.played = [];
  turns.shared = -1;
  equal(turns.isDue(music, 4), false); // a turn that was left empty
});
