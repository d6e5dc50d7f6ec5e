/** A value as text for the part of an address after "#": JSON, deflated, in letters, digits, "-" and "_". */

const LONGEST = 400_000; // letters
const LARGEST = 4_000_000; // bytes when inflated

/**
 * @param {unknown} value
 * @returns {Promise<string>} "" in a browser that can't deflate
 */
export async function packed(value) {
  if (typeof CompressionStream === "undefined") return "";
  const stream = new Blob([JSON.stringify(value)]).stream();
  const bytes = await new Response(stream.pipeThrough(new CompressionStream("deflate-raw"))).arrayBuffer();
  const letters = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/**
 * @param {string} text
 * @returns {Promise<unknown>} null for a damaged text
 */
export async function unpacked(text) {
  if (typeof DecompressionStream === "undefined" || text.length > LONGEST) return null;
  try {
    const letters = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
    return JSON.parse(await inflated(bytes));
  } catch {
    return null;
  }
}

/**
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @returns {Promise<string>}
 * @throws {RangeError} for more than `LARGEST` bytes
 */
async function inflated(bytes) {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  const decoder = new TextDecoder();
  let size = 0;
  let text = "";
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    size += piece.value.length;
    if (size > LARGEST) throw new RangeError("too large");
    text += decoder.decode(piece.value, { stream: true });
  }
  return text + decoder.decode();
}
