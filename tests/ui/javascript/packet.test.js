import { likeliestValues, pitchOf, readMusic, unpack } from "../../../jazzlstm/ui/player/packet.js";
import { close, equal, test, throws } from "./check.js";
import { fourBars, probabilities, ROWS } from "./music.js";

/**
 * A message as Python packs it, placed off the start of its buffer.
 *
 * @param {object} header
 * @param {Uint8Array[]} blobs
 */
function packed(header, blobs) {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(3 + 8 + text.length + blobs.reduce((sum, blob) => sum + blob.length, 0));
  bytes.set(new TextEncoder().encode("JAZZ"), 3);
  new DataView(bytes.buffer).setUint32(7, text.length, true);
  bytes.set(text, 11);
  let place = 11 + text.length;
  for (const blob of blobs) {
    bytes.set(blob, place);
    place += blob.length;
  }
  return bytes.subarray(3);
}

test("unpack splits header and blobs wherever the message lies in its buffer", () => {
  const shares = probabilities();
  const header = {
    ...ROWS,
    title: "Blues ♭",
    blobs: { pitches: [0, shares.length], score: [shares.length, 3] },
  };
  const { packet, rows } = unpack(packed(header, [shares, new Uint8Array([1, 2, 3])]));
  equal(packet.title, "Blues ♭");
  equal([...new Uint8Array(packet.blobs.score)], [1, 2, 3]);
  const music = readMusic(rows, packet.blobs.pitches);
  close(music.steps[2].probabilities[26], 0.5, 0.002);
});

test("unpack refuses what is no packet", async () => {
  await throws(() => unpack(new TextEncoder().encode("RIFF....")));
  await throws(() => unpack(new Uint8Array(3)));
});

test("readMusic names the fields of its rows", () => {
  const music = fourBars();
  equal(music.notes[1], { start: 4, end: 6, pitch: 65, kind: 0, velocity: 80, step: 1 });
  equal(music.chords[0], { start: 0, end: 8, symbol: "Dm7", tones: [0, 2, 5, 9], root: 2 });
  equal([music.leadIn, music.intro, music.tempo, music.end], [8, 4, 120, 16.2]);
  const [solo, drums] = music.parts;
  equal(solo.notes[1], { start: 4, end: 6, key: 65, velocity: 80 });
  equal([solo.controls[2], solo.bends[0]], [{ beat: 12, number: 1, value: 64 }, { beat: 8, cents: -50 }]);
  equal([drums.role, drums.bank, drums.volume, drums.pan], ["drums", "/drums", 110, 74]);
  equal(music.steps[3].probabilities.length, 50);
});

test("readMusic does without probabilities", () => {
  equal(readMusic(ROWS).steps[0].probabilities.length, 0);
});

test("a value is an interval from the reference, or a rest", () => {
  const [step] = fourBars().steps;
  equal([pitchOf(step, 24), pitchOf(step, 26), pitchOf(step, 0), pitchOf(step, 49)], [60, 62, 36, null]);
});

test("the likeliest values come first", () => {
  const [step] = fourBars().steps;
  const values = likeliestValues(step, 5);
  equal([values[0], values.length], [26, 5]);
});
