/**
 * A steady call, from a worker: browsers slow down the timers of a hidden page, not those of its workers.
 */

const PERIOD = 100; // ms

/**
 * @param {() => void} act
 * @returns {() => void} ends it
 */
export function startTicking(act) {
  let timer = 0;
  const worker = newWorker(); // null where the page's security policy forbids it
  const goOn = () => (timer ||= setInterval(act, PERIOD));
  if (worker) {
    worker.onmessage = act;
    worker.onerror = (event) => {
      event.preventDefault();
      goOn();
    };
    worker.postMessage(PERIOD);
  } else goOn();
  return () => {
    clearInterval(timer);
    worker?.terminate();
  };
}

/** @returns {Worker | null} */
function newWorker() {
  try {
    return new Worker(new URL("./tickworker.js", import.meta.url), { type: "module" });
  } catch {
    return null;
  }
}
