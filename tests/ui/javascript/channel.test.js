/** @import { Part } from "../../../jazzlstm/ui/player/packet.js" */

import { Channel } from "../../../jazzlstm/ui/player/channel.js";
import { countBefore, stretchFrom } from "../../../jazzlstm/ui/player/clock.js";
import { firstFrom } from "../../../jazzlstm/ui/player/moves.js";
import { peak, pitchOf, quietRoom, toneBank } from "./band.js";
import { close, equal, holds, test } from "./check.js";

const LEVEL = 0.5 * 0.5 ** 0.5; // the synthesizer's own, in the middle of two sides

/** @type {Part} */
const PART = {
  role: "solo",
  name: "Flute",
  bank: "",
  volume: 127,
  pan: 64,
  notes: [{ start: 0, end: 4, key: 69, velocity: 127 }],
  controls: [],
  bends: [],
};

/**
 * Play a part for four beats of a second each.
 *
 * @param {Partial<Part>} part
 * @param {{ from?: number, loop?: { start: number, end: number }, bank?: ReturnType<typeof toneBank>, semitones?: number, act?: (channel: Channel) => void }} [how]
 */
function play(part, { from = 0, loop, bank = toneBank({}), semitones = 0, act = () => {} } = {}) {
  const context = quietRoom(5);
  const channel = new Channel(context, context.destination, { ...PART, ...part }, bank);
  const stretch = { ...stretchFrom(0, from, 1, { loop: loop ?? null, end: 4 }), semitones };
  channel.enter(stretch);
  channel.play(stretch, from, stretch.until);
  act(channel);
  return context.startRendering();
}

test("a note sounds from its start to its end, at its level", async () => {
  const sound = await play({ notes: [{ start: 1, end: 2, key: 69, velocity: 127 }] });
  equal([peak(sound, 0, 0.99), peak(sound, 2.2, 4)], [0, 0]);
  close(peak(sound, 1.1, 1.9), LEVEL, 0.02);
  close(pitchOf(sound, 1.1, 1.9), 100, 2);
});

test("volume and expression count squared", async () => {
  const sound = await play({ volume: 64, controls: [{ beat: 2, number: 11, value: 64 }] });
  close(peak(sound, 1, 1.9) / LEVEL, 0.25, 0.01);
  close(peak(sound, 2.1, 3.9) / LEVEL, 0.0625, 0.005);
});

test("a controller that was moved before the start counts", async () => {
  const sound = await play({ controls: [{ beat: 0, number: 7, value: 64 }] }, { from: 2 });
  close(peak(sound, 0.1, 1.5) / LEVEL, 0.25, 0.01);
});

test("a part stands where its pan says", async () => {
  const sound = await play({ pan: 127 });
  holds(peak(sound, 1, 2, 1) > 20 * peak(sound, 1, 2, 0));
});

test("a bend moves the pitch by cents", async () => {
  const sound = await play({ bends: [{ beat: 2, cents: 1200 }] });
  close(pitchOf(sound, 0.5, 1.9), 100, 2);
  close(pitchOf(sound, 2.1, 3.9), 200, 2);
});

test("the wheel makes a vibrato of 50 cents", async () => {
  const sound = await play({ controls: [{ beat: 0, number: 1, value: 127 }] });
  const [still, high] = [pitchOf(sound, 0, 4), pitchOf(sound, 0.04, 0.06)];
  close(still, 100, 2);
  holds(high >= 100);
});

test("a part sounds in the key of its stretch, and drums stay as they are", async () => {
  close(pitchOf(await play({}, { semitones: 12 }), 0.5, 3.5), 200, 2);
  close(pitchOf(await play({}, { semitones: -12 }), 0.5, 3.5), 50, 2);
  close(pitchOf(await play({ role: "drums" }, { semitones: 12 }), 0.5, 3.5), 100, 2);
});

test("a key that is transposed beyond MIDI is played on its last key", async () => {
  const sound = await play({ notes: [{ start: 0, end: 4, key: 120, velocity: 127 }] }, { semitones: 18 });
  holds(peak(sound, 1, 2) > 0.1);
});

test("play from within a note strikes it at once", async () => {
  const sound = await play({}, { from: 1 });
  close(peak(sound, 0.1, 2.9), LEVEL, 0.02);
  equal(peak(sound, 3.2, 5), 0);
});

test("drums that were struck before are not struck again, unless they were early", async () => {
  const drums = { role: /** @type {const} */ ("drums") };
  const at = (/** @type {number} */ start) => [{ start, end: start + 2, key: 69, velocity: 127 }];
  equal(peak(await play({ ...drums, notes: at(0.5) }, { from: 1 }), 0, 4), 0);
  holds(peak(await play({ ...drums, notes: at(0.95) }, { from: 1 }), 0, 1) > 0.3);
});

test("a note ends with the loop", async () => {
  const sound = await play({}, { loop: { start: 0, end: 2 } });
  holds(peak(sound, 1.5, 1.99) > 0.3);
  equal(peak(sound, 2.2, 4), 0);
});

test("what has not sounded is revoked, and what sounds goes on", async () => {
  const notes = [0, 2].map((start) => ({ start, end: start + 1.5, key: 69, velocity: 127 }));
  const sound = await play({ notes }, { act: (channel) => channel.revoke(1) });
  holds(peak(sound, 1.1, 1.4) > 0.3);
  equal(peak(sound, 2, 4), 0);
});

test("silence ends what sounds without a click", async () => {
  const sound = await play({}, { act: (channel) => channel.silence(1) });
  equal(peak(sound, 1.1, 4), 0);
  holds(peak(sound, 1, 1.02) > 0.1); // it fades, and is not cut
});

test("a stroke ends the strokes of its class", async () => {
  const drums = { role: /** @type {const} */ ("drums") };
  const notes = [69, 81].map((key, i) => ({ start: i, end: i + 3, key, velocity: 127 }));
  const bank = toneBank({ keys: [69, 69], exclusive: 1 }, { keys: [81, 81], exclusive: 1, root: 81 });
  const alone = await play({ ...drums, notes }, { bank });
  const together = await play({ ...drums, notes }, {
    bank: toneBank({ keys: [69, 69] }, { keys: [81, 81], root: 81 }),
  });
  close(peak(alone, 1.5, 2.5), LEVEL, 0.02);
  close(peak(together, 1.5, 2.5), 2 * LEVEL, 0.04);
});

test("both zones of a stroke of one class sound", async () => {
  const drums = { role: /** @type {const} */ ("drums") };
  const sound = await play(drums, { bank: toneBank({ exclusive: 1 }, { exclusive: 1 }) });
  close(peak(sound, 0.5, 1), 2 * LEVEL, 0.04);
});

test("at most three strokes of a drum ring at once", async () => {
  const notes = [0, 0.2, 0.4, 0.6, 0.8].map((start) => ({ start, end: 4, key: 69, velocity: 127 }));
  const sound = await play({ role: "drums", notes });
  close(peak(sound, 1, 2), 3 * LEVEL, 0.1);
});

test("a count-in is counted by the drums alone", () => {
  for (const [role, strokes] of /** @type {const} */ ([["drums", 4], ["bass", 0]])) {
    const context = quietRoom(1);
    const channel = new Channel(context, context.destination, { ...PART, role }, toneBank({}));
    const stretch = countBefore(stretchFrom(0, 4, 2, { loop: null, end: 16 }), 4);
    channel.enter(stretch);
    channel.play(stretch, 0, 2.5);
    channel.play(stretch, 2.5, 4);
    equal(channel.voices.map(({ start }) => start), [0, 0.5, 1, 1.5].slice(0, strokes));
  }
});

test("the first item at or after a beat is found", () => {
  const beats = [0, 1, 1, 3];
  equal([-1, 0, 1, 2, 3, 4].map((beat) => firstFrom(beats, beat, (each) => each)), [0, 0, 1, 3, 3, 4]);
});
