/** Tests that fail: they show that a failure reaches pytest. No file of tests imports this. */

import { equal, test } from "./check.js";

test("a check that fails", () => equal(1, 2));

test("a promise that is rejected", () => Promise.reject(new Error("on purpose")));
