/** @import { Loaded } from "../../../jazzlstm/ui/player/band.js" */

import { Mixer } from "../../../jazzlstm/ui/player/mixer.js";
import { Sequencer } from "../../../jazzlstm/ui/player/sequencer.js";
import { pitchOf, quietRoom, RATE, toneBank } from "./band.js";
import { close, equal, holds, test } from "./check.js";
import { fourBars } from "./music.js";

const SECONDS = 9;

/**
 * A soloist who holds the key 69, which sounds at 100 Hz, for each bar.
 *
 * @param {number} key
 * @returns {Loaded}
 */
function held(key) {
  const music = fourBars();
  const notes = music.bars.map((start) => ({ start, end: start + 4, key, velocity: 100 }));
  return {
    music: { ...music, parts: [{ ...music.parts[0], notes, controls: [], bends: [] }] },
    banks: [toneBank({})],
  };
}

/**
 * Play at two beats a second, dry.
 *
 * @param {(sequencer: Sequencer, mixer: Mixer) => void} begin
 * @param {(sequencer: Sequencer, mixer: Mixer, now: number) => void} [act] before each look ahead
 */
async function play(begin, act = () => {}) {
  const context = quietRoom(SECONDS);
  const mixer = new Mixer(context);
  mixer.room.disconnect();
  const sequencer = new Sequencer();
  const { beats, end, chorus } = held(69).music;
  Object.assign(sequencer, { beats, end, chorus });
  begin(sequencer, mixer);
  for (let now = 0; now < SECONDS; now += 0.1) {
    act(sequencer, mixer, now);
    sequencer.advance(now);
  }
  return { sound: await context.startRendering(), sequencer };
}

/**
 * The largest step from one sample to the next between two times.
 *
 * @param {AudioBuffer} sound
 * @param {number} from seconds
 * @param {number} to
 */
function step(sound, from, to) {
  const samples = sound.getChannelData(0).subarray(from * RATE, to * RATE);
  return samples.reduce((most, sample, i) => i ? Math.max(most, Math.abs(sample - samples[i - 1])) : 0, 0);
}

test("a loop comes round without a click", async () => {
  const { sound } = await play((sequencer, mixer) => {
    sequencer.loop = { start: 0, end: 6 }; // within a note
    sequencer.seat(mixer, held(69));
    sequencer.start(0, 0, 0);
  });
  const usual = step(sound, 1, 1.8);
  for (const seam of [3, 6]) {
    holds(step(sound, seam - 0.1, seam + 0.1) < 1.5 * usual);
    close(pitchOf(sound, seam + 0.2, seam + 1.2), 100, 2);
  }
});

test("each pass of a loop has its key and its tempo", async () => {
  const { sound, sequencer } = await play((sequencer, mixer) => {
    sequencer.loop = { start: 0, end: 4 };
    sequencer.practice = { tempo: 120, faster: 120, fastest: 240, semitones: 0, keys: [0, 12, -12] };
    sequencer.seat(mixer, held(69));
    sequencer.start(0, 0, 0);
  });
  close(pitchOf(sound, 0.2, 1.8), 100, 2);
  close(pitchOf(sound, 2.2, 2.9), 200, 4);
  close(pitchOf(sound, 3.2, 3.9), 50, 4);
  close(pitchOf(sound, 4.2, 4.9), 100, 4);
  equal(sequencer.passAt(100), sequencer.stretches[sequencer.stretches.length - 1].pass);
});

test("without a loop each chorus has its key, and a note that is held over rings on", async () => {
  const { sound } = await play((sequencer, mixer) => {
    sequencer.practice = { tempo: 120, faster: 0, fastest: 200, semitones: 0, keys: [0, 12] };
    sequencer.seat(mixer, held(69));
    sequencer.start(0, 0, 0);
  });
  close(pitchOf(sound, 2.2, 3.8), 100, 2);
  close(pitchOf(sound, 4.2, 5.8), 200, 2);
});

test("another band begins with a bar, and the one before plays up to it", async () => {
  let changed = false;
  const { sound } = await play((sequencer, mixer) => {
    sequencer.seat(mixer, held(69));
    sequencer.start(0, 0, 0);
  }, (sequencer, mixer, now) => {
    if (changed || now < 1.7) return;
    changed = true;
    sequencer.seat(mixer, held(81), sequencer.timeOf(4, now));
    sequencer.start(sequencer.timeOf(4, now), 4, 0);
  });
  close(pitchOf(sound, 1, 1.95), 100, 2);
  close(pitchOf(sound, 2.1, 3.8), 200, 2);
  holds(step(sound, 1.95, 2.05) < 1.5 * step(sound, 2.5, 3.5));
});
