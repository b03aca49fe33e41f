import assert from "node:assert/strict";
import { test } from "node:test";
import { pack, unpack } from "../src/base64.js";

test("bytes survive the way through text, whatever their number", () => {
  for (const length of [0, 1, 2, 3, 29_999, 30_000, 30_001, 100_000]) {
    const bytes = Uint8Array.from({ length }, (_, index) => (index * 7) % 256);

    assert.deepEqual(unpack(pack(bytes)), bytes);
    assert.equal(pack(bytes), Buffer.from(bytes).toString("base64"));
  }
});
