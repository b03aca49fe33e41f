import assert from "node:assert/strict";
import { test } from "node:test";
import { filesOf, isThere, upload, withFiles } from "../src/uploads.js";

const BYTES = Uint8Array.from({ length: 256 }, (_, index) => index);
const encode = (/** @type {string} */ text) => new TextEncoder().encode(text);
const sent = async (/** @type {Blob | Uint8Array<ArrayBuffer>} */ body) =>
  new Uint8Array(await new Blob([body]).arrayBuffer());

test("a file stands byte for byte where its reference stood", async () => {
  const value = upload(new File([BYTES], "a.bin", { type: "image/png" }));
  const reference = String(value.get("reference"));

  const body = await withFiles(encode(`ä${reference}.`), filesOf(reference), "multipart/form-data");

  assert.equal(value.get("filename"), "a.bin");
  assert.equal(value.get("mediaType"), "image/png");
  assert.deepEqual([...(await sent(body))], [...encode("ä"), ...BYTES, 46]);
});

test("a form of pairs holds the text of a file, encoded", async () => {
  const reference = String(upload(new File(["a b&c"], "a.txt")).get("reference"));

  const body = await withFiles(
    encode(`f=${reference}`),
    filesOf(reference),
    "application/x-www-form-urlencoded",
  );

  assert.equal(new TextDecoder().decode(await sent(body)), "f=a+b%26c");
});

test("what only looks like a reference stays as it is", async () => {
  const text = `tryfield-file-${"0".repeat(32)}`;

  assert.deepEqual(filesOf(text), {});
  assert.equal(isThere(new Map([["reference", text]])), false);
  assert.equal(
    new TextDecoder().decode(await sent(await withFiles(encode(text), filesOf(text), ""))),
    text,
  );
});

test("a file that cannot be read any more is named", async () => {
  const file = new File(["x"], "gone.txt");
  file.slice = () => {
    throw new DOMException("", "NotReadableError");
  };
  const reference = String(upload(file).get("reference"));

  await assert.rejects(withFiles(encode(reference), filesOf(reference), ""), /gone\.txt/);
});
