/**
 * Banks: one instrument of a SoundFont, as `jazzlstm/audio/banks.py` cuts it.
 *
 * @typedef {object} Envelope times in seconds
 * @property {number} delay
 * @property {number} attack
 * @property {number} hold
 * @property {number} decay
 * @property {number} sustain dB below the peak for the volume, a share of the peak for the modulation
 * @property {number} release
 * @property {number} holdByKey timecents for each key below 60
 * @property {number} decayByKey timecents for each key below 60
 *
 * @typedef {Envelope & { pitch: number, filter: number }} Modulation cents at the peak of the envelope
 * @typedef {{ delay: number, rate: number, pitch: number }} Lfo a triangle wave: seconds, Hz, cents
 *
 * @typedef {object} Zone a sample with its key range and its sound
 * @property {number} sample index
 * @property {[number, number]} keys lowest and highest MIDI key
 * @property {[number, number]} velocities
 * @property {number} root key at which the sample plays at its own rate
 * @property {number} tune cents
 * @property {number} scale cents a key
 * @property {number} attenuation dB
 * @property {number} pan -50 (left) to 50
 * @property {Envelope} volume
 * @property {number} cutoff of the low-pass filter, in cents above 8.176 Hz
 * @property {number} resonance dB
 * @property {number} room share of the sound that goes there, more than every channel sends
 * @property {[number, number]} [loop] first and last frame
 * @property {boolean} [untilRelease] the loop ends with the note
 * @property {Modulation} [modulation]
 * @property {Lfo} vibrato deepened by the modulation wheel
 * @property {Lfo & { filter: number, volume: number }} [tremolo] filter in cents, volume in dB
 * @property {number} [exclusive] a note of a class ends the sounding notes of its class
 *
 * @typedef {{ start: number, frames: number, rate: number }} Sample
 * @typedef {{ name: string, rate: number, samples: Sample[], zones: Zone[] }} BankHeader
 * @typedef {{ name: string, zones: Zone[], buffers: AudioBuffer[] }} Bank
 */

const MAGIC = 0x42414e4b; // "BANK"

/**
 * Read a bank. Samples are decoded at the rate that the FLAC names, so that no frame moves and loops stay exact.
 *
 * @param {ArrayBuffer} bytes
 * @returns {Promise<Bank>}
 * @throws {Error} if the bytes are no bank, or the browser can't decode FLAC
 */
export async function readBank(bytes) {
  const { header, audio } = splitBank(bytes);
  const decoder = new OfflineAudioContext(1, 1, header.rate);
  const decoded = (await decoder.decodeAudioData(audio)).getChannelData(0);
  const buffers = header.samples.map(({ start, frames, rate }) => {
    const buffer = new AudioBuffer({ length: frames, sampleRate: rate });
    buffer.copyToChannel(decoded.subarray(start, start + frames), 0);
    return buffer;
  });
  return { name: header.name, zones: header.zones, buffers };
}

/**
 * @param {ArrayBuffer} bytes
 * @returns {{ header: BankHeader, audio: ArrayBuffer }}
 */
function splitBank(bytes) {
  const view = new DataView(bytes);
  if (bytes.byteLength < 8 || view.getUint32(0, false) !== MAGIC) throw new Error("not a bank");
  const start = 8 + view.getUint32(4, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 8, start - 8)));
  return { header, audio: bytes.slice(start) };
}

/**
 * The zones that sound for a key and velocity: two for a stereo sample.
 *
 * @param {Bank} bank
 * @param {number} key
 * @param {number} velocity
 */
export function zonesFor({ zones }, key, velocity) {
  const within = (/** @type {number} */ value, /** @type {[number, number]} */ [low, high]) =>
    low <= value && value <= high;
  return zones.filter((zone) => within(key, zone.keys) && within(velocity, zone.velocities));
}
