import assert from "node:assert/strict";
import { test } from "node:test";
import { credentialStore } from "../src/credential-store.js";
import { LosslessNumber, parse, stringify } from "../src/lossless-json.js";
import { fromLink, linkTo, shareable } from "../src/share-link.js";

Object.assign(globalThis, { location: new URL("https://docs.example.com/api/?q=1#responses") });

const VALUES = {
  server: "https://internal.example.com",
  credentials: { bearer: { value: "s3cret" } },
  headers: [["X-Api-Key", "s3cret"]],
  parameters: [
    { in: "path", name: "token_id", value: new LosslessNumber("12345678901234567890") },
    { in: "query", name: "filter", value: ["ü", null, false] },
    { in: "query", name: "api_key", value: "s3cret" },
    { in: "header", name: "Authorization", value: "Bearer s3cret" },
  ],
  mediaType: "application/json",
  body: '{"n": 1.0}',
};

test("a link gives back the values, with all digits", () => {
  const link = linkTo("get/user", VALUES);

  const values = fromLink("get/user", new URL(link).hash);

  assert.ok(link.startsWith("https://docs.example.com/api/?q=1#try=get%2Fuser:"));
  assert.equal(
    stringify(values, ""),
    '{"parameters":[{"in":"path","name":"token_id","value":12345678901234567890},{"in":"query","name":"filter","value":["ü",null,false]}],"mediaType":"application/json","body":"{\\"n\\": 1.0}"}',
  );
});

test("a link holds no credential, no header and no base URL", () => {
  const shown = stringify(shareable(VALUES), "");

  assert.ok(!shown.includes("s3cret"));
  assert.ok(!shown.includes("internal.example.com"));
});

test("a credential that was typed into a body does not leave with it", () => {
  credentialStore.keep("api bearer", {
    origin: "https://a.example",
    values: { value: 'quo"ted' },
    remembered: false,
  });

  assert.equal(shareable({ body: '{"current_token": "quo\\"ted"}' }).body, undefined);

  credentialStore.forget("api bearer");
});

test("a link for another endpoint, or no link at all, fills in nothing", () => {
  const { hash } = new URL(linkTo("one", VALUES));

  for (const fragment of [
    hash.replace("one", "other"),
    "",
    "#responses",
    "#try=one:",
    "#try=one:!!!",
    `#try=one:${btoa("[1]")}`,
  ]) {
    assert.equal(fromLink(fragment === hash ? "other" : "one", fragment), undefined, fragment);
  }
  assert.equal(fromLink("two", hash), undefined);
});

test("what a link may not say is left out", () => {
  const text = btoa(
    '{"server":"https://evil.example","credentials":{"a":{}},"headers":[["a","b"]],"body":7,"parameters":[{"in":"query"}],"mediaType":"x"}',
  ).replace(/=+$/, "");

  const values = fromLink("one", `#try=one:${text}`);

  assert.deepEqual([...(values?.keys() ?? [])], ["mediaType"]);
  assert.deepEqual(parse("{}"), new Map());
});
