import { keepSolos, storedSolos, storeSolos } from "../../../jazzlstm/ui/player/storage.js";
import { equal, test } from "./check.js";

/** @param {string} link */
const card = (link) => /** @type {any} */ ({ link });

/**
 * What a visit asks the server for as packets arrive.
 *
 * @param {{ restored: boolean, saved: any[], history: any[] }[]} packets
 */
function asked(packets) {
  /** @type {string[]} */
  const names = [];
  const app = /** @type {any} */ ({ ask: (/** @type {string} */ name) => names.push(name) });
  for (const packet of packets) keepSolos(app, /** @type {any} */ (packet));
  return names;
}

test("a first visit asks for nothing, and keeps its solos", () => {
  localStorage.clear();
  const first = { restored: false, saved: [], history: [card("one")] };
  equal(asked([first, { ...first, history: [card("one"), card("two")] }]), []);
  equal(storedSolos().history, [card("one"), card("two")]);
});

test("a later visit asks for the solos of an earlier one until it has them", () => {
  localStorage.clear();
  localStorage.setItem("jazzlstm.solos", JSON.stringify({ saved: [], history: [card("old")] }));
  const packet = { restored: false, saved: [], history: [card("new")] };
  const both = [card("old"), card("new")];
  equal(asked([packet, packet, { ...packet, restored: true, history: both }]), ["restore", "restore"]);
  equal(storedSolos().history, both);
});

test("damaged storage is no storage, and solos are stored over it", () => {
  for (const damaged of ["{", "[]", "null", '{"saved": 7}']) {
    localStorage.setItem("jazzlstm.solos", damaged);
    equal(storedSolos(), { saved: [], history: [] });
    storeSolos({ saved: [card("a")], history: [] });
    equal(storedSolos().saved, [card("a")]);
  }
});
