import assert from "node:assert/strict";
import { test } from "node:test";

const kept = new Map();
Object.assign(globalThis, {
  location: new URL("https://docs.example.com/api/"),
  sessionStorage: {
    getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => kept.set(key, value),
    removeItem: (/** @type {string} */ key) => kept.delete(key),
  },
});
const { requestHistory } = await import("../src/request-history.js");
const { credentialStore } = await import("../src/credential-store.js");

/** @param {number} number */
const result = (number) =>
  /** @type {any} */ ({
    summary: `200 OK ${number}`,
    shown: { method: "GET", url: "https://a.example/x" },
    answer: { status: 200 },
    bytes: new Uint8Array(3),
  });

test("what is kept holds the values and no credential", () => {
  credentialStore.keep("api basic", {
    origin: "https://a.example",
    values: { user: "ada", password: "s3cret-word" },
    remembered: false,
  });
  const values = {
    parameters: [
      { in: "query", name: "q", value: "s3cret-word" },
      { in: "query", name: "page", value: 2 },
    ],
    credentials: { basic: { password: "s3cret-word" } },
    headers: [["X-Key", "s3cret-word"]],
  };

  requestHistory.keep("get/user", values, result(1));

  const [text] = [...kept.values()].filter((one) => one.includes("get/user"));
  assert.ok(text.includes("page"));
  assert.ok(!text.includes("s3cret-word"));
});

test("a user and password are secret as HTTP writes them, too, and a user alone is none", () => {
  assert.deepEqual(credentialStore.secrets(), ["s3cret-word", "YWRhOnMzY3JldC13b3Jk"]);
});

test("the last twenty are kept, the newest first, each with its answer", () => {
  for (let number = 0; number < 25; number += 1)
    requestHistory.keep("post/user", {}, result(number));

  const found = requestHistory.of("post/user");

  assert.equal(found.length, 20);
  assert.equal(found[0].entry.summary, "200 OK 24");
  assert.ok(found.every((one) => one.result));
});

test("of a run that sends in a loop the last five are kept, and what was sent before stays", () => {
  requestHistory.keep("put/user", {}, result(0));
  for (let number = 1; number < 40; number += 1)
    requestHistory.keep("put/user", undefined, result(number), "run 1");
  requestHistory.keep("put/user", { parameters: [] }, result(40), "run 2");

  const found = requestHistory.of("put/user").map(({ entry }) => entry);

  assert.deepEqual(
    found.map(({ summary }) => summary),
    [40, 39, 38, 37, 36, 35, 0].map((number) => `200 OK ${number}`),
  );
  assert.deepEqual(
    found.map(({ values }) => values !== ""),
    [true, false, false, false, false, false, true],
  );
});
