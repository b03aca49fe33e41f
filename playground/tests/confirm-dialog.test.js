import assert from "node:assert/strict";
import { test } from "node:test";
import { article, press } from "./page.js";

const { confirmed } = await import("../src/confirm-dialog.js");

/**
 * Whether a method was asked about, where the reader agrees.
 * @param {boolean | string[] | undefined} confirm
 * @param {string} method
 */
async function asks(confirm, method) {
  const panel = article("<div></div>");
  const agreed = confirmed(panel, confirm, method, "api.example.com");
  const send = panel.querySelector("dialog button");
  if (send) press(send);
  assert.equal(await agreed, true);
  return Boolean(send);
}

for (const method of ["POST", "PUT", "PATCH", "DELETE", "PURGE"])
  test(`${method} asks first where all that change data do`, async () => {
    assert.equal(await asks(true, method), true);
  });

for (const method of ["GET", "HEAD", "OPTIONS", "QUERY", "TRACE"])
  test(`${method} changes nothing, so it never asks`, async () => {
    assert.equal(await asks(true, method), false);
  });

test("an author names the methods, in letters of any case, and a site that says nothing asks about none", async () => {
  assert.equal(await asks(["delete"], "DELETE"), true);
  assert.equal(await asks(["DELETE"], "POST"), false);
  assert.equal(await asks(["GET"], "get"), true);
  assert.equal(await asks(undefined, "DELETE"), false);
});
