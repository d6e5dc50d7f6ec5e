/** Work that is done only when what it depends on has changed. */

/**
 * `paint`, skipped while its arguments are the same as in the call before.
 *
 * @template {unknown[]} Inputs
 * @param {(...inputs: Inputs) => void} paint
 * @returns {(...inputs: Inputs) => void}
 */
export function onChange(paint) {
  /** @type {Inputs | null} */
  let last = null;
  return (...inputs) => {
    if (last && isSame(last, inputs)) return;
    last = inputs;
    paint(...inputs);
  };
}

/**
 * `derive`, with its last result kept for as long as its arguments stay the same.
 *
 * @template {unknown[]} Inputs
 * @template Result
 * @param {(...inputs: Inputs) => Result} derive
 * @returns {(...inputs: Inputs) => Result}
 */
export function remembered(derive) {
  /** @type {{ inputs: Inputs, result: Result } | null} */
  let last = null;
  return (...inputs) => {
    if (!last || !isSame(last.inputs, inputs)) last = { inputs, result: derive(...inputs) };
    return last.result;
  };
}

/**
 * @param {readonly unknown[]} before
 * @param {readonly unknown[]} now
 */
export function isSame(before, now) {
  return before.length === now.length && before.every((value, i) => Object.is(value, now[i]));
}
