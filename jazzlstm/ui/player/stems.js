/**
 * Fetches and decodes each stem once, and caches the latest by their addresses.
 *
 * @typedef {{ seconds: number, coming?: Promise<AudioBuffer> }} Stem `seconds` is 0 until it is decoded
 */

const KEPT_SECONDS = 240; // of stems, three to a solo: 92 MB
const RETRY_AFTER = [300, 1500]; // ms before a stem that failed is fetched again
const SAMPLE_RATE = 48000;

export class Stems {
  constructor() {
    /** @type {Map<string, Stem>} by address, the most recently used last */
    this.stems = new Map();
  }

  /**
   * @param {string} address
   * @returns {Promise<AudioBuffer>}
   */
  take(address) {
    const stem = this.stems.get(address) ?? { seconds: 0 };
    this.stems.delete(address);
    this.stems.set(address, stem);
    stem.coming ??= this.bring(address, stem);
    return stem.coming;
  }

  /**
   * Fetch and decode. Decoding needs no running AudioContext, so it is done before the first click.
   *
   * @param {string} address
   * @param {Stem} stem
   */
  async bring(address, stem) {
    try {
      const bytes = await fetchPatiently(new URL(address.replace(/^\//, ""), new URL(".", location.href)));
      const buffer = await new OfflineAudioContext(2, 1, SAMPLE_RATE).decodeAudioData(bytes);
      stem.seconds = buffer.duration;
      this.makeRoom();
      return buffer;
    } catch (error) {
      this.stems.delete(address);
      throw error;
    }
  }

  makeRoom() {
    let seconds = [...this.stems.values()].reduce((sum, stem) => sum + stem.seconds, 0);
    for (const [address, stem] of this.stems) {
      if (seconds <= KEPT_SECONDS) return;
      if (stem.seconds) this.stems.delete(address);
      seconds -= stem.seconds;
    }
  }
}

/** @param {URL} address */
async function fetchPatiently(address) {
  for (const wait of [...RETRY_AFTER, null]) {
    const answer = await fetch(address).catch(() => null);
    if (answer?.ok) return answer.arrayBuffer();
    if (wait !== null) await new Promise((done) => setTimeout(done, wait));
  }
  throw new Error("the sound didn't load");
}
