/**
 * Fetches and decodes each bank once. Decoding needs no running AudioContext, so it is done before the
 * first click.
 *
 * @import { Bank } from "./bank.js"
 */

import { readBank } from "./bank.js";

const BANKS_KEPT = 24; // a band has four; FluidR3's largest take 4 MB decoded
const RETRY_AFTER = [300, 1500]; // ms before a bank that failed is fetched again

/**
 * What the document expects the first solo to need; see `jazzlstm/ui/preloading.py`.
 *
 * @type {Map<string, Promise<Bank>>}
 */
const expected = new Map();

/** Fetch and decode these banks before the solo is there. One that fails is fetched again when it is needed. */
export function takeExpected() {
  /** @type {HTMLMetaElement | null} */
  const list = document.querySelector('meta[name="jazzlstm-banks"]');
  for (const address of list?.content.split(" ") ?? []) {
    const bank = takeNew(address);
    bank.catch(() => expected.delete(address));
    expected.set(address, bank);
  }
}

export class Banks {
  constructor() {
    /** @type {Map<string, Promise<Bank>>} by address, the most recently used last */
    this.banks = new Map();
  }

  /**
   * @param {string} address
   * @returns {Promise<Bank>}
   * @throws {Error} if the bank can't be fetched, or the browser can't decode it
   */
  take(address) {
    const bank = this.banks.get(address) ?? expected.get(address) ?? takeNew(address);
    this.banks.delete(address);
    this.banks.set(address, bank);
    bank.catch(() => this.banks.delete(address));
    for (const oldest of this.banks.keys()) {
      if (this.banks.size <= BANKS_KEPT) break;
      this.banks.delete(oldest);
    }
    return bank;
  }
}

/** @param {string} address */
function takeNew(address) {
  return fetchPatiently(addressHere(address)).then(readBank);
}

/**
 * The pages of the app lie side by side, perhaps below a path of their own, and the server's routes with them.
 *
 * @param {string} path
 */
export function addressHere(path) {
  return new URL(path.replace(/^\//, ""), new URL(".", location.href));
}

/** @param {URL} address */
async function fetchPatiently(address) {
  for (const wait of [...RETRY_AFTER, null]) {
    const answer = await fetch(address).catch(() => null);
    if (answer?.ok) return answer.arrayBuffer();
    if (wait !== null) await new Promise((done) => setTimeout(done, wait));
  }
  throw new Error("an instrument didn't load");
}
