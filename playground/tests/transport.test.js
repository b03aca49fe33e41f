import assert from "node:assert/strict";
import { test } from "node:test";

Object.assign(globalThis, { location: new URL("https://docs.example.com/api/") });
globalThis.addEventListener ??= () => {};
const { Transport } = await import("../src/transport.js");

/** A bridge that sends one request and gives back what came. @param {object} request */
const bridge = (request) => ({
  /** @param {string} argument @param {(text: string) => Promise<string>} send */
  carry: async (argument, send) =>
    JSON.stringify({
      said: JSON.parse(argument),
      answer: { ...JSON.parse(await send(JSON.stringify(request))), body: "" },
    }),
});
const OPTIONS = {
  relay: "",
  timeout: 1000,
  origin: "https://a.example",
  secrets: [],
  page: "https://docs.example.com",
};
const REQUEST = {
  method: "POST",
  url: "https://a.example/x",
  headers: [["X-A", "1"]],
  body: btoa("{}"),
};

/** @param {(url: string, init: any) => Response} answer */
function network(answer) {
  /** @type {{ url: string, init: any }[]} */
  const asked = [];
  globalThis.fetch = /** @type {any} */ (
    async (/** @type {any} */ url, /** @type {any} */ init) => {
      asked.push({ url: String(url), init });
      return answer(String(url), init);
    }
  );
  return asked;
}

test("code's request is sent without cookies, referrer or cache, and its answer has its body", async () => {
  const asked = network(() => new Response("hello", { status: 201 }));

  const result = JSON.parse(
    await new Transport().sendCodeRequest(bridge(REQUEST), {
      id: 1,
      argument: "{}",
      options: OPTIONS,
    }),
  );

  assert.equal(result.answer.status, 201);
  assert.equal(atob(result.answer.body), "hello");
  assert.deepEqual(
    asked.map(({ url, init: { method, credentials, cache, referrerPolicy } }) => [
      url,
      method,
      credentials,
      cache,
      referrerPolicy,
    ]),
    [["https://a.example/x", "POST", "omit", "no-store", "no-referrer"]],
  );
});

test("the relay gets the request, and nothing that the browser keeps for this site", async () => {
  const line = (/** @type {object} */ value) => `${JSON.stringify(value)}\n`;
  const head = line({ status: 200, headers: [["content-type", "text/plain"]], url: REQUEST.url });
  const asked = network(() => new Response(head + line({ body: btoa("hello") })));

  const result = JSON.parse(
    await new Transport().sendCodeRequest(bridge(REQUEST), {
      id: 1,
      argument: "{}",
      options: { ...OPTIONS, relay: "https://docs.example.com/relay" },
    }),
  );

  assert.equal(atob(result.answer.body), "hello");
  assert.equal(asked.length, 1);
  const { method, credentials, cache, body } = asked[0].init;
  assert.deepEqual([asked[0].url, method], ["https://docs.example.com/relay", "POST"]);
  assert.deepEqual([credentials, cache], ["omit", "no-store"]);
  const { url, headers } = JSON.parse(body);
  assert.deepEqual([url, headers], [REQUEST.url, REQUEST.headers]);
});

test("what the bridge wants sent directly passes by the relay", async () => {
  const asked = network(() => new Response("{}"));

  await new Transport().sendCodeRequest(bridge({ ...REQUEST, direct: true }), {
    id: 1,
    argument: "{}",
    options: { ...OPTIONS, relay: "https://docs.example.com/relay" },
  });

  assert.deepEqual(
    asked.map(({ url }) => url),
    ["https://a.example/x"],
  );
});

test("a request with an API key follows a redirection only where the reader says so", async () => {
  const keyed = { ...REQUEST, keys: ["X-A"] };
  /** @param {object} request @param {"without" | "with"} [redirect] */
  const sent = async (request, redirect) => {
    const asked = network((_, { redirect }) =>
      redirect === "manual"
        ? Object.defineProperty(new Response(), "type", { value: "opaqueredirect" })
        : new Response("there"),
    );
    const options = { ...OPTIONS, redirect };
    const text = await new Transport().sendCodeRequest(bridge(request), {
      id: 1,
      argument: "{}",
      options,
    });
    return { asked: asked[0]?.init, answer: JSON.parse(text).answer };
  };

  const stopped = await sent(keyed);
  const bare = await sent(keyed, "without");
  const whole = await sent(keyed, "with");
  const plain = await sent(REQUEST);

  assert.equal(stopped.asked.redirect, "manual");
  assert.equal(stopped.answer.failure.redirected, true);
  assert.deepEqual([bare.asked.redirect, bare.asked.headers], ["follow", []]);
  assert.deepEqual([whole.asked.redirect, whole.asked.headers], ["follow", [["X-A", "1"]]]);
  assert.equal(plain.asked.redirect, "follow");
});
