/** What Python writes as the address of a request leads a browser where the page says it leads. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

Object.assign(globalThis, { location: new URL("https://docs.example.com/api/") });
globalThis.addEventListener ??= () => {};
const { Transport } = await import("../src/transport.js");
const { credentialStore } = await import("../src/credential-store.js");

/** Also read by tests/core/request/test_origins.py. @type {{ sent: Record<string, string>, refused: string[] }} */
const cases = JSON.parse(
  readFileSync(new URL("../../tests/core/request/origins.json", import.meta.url), "utf8"),
);

/** The bridge with a request that is ready. @param {string} url */
const bridge = (url) => ({
  /** @param {string} _ @param {(text: string) => Promise<string>} send */
  exchange: (_, send) =>
    send(
      JSON.stringify({
        method: "GET",
        url,
        headers: [["Authorization", "Bearer s3cret"]],
        body: "",
      }),
    ),
});

/** What is sent of a request that the reader agreed to send to an origin. @param {string} url @param {string} origin */
async function sent(url, origin) {
  /** @type {string[]} */
  const asked = [];
  globalThis.fetch = /** @type {any} */ (
    async (/** @type {any} */ address) => {
      asked.push(String(address));
      return new Response("{}");
    }
  );
  const options = {
    relay: "",
    timeout: 1000,
    secrets: [],
    page: "https://docs.example.com",
    origin,
  };
  await new Transport().exchange(bridge(url), { id: 1, argument: "{}", options }, () => {});
  return asked;
}

for (const [server, url] of Object.entries(cases.sent)) {
  test(`a browser reads ${JSON.stringify(server)} as the page does`, () => {
    const { origin } = new URL(url);

    assert.ok(url.startsWith(`${origin}/`));
    // What is refused nowhere means to a browser what it means to us.
    if (/^\s*https?:\/\//i.test(server)) assert.equal(new URL(server).origin, origin);
  });
}

test("a request goes to the origin that was agreed to", async () => {
  assert.deepEqual(await sent("http://a.example:1//b.example:2/x", "http://a.example:1"), [
    "http://a.example:1//b.example:2/x",
  ]);
});

for (const url of [
  "https://b.example/x",
  "https://a.example:444/x",
  "http://a.example/x",
  "https://b.example\\@a.example/x",
  "https://a.example@b.example/x",
]) {
  test(`nothing of ${JSON.stringify(url)} is sent for https://a.example`, async () => {
    globalThis.fetch = /** @type {any} */ (() => assert.fail("sent"));

    await assert.rejects(sent(url, "https://a.example"), /is for https:\/\/a\.example/);
    await assert.rejects(sent(url, ""));
  });
}

test("a credential that was typed for no origin yet is sent to none", () => {
  credentialStore.keep("api bearer", {
    origin: "",
    values: { value: "s3cret" },
    remembered: false,
  });

  assert.deepEqual(credentialStore.typedFor(""), {});
  assert.deepEqual(credentialStore.typedFor("https://a.example"), {});
});
