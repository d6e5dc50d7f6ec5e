// Slower or faster at the same pitch: WSOLA, waveform similarity overlap-add.
//
// The sound is cut into overlapping grains, laid down at the new pace. Each grain may
// slide a little, to where it continues most smoothly what has been laid before it; so
// tones keep their waveform, and only their number of periods changes.
// Source: W. Verhelst, M. Roelands, "An overlap-add technique based on waveform
// similarity (WSOLA) for high quality time-scale modification of speech" (1993).

const GRAIN = 2048; // frames, 43 ms at 48 kHz; half of it overlaps
const REACH = 512; // frames a grain may slide either way
const STRIDE = 4; // compare every fourth frame: enough to find the period

function stretch(buffer, speed, context) {
  const hop = GRAIN / 2;
  const frames = Math.ceil(buffer.length / speed);
  const channels = Array.from({ length: buffer.numberOfChannels }, (_, i) => buffer.getChannelData(i));
  const result = context.createBuffer(channels.length, frames + GRAIN, buffer.sampleRate);
  const outputs = channels.map((_, i) => result.getChannelData(i));
  const window = Float32Array.from({ length: GRAIN }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / GRAIN));
  const mono = channels.length > 1 ? channels[0].map((x, i) => x + channels[1][i]) : channels[0];

  let natural = 0; // where the last grain would go on
  for (let to = 0; to < frames; to += hop) {
    const ideal = Math.round(to * speed);
    const from = to === 0 ? 0 : slide(mono, natural, ideal);
    const length = Math.min(GRAIN, mono.length - from);
    for (let c = 0; c < channels.length; c += 1) {
      const input = channels[c];
      const output = outputs[c];
      for (let i = 0; i < length; i += 1) {
        const weight = to === 0 && i < hop ? 1 : window[i];
        output[to + i] += input[from + i] * weight;
      }
    }
    natural = from + hop;
  }
  return result;
}

// The start near `ideal` whose first half-grain looks most like what follows naturally.
function slide(mono, natural, ideal) {
  const last = mono.length - GRAIN;
  if (ideal >= last || natural >= last) return Math.max(0, Math.min(ideal, last));
  let best = ideal;
  let highest = -Infinity;
  for (let from = Math.max(0, ideal - REACH); from <= Math.min(last, ideal + REACH); from += STRIDE) {
    let likeness = 0;
    for (let i = 0; i < GRAIN / 2; i += 2 * STRIDE) likeness += mono[natural + i] * mono[from + i];
    if (likeness > highest) [highest, best] = [likeness, from];
  }
  return best;
}
