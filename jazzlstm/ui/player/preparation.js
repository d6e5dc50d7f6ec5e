/**
 * Prepares sound for playing: fetches, decodes and mixes it, and stretches it to a speed.
 *
 * @import { Corner, Music } from "./packet.js"
 *
 * @typedef {"solo" | "band"} StemName
 * @typedef {Partial<Record<StemName, AudioBuffer>>} Buffers
 * @typedef {{ music: Music, mix: Buffers }} Decoded `mix` is at the music's own tempo
 * @typedef {Decoded & { speed: number, buffers: Buffers }} Prepared `buffers` are at `speed`
 */

import { mixed } from "./mixing.js";
import { Stems } from "./stems.js";
import { stretchBuffer } from "./stretching.js";

/** @type {readonly StemName[]} */
export const STEMS = ["solo", "band"];

export class Preparation {
  constructor() {
    this.stems = new Stems();
    this.speed = 1;
    /** @type {Decoded | null} */
    this.decoded = null;
    this.generation = 0;
    this.work = new AbortController();
  }

  /**
   * Prepare a solo. Drums come as a stem of their own, for they often stay the same; they join the band here.
   *
   * @param {Music} music
   * @param {Record<string, string>} addresses by stem
   * @param {Corner[]} corners
   * @returns {Promise<Prepared | null>} null if another solo or speed was asked for in the meantime
   * @throws {Error} if a stem can't be fetched or decoded
   */
  async load(music, addresses, corners) {
    const generation = ++this.generation;
    const names = Object.keys(addresses);
    const settled = await Promise.allSettled(names.map((name) => this.stems.take(addresses[name])));
    if (generation !== this.generation) return null;
    const buffers = valuesOf(settled);
    /** @type {Buffers} */
    const mix = { solo: await mixed(buffers.filter((_, i) => names[i] === "solo"), corners) };
    const band = buffers.filter((_, i) => names[i] !== "solo");
    if (band.length) mix.band = await mixed(band, corners);
    if (generation !== this.generation) return null;
    this.decoded = { music, mix };
    const prepared = await this.prepare();
    return generation === this.generation ? prepared : null;
  }

  /**
   * Prepare the same solo at another speed.
   *
   * @param {number} speed
   * @returns {Promise<Prepared | null>} null as for `load`, or before a solo is loaded
   */
  setSpeed(speed) {
    this.speed = speed;
    return this.prepare();
  }

  /** @returns {Promise<Prepared | null>} */
  async prepare() {
    this.work.abort();
    this.work = new AbortController();
    const { signal } = this.work;
    const { speed, decoded } = this;
    if (!decoded || speed === 1) return decoded && { ...decoded, speed, buffers: decoded.mix };
    const buffers = { ...decoded.mix };
    const stretches = STEMS.map(async (stem) => {
      const mix = decoded.mix[stem];
      if (mix) buffers[stem] = await stretchBuffer(mix, speed, signal);
    });
    const settled = await Promise.allSettled(stretches);
    if (signal.aborted) return null;
    valuesOf(settled);
    return { ...decoded, speed, buffers };
  }

  close() {
    this.generation += 1;
    this.work.abort();
  }
}

/**
 * @template Value
 * @param {PromiseSettledResult<Value>[]} settled
 * @returns {Value[]}
 */
function valuesOf(settled) {
  return settled.map((result) => {
    if (result.status === "rejected") throw result.reason;
    return result.value;
  });
}
