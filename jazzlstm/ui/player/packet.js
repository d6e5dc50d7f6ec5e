// What the page sends: "JAZZ", the length of a JSON header, the header, then the blobs it names.

function unpack(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, false) !== 0x4a415a5a) throw new Error("not a Jazz LSTM packet");
  const length = view.getUint32(4, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  const start = 8 + length;
  const blobs = {};
  for (const [name, [offset, size]] of Object.entries(header.blobs)) {
    blobs[name] = bytes.slice(start + offset, start + offset + size).buffer;
  }
  return { ...header, blobs, music: readMusic(header, blobs) };
}

const WIDEST_INTERVAL = 24; // semitones up or down: values 0 to 48 are intervals, the one after them a rest

// The pitch that a value means at this step; null for a rest.
function pitchOf(step, value) {
  return value > 2 * WIDEST_INTERVAL ? null : step.reference + value - WIDEST_INTERVAL;
}

// The rows of the header by name: whoever draws speaks of note.start, not of note[0].
function readMusic(header, blobs) {
  const probabilities = blobs.pitches ? new Float32Array(blobs.pitches) : new Float32Array(0);
  const values = header.pitchValues;
  return {
    beats: header.beats,
    leadIn: header.leadIn, // beats of count-in and intro: they lie before beat 0
    intro: header.leadIn - header.counted,
    leadChords: header.leadChords.map(([start, end, symbol]) => ({ start, end, symbol })),
    secondsPerBeat: 60 / header.tempo,
    bars: header.bars,
    barBeats: header.barBeats,
    chords: header.chords.map(([start, end, symbol, tones, root]) => ({ start, end, symbol, tones, root })),
    notes: header.notes.map(([start, duration, pitch, kind, velocity, step]) => ({
      start, end: start + duration, pitch, kind, velocity, step,
    })),
    steps: header.steps.map(([start, end, reference, value], index) => ({
      start, end, reference, value, probabilities: probabilities.subarray(index * values, (index + 1) * values),
    })),
  };
}
