import { fetchTakes, receive } from "../../../jazzlstm/ui/player/receiving.js";
import { equal, test } from "./check.js";

/** @param {(signal: AbortSignal) => Response} answer */
function answerWith(answer) {
  const { fetch } = globalThis;
  globalThis.fetch = (_, options) => {
    globalThis.fetch = fetch;
    return Promise.resolve(answer(/** @type {AbortSignal} */ (options?.signal)));
  };
}

test("other takes that are aborted in the middle of their answer are none", async () => {
  const leaving = new AbortController();
  answerWith((signal) =>
    new Response(
      new ReadableStream({
        start: (stream) => signal.addEventListener("abort", () => stream.error(signal.reason)),
      }),
    )
  );
  const takes = fetchTakes("/takes", leaving.signal);
  leaving.abort();
  equal(await takes, null);
});

test("other takes that are unknown are none, and known ones are read", async () => {
  const { signal } = new AbortController();
  answerWith(() => new Response("", { status: 404 }));
  equal(await fetchTakes("/takes", signal), null);
  answerWith(() => new Response("[null]"));
  equal(await fetchTakes("/takes", signal), [null]);
});

test("settings for a live session come without solos, also on a first visit", async () => {
  const text = new TextEncoder().encode(JSON.stringify({ turn: true, live: "name", blobs: {} }));
  const bytes = new Uint8Array(8 + text.length);
  bytes.set(new TextEncoder().encode("JAZZ"));
  new DataView(bytes.buffer).setUint32(4, text.length, true);
  bytes.set(text, 8);
  /** @type {string[]} */
  const turns = [];
  const app = /** @type {any} */ ({
    state: { live: true, packet: {} },
    update: () => {},
    live: { turn: (/** @type {{ live: string }} */ { live }) => turns.push(live) },
  });
  localStorage.clear();
  await receive(app, bytes);
  equal(turns, ["name"]);
});
