import { LiveConnection } from "../../../jazzlstm/ui/player/liveconnection.js";
import { equal, holds, test } from "./check.js";

const FIRST = { session: "s", first: -1, model: "weimar", is: "01234567", settings: { tune: "blues" } };
const SILENT = "no answer";
const LOST = "no answer, and no error";

/**
 * A connection to a server that gives these answers, one after another, and the bodies that it was sent.
 *
 * @param {(object | string)[]} answers
 */
function connected(answers) {
  /** @type {any[]} */
  const asked = [];
  window.fetch = (_, options) => {
    asked.push(JSON.parse(String(options?.body)));
    const answer = answers.shift() ?? SILENT;
    if (answer === LOST) return new Promise((_, fail) => options?.signal?.addEventListener("abort", fail));
    if (answer === SILENT) return Promise.reject(new TypeError("no network"));
    const { code, ...header } = /** @type {any} */ (answer);
    const refusal = () => new Response(JSON.stringify({ error: "refused", code }), { status: 404 });
    return Promise.resolve(code ? refusal() : new Response(packed(header)));
  };
  const connection = new LiveConnection(new AbortController().signal);
  connection.settings = "name";
  return { connection, asked };
}

/** @param {object} header */
function packed(header) {
  const text = new TextEncoder().encode(JSON.stringify({ ...header, blobs: { pitches: [0, 0] } }));
  const bytes = new Uint8Array(8 + text.length);
  bytes.set(new TextEncoder().encode("JAZZ"));
  new DataView(bytes.buffer).setUint32(4, text.length, true);
  bytes.set(text, 8);
  return bytes;
}

test("what acts is in the record from the bar at which it was heard", async () => {
  const trade = { bars: 4, first: true };
  const { connection, asked } = connected([FIRST, { session: "s", settings: { tempo: 200 } }]);
  await connection.begin({ trade });
  equal([asked[0].session, asked[0].trade], ["", trade]);
  await connection.act({ change: true, practice: { tempo: 210 } }, 8);
  equal(connection.record?.acts, [{ bar: -1, trade }]);
  connection.sound(9);
  const change = { settings: { tempo: 200 }, practice: { tempo: 210 } };
  equal(connection.record?.acts, [{ bar: -1, trade }, { bar: 8, change, sounds: 9 }]);
  connection.sound(10);
  equal(connection.record?.acts.length, 2);
});

test("what got no answer is kept to be sent again, and is in the record once", async () => {
  const { connection } = connected([FIRST, SILENT, SILENT, SILENT, { session: "s" }]);
  await connection.begin({});
  equal(await connection.act({ trade: null }, 4), null);
  equal(connection.unanswered, { change: { trade: null }, bar: 4 });
  equal([connection.session, connection.acts, connection.state], ["s", [], ""]);
  holds(connection.silentSince > 0);
  await connection.act({ trade: null }, 4);
  equal([connection.unanswered, connection.acts, connection.silentSince], [
    null,
    [{ bar: 4, trade: null }],
    0,
  ]);
});

test("a session that the server has forgotten goes on from its record, once", async () => {
  const over = { code: "over" };
  const { connection, asked } = connected([
    FIRST,
    over,
    { session: "t", since: 2 },
    over,
    { session: "u" },
    over,
    over,
  ]);
  await connection.begin({});
  equal(await connection.more(4), null);
  equal(connection.session, "");
  await connection.resume(4);
  equal([connection.session, asked[2].record.bars, asked[2].from, asked[2].resumes], ["t", 4, 4, true]);
  equal(connection.record?.resumed, [[4, 2]]);
  await connection.more(8);
  equal([connection.session, connection.state], ["t", "lost"]); // it was refused at once: it can't be played
});

test("settings that the server has forgotten are dropped, and the session goes on", async () => {
  const { connection } = connected([FIRST, { code: "settings" }]);
  await connection.begin({});
  equal(await connection.act({ change: true }, 4), null);
  equal([connection.session, connection.unanswered, connection.state], ["s", null, ""]);
});

test("a request that is lost is sent again, and nobody notices", async () => {
  const { connection, asked } = connected([FIRST, LOST, { session: "s", first: 4 }]);
  await connection.begin({});
  equal((await connection.more(4))?.first, 4);
  equal(asked.map(({ from }) => from), [0, 4, 4]);
  equal([connection.silentSince, connection.state], [0, ""]);
});

test("a computer that slept does not count its sleep as silence of the server", async () => {
  const { connection } = connected([FIRST, SILENT, SILENT, SILENT]);
  await connection.begin({});
  const now = performance.now();
  const usual = performance.now;
  try {
    const asking = connection.more(4);
    performance.now = () => now + 3_600_000;
    equal(await asking, null);
    equal(connection.state, "waiting");
  } finally {
    performance.now = usual;
  }
});

test("a network of the visitor that is not here yet is waited for", async () => {
  const { connection, asked } = connected([FIRST, { code: "over" }, { code: "no_network" }, {
    session: "t",
  }]);
  await connection.begin({});
  await connection.more(4);
  equal(await connection.resume(4), null);
  equal([connection.session, connection.state], ["", ""]);
  await connection.resume(6);
  equal([connection.session, asked[3].record.bars, connection.silentSince], ["t", 6, 0]);
});

test("the page says that the server is silent while a request has no answer", async () => {
  const { connection } = connected([FIRST, LOST, { session: "s" }]);
  await connection.begin({});
  const asking = connection.more(4);
  equal(connection.state, "");
  connection.askingSince -= 5500;
  equal(connection.state, "waiting");
  await asking;
  equal(connection.state, "");
});

test("a server without room for a session says so, and a session that goes on waits for it", async () => {
  const full = { code: "full" };
  const { connection } = connected([full, FIRST, { code: "over" }, full, { session: "t" }]);
  equal(await connection.begin({}), null);
  equal(connection.refused, "refused");
  await connection.begin({});
  await connection.more(4);
  await connection.resume(4);
  equal(connection.state, "");
  await connection.resume(5);
  equal([connection.session, connection.state], ["t", ""]);
});
