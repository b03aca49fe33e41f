import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeText, fromBase64, toBase64 } from "../src/bytes.js";

test("bytes survive the way through text, whatever their number", () => {
  for (const length of [0, 1, 2, 3, 29_999, 30_000, 30_001, 100_000]) {
    const bytes = Uint8Array.from({ length }, (_, index) => (index * 7) % 256);

    assert.deepEqual(fromBase64(toBase64(bytes)), bytes);
    assert.equal(toBase64(bytes), Buffer.from(bytes).toString("base64"));
  }
});

test("bytes are read in the charset that they name, and in UTF-8 when nobody knows it", () => {
  assert.equal(decodeText(Uint8Array.of(0xe9), "iso-8859-1"), "é");
  assert.equal(decodeText(Uint8Array.of(0xc3, 0xa9), "x-unheard-of"), "é");
});
