import { storedSolos, storeSolos } from "../../../jazzlstm/ui/player/storage.js";
import { equal, test } from "./check.js";

const PLACE = "jazzlstm.solos";

/** @param {string} link */
const card = (link) => /** @type {import("../../../jazzlstm/ui/player/packet.js").Card} */ ({ link });

test("damaged storage is no storage, and solos are stored over it", () => {
  for (const damaged of ["{", "[]", "null", '{"saved": 7}']) {
    localStorage.setItem(PLACE, damaged);
    equal(storedSolos(), { saved: [], history: [] });
    storeSolos({ saved: [card("a")], history: [] });
    equal(storedSolos().saved.map(({ link }) => link), ["a"]);
  }
  localStorage.removeItem(PLACE);
});
