import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, test } from "node:test";

Object.assign(globalThis, { location: new URL("http://127.0.0.1/api/") });
const { authorizationServer, signIn } = await import("../src/oauth.js");

/** What the authorization server says; each test changes it. */
const says = { discovery: {}, redirect: {}, token: {}, status: 200 };
/** Every form that its token endpoint got. @type {Record<string, string>[]} */
let received = [];

const server = createServer(async (request, response) => {
  response.setHeader("Content-Type", "application/json");
  if (request.url?.includes("/.well-known/")) {
    response.end(
      JSON.stringify({
        issuer: BASE,
        authorization_endpoint: `${BASE}/authorize`,
        token_endpoint: `${BASE}/token`,
        ...says.discovery,
      }),
    );
    return;
  }
  let text = "";
  for await (const part of request) text += part;
  received.push(Object.fromEntries(new URLSearchParams(text)));
  response.statusCode = says.status;
  response.end(JSON.stringify(says.token));
}).listen(0, "127.0.0.1");
await once(server, "listening");
const BASE = `http://127.0.0.1:${/** @type {import("node:net").AddressInfo} */ (server.address()).port}`;
after(() => server.close());

const OPENID = scheme({ openIdConnectUrl: `${BASE}/.well-known/openid-configuration` });
const FLOW = scheme({
  flows: {
    authorizationCode: { authorizationUrl: `${BASE}/authorize`, tokenUrl: `${BASE}/token` },
  },
});
const TOKEN = { access_token: "t0ken", token_type: "Bearer" };

/** @param {object} more @returns {import("../src/protocol.d.ts").Scheme} */
function scheme(more) {
  return /** @type {any} */ ({ flows: {}, openIdConnectUrl: "", ...more });
}

/**
 * Sign in; the reader agrees at once, and the callback page tells what the server wrote.
 * @param {import("../src/protocol.d.ts").Scheme} from
 * @param {Partial<typeof says>} [said]
 */
async function signInWith(from, said = {}) {
  Object.assign(says, { discovery: {}, redirect: {}, token: TOKEN, status: 200 }, said);
  received = [];
  /** @type {URLSearchParams} */
  let asked = new URLSearchParams();
  const opened = {
    closed: false,
    close() {},
    location: {
      /** @param {string} url */
      set href(url) {
        asked = new URL(url).searchParams;
        const state = asked.get("state") ?? "";
        const back = new URLSearchParams({ code: "c0de", state, ...says.redirect });
        const channel = new BroadcastChannel(`tryfield:${state}`);
        channel.postMessage(`?${back}`);
        channel.close();
      },
    },
  };
  const about = {
    client: "docs",
    scopes: "read",
    signal: new AbortController().signal,
    gone() {},
  };
  const token = await signIn(
    /** @type {any} */ (opened),
    await authorizationServer(from, BASE),
    about,
  );
  return { token, asked };
}

test("the code is exchanged with a verifier that fits its challenge, and without a secret", async () => {
  const { token, asked } = await signInWith(FLOW);

  assert.equal(token, "t0ken");
  assert.deepEqual(
    ["client_id", "code_challenge_method", "response_type", "scope"].map((name) => asked.get(name)),
    ["docs", "S256", "code", "read"],
  );
  const [{ code_verifier: verifier, client_secret: secret, ...rest }] = received;
  const challenge = createHash("sha256").update(verifier).digest("base64url");
  assert.equal(challenge, asked.get("code_challenge"));
  assert.equal(secret, undefined);
  assert.equal(rest.redirect_uri, asked.get("redirect_uri"));
});

test("a discovery document is only taken from the issuer that it names", async () => {
  const other = { discovery: { issuer: "https://evil.example" } };

  await assert.rejects(signInWith(OPENID, other), /of another issuer: https:\/\/evil\.example/);
  assert.equal((await signInWith(OPENID)).token, "t0ken");
});

test("an issuer may end in a slash, and a definition may name the issuer itself", async () => {
  const slash = { discovery: { issuer: `${BASE}/realm/` } };
  const realm = `${BASE}/realm/.well-known/openid-configuration`;

  assert.equal((await signInWith(scheme({ openIdConnectUrl: realm }), slash)).token, "t0ken");
  assert.equal((await signInWith(scheme({ openIdConnectUrl: BASE }))).token, "t0ken");
});

test("an issuer of several tenants stands for the one of the address", async () => {
  const tenants = { discovery: { issuer: `${BASE}/{tenantid}/v2.0` } };
  const url = (/** @type {string} */ path) =>
    scheme({ openIdConnectUrl: `${BASE}${path}/.well-known/openid-configuration` });

  assert.equal((await signInWith(url("/common/v2.0"), tenants)).token, "t0ken");
  await assert.rejects(signInWith(url("/a/b/v2.0"), tenants), /another issuer/);
});

test("a response of another issuer is refused, and one without where the server promised it", async () => {
  const promised = { authorization_response_iss_parameter_supported: true };

  await assert.rejects(signInWith(OPENID, { redirect: { iss: "https://evil.example" } }), /iss/);
  await assert.rejects(signInWith(OPENID, { discovery: promised }), /"iss" \(issuer\) missing/);
  assert.deepEqual(received, []);
  const { token } = await signInWith(OPENID, { discovery: promised, redirect: { iss: BASE } });
  assert.equal(token, "t0ken");
});

test("without discovery any issuer may name itself, since the definition names none", async () => {
  assert.equal((await signInWith(FLOW, { redirect: { iss: `${BASE}/realm` } })).token, "t0ken");
});

test("another state than ours is refused before the code is used", async () => {
  await assert.rejects(signInWith(FLOW, { redirect: { state: "forged" } }), /state/);
  assert.deepEqual(received, []);
});

test("what the server says is wrong reaches the reader", async () => {
  const denied = { error: "access_denied", error_description: "You said no." };
  const grant = { error: "invalid_grant", error_description: "The code is old." };

  await assert.rejects(signInWith(FLOW, { redirect: denied }), { message: "You said no." });
  await assert.rejects(signInWith(FLOW, { status: 400, token: grant }), {
    message: "The code is old.",
  });
  await assert.rejects(signInWith(FLOW, { token: { error: "bad_code" } }), { message: "bad_code" });
});

test("an ID token is not read, and a token without a type is a bearer token", async () => {
  const token = { access_token: "t0ken", id_token: "not.a.jwt" };

  assert.equal((await signInWith(OPENID, { token })).token, "t0ken");
});
