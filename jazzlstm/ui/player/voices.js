/**
 * Voices: a note of a bank as WebAudio nodes.
 *
 *     sample ─▶ low-pass filter ─▶ gain (volume envelope) ─▶ pan ─▶ the part's bus
 *
 * The formulas are those of RustySynth, which plays the downloads: a test compares both.
 *
 * @import { Bank, Lfo, Zone } from "./bank.js"
 * @import { Corner } from "./envelope.js"
 *
 * @typedef {object} Strike a note to play
 * @property {number} key MIDI
 * @property {number} velocity 1 to 127
 * @property {number} when seconds on the audio clock
 * @property {number} duration seconds
 * @property {number} [pan] of the part, -50 (left) to 50
 * @property {Point[]} [bends] cents
 * @property {Point[]} [vibrato] cents that the modulation wheel adds to the vibrato
 *
 * @typedef {{ time: number, value: number }} Point a value from a time on, in seconds after the start of the note
 *
 * @typedef {object} Voice
 * @property {AudioBufferSourceNode} source
 * @property {GainNode} gain
 * @property {AudioNode} output
 * @property {Corner[]} corners of the volume
 * @property {number} level of the note: what the corners are scaled by
 * @property {number} key MIDI
 * @property {number} start on the audio clock
 * @property {number} end when it has rung out, on the audio clock
 * @property {number} exclusive class, or 0
 */

import { zonesFor } from "./bank.js";
import { fadeFrom, modulationCorners, schedule, volumeCorners } from "./envelope.js";

const CENTS_OF_8_HZ = 8.176; // Hz of cutoff 0
const MASTER = 0.5; // RustySynth's master volume
const QUIET = 1e-3; // -60 dB: a voice is cut when it has fallen so far
const HIGHEST_CUTOFF = 0.499; // of the rate: from there the filter is left out
const CUT_TIME = 0.003; // seconds, time constant with which a voice is ended early

/**
 * Play a note.
 *
 * @param {BaseAudioContext} context
 * @param {AudioNode} bus
 * @param {Bank} bank
 * @param {Strike} strike
 * @returns {Voice[]} one for each zone that the note has
 */
export function strike(context, bus, bank, strike) {
  return zonesFor(bank, strike.key, strike.velocity).map((zone) =>
    startVoice(context, bus, bank.buffers[zone.sample], zone, strike)
  );
}

/**
 * @param {BaseAudioContext} context
 * @param {AudioNode} bus
 * @param {AudioBuffer} buffer
 * @param {Zone} zone
 * @param {Strike} strike
 * @returns {Voice}
 */
function startVoice(context, bus, buffer, zone, strike) {
  const { key, velocity, when, duration } = strike;
  const source = new AudioBufferSourceNode(context, { buffer });
  const rate = 2 ** (((key - zone.root) * zone.scale + zone.tune) / 1200);
  source.playbackRate.value = rate;
  if (zone.loop) {
    source.loop = true;
    [source.loopStart, source.loopEnd] = zone.loop.map((frame) => frame / buffer.sampleRate);
  }
  const modulation = zone.modulation && modulationCorners(zone.modulation, key, velocity, duration);
  if (modulation && zone.modulation?.pitch) schedule(source.detune, modulation, when, zone.modulation.pitch);
  for (const { time, value } of strike.bends ?? []) {
    source.playbackRate.setValueAtTime(rate * 2 ** (value / 1200), when + time);
  }
  const vibrato = (strike.vibrato ?? []).map(({ time, value }) => ({
    time,
    value: value + zone.vibrato.pitch,
  }));
  sway(context, zone.vibrato, strike, source.detune, zone.vibrato.pitch, vibrato);
  sway(context, zone.tremolo, strike, source.detune, zone.tremolo?.pitch ?? 0);
  const gain = new GainNode(context, { gain: 0 });
  const corners = volumeCorners(zone.volume, key, duration);
  const level = noteGain(zone, velocity);
  schedule(gain.gain, corners, when, level);
  if (zone.tremolo?.volume) {
    const depth = level * Math.sinh((zone.tremolo.volume * Math.LN10) / 20);
    sway(context, zone.tremolo, strike, gain.gain, depth);
  }
  const place = Math.max(-50, Math.min(50, zone.pan + (strike.pan ?? 0)));
  const output = new StereoPannerNode(context, { pan: place / 50 });
  filtered(context, source, zone, (filter) => {
    if (modulation && zone.modulation?.filter) {
      schedule(filter.detune, modulation, when, zone.modulation.filter);
    }
  })
    .connect(gain)
    .connect(output)
    .connect(bus);
  const end = when + endOf(corners);
  source.start(when);
  source.stop(end);
  source.onended = () => output.disconnect();
  return { source, gain, output, corners, level, key, start: when, end, exclusive: zone.exclusive ?? 0 };
}

/**
 * Move a parameter by a triangle wave, from some time after the start of the note.
 *
 * @param {BaseAudioContext} context
 * @param {Lfo | undefined} lfo
 * @param {Strike} strike
 * @param {AudioParam} param
 * @param {number} depth in the unit of the parameter
 * @param {Point[]} [depths] later depths
 */
function sway(context, lfo, { when, duration }, param, depth, depths = []) {
  if (!lfo || lfo.delay >= duration || (!depth && depths.every(({ value }) => !value))) return;
  const { delay, rate } = lfo;
  const wave = new OscillatorNode(context, { type: "triangle", frequency: rate });
  const swing = new GainNode(context, { gain: depth });
  for (const { time, value } of depths) swing.gain.setValueAtTime(value, when + time);
  wave.connect(swing).connect(param);
  wave.start(when + delay);
  wave.stop(when + duration);
}

/**
 * The sample behind its low-pass filter; without one where the filter would let everything through.
 *
 * @param {BaseAudioContext} context
 * @param {AudioBufferSourceNode} source
 * @param {Zone} zone
 * @param {(filter: BiquadFilterNode) => void} modulate
 * @returns {AudioNode}
 */
function filtered(context, source, zone, modulate) {
  const frequency = CENTS_OF_8_HZ * 2 ** (zone.cutoff / 1200);
  const opening = Math.max(0, zone.modulation?.filter ?? 0);
  if (frequency >= HIGHEST_CUTOFF * context.sampleRate && opening >= 0) return source;
  const filter = new BiquadFilterNode(context, { type: "lowpass", frequency, Q: quality(zone.resonance) });
  modulate(filter);
  return source.connect(filter);
}

/**
 * The quality of the filter in dB, as WebAudio wants it, for a resonance peak in dB.
 *
 * @param {number} resonance dB
 */
export function quality(resonance) {
  const peak = 10 ** (resonance / 20);
  return 20 * Math.log10(peak - (1 - Math.SQRT1_2) / (1 + 6 * (peak - 1)));
}

/**
 * @param {Zone} zone
 * @param {number} velocity
 */
function noteGain({ attenuation }, velocity) {
  return MASTER * (velocity / 127) ** 2 * 10 ** (-attenuation / 20);
}

/**
 * Seconds after which the note has fallen to `QUIET`.
 *
 * @param {Corner[]} corners the last two are release and silence
 */
function endOf(corners) {
  const [release, silence] = corners.slice(-2);
  const share = Math.log(Math.max(1, release.level / QUIET)) / Math.log(release.level / silence.level);
  return release.time + (silence.time - release.time) * Math.min(1, share || 0);
}

/**
 * End a voice early, without a click.
 *
 * @param {Voice} voice
 * @param {number} when on the audio clock
 */
export function cutVoice(voice, when) {
  const { source, gain: { gain }, output, corners, level, start } = voice;
  const at = Math.max(when, start);
  if (at === start) output.disconnect(); // it has not sounded
  if (at >= voice.end) return;
  fadeFrom(gain, corners, start, level, at, CUT_TIME);
  voice.end = Math.min(voice.end, at + 8 * CUT_TIME);
  source.stop(voice.end);
}
