/**
 * A small test library. A test file calls `test(name, body)` once for each test; pytest lists the names
 * and runs each in the browser. A check that fails throws.
 *
 * @typedef {() => void | Promise<void>} Body
 */

/** @type {Map<string, Body>} */
const tests = new Map();

/**
 * @param {string} name in double quotes at the start of a line, so that pytest finds it
 * @param {Body} body
 */
export function test(name, body) {
  if (tests.has(name)) throw new Error(`two tests are called "${name}"`);
  tests.set(name, body);
}

/**
 * Run one test.
 *
 * @param {string} file beside this one
 * @param {string} name
 * @returns {Promise<string>} what failed; "" if nothing did
 */
export async function runTest(file, name) {
  try {
    await import(`./${file}`);
    const body = tests.get(name);
    if (!body) throw new Error(`${file} has no test "${name}"`);
    await body();
    return "";
  } catch (error) {
    return error instanceof Error ? `${error.message}\n${error.stack}` : String(error);
  }
}

/**
 * @param {unknown} actual
 * @param {unknown} expected plain data: numbers, strings, arrays, objects
 */
export function equal(actual, expected) {
  const [a, b] = [show(actual), show(expected)];
  if (a !== b) throw new Error(`expected ${b}, got ${a}`);
}

/**
 * @param {number} actual
 * @param {number} expected
 * @param {number} [tolerance]
 */
export function close(actual, expected, tolerance = 1e-9) {
  if (!(Math.abs(actual - expected) <= tolerance)) {
    throw new Error(`expected about ${expected}, got ${actual}`);
  }
}

/**
 * @param {unknown} condition
 * @param {string} [words]
 */
export function holds(condition, words = "the condition doesn't hold") {
  if (!condition) throw new Error(words);
}

/** @param {() => unknown} act */
export async function throws(act) {
  try {
    await act();
  } catch {
    return;
  }
  throw new Error("expected an exception");
}

/** @param {unknown} value */
function show(value) {
  return JSON.stringify(value, (_, inner) => inner === undefined ? "<undefined>" : inner);
}
