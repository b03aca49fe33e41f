/**
 * The authorization code with PKCE: a random verifier, a checked state, no client secret.
 *
 * Source: RFC 6749 4.1, RFC 7636, RFC 9207, OpenID Connect Discovery 1.0.
 */

/**
 * @typedef {object} Flow
 * @property {string} authorizationUrl
 * @property {string} tokenUrl
 * @property {string} [issuer]
 */

/** Where the authorization server sends the reader back to. */
export const CALLBACK = new URL("callback.html", import.meta.url).href;
/** Milliseconds between two looks at whether the window was closed. */
const LOOK = 500;

/** @param {Uint8Array<ArrayBuffer>} bytes */
const base64url = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

/** @param {string} url @param {string} base */
function address(url, base) {
  const found = new URL(url, base);
  if (!/^https?:$/.test(found.protocol)) throw new Error(found.protocol);
  return found;
}

/**
 * Where to sign in, from what the definition says.
 * @param {import("./protocol.d.ts").Scheme} scheme
 * @param {string} base  what relative addresses are relative to
 * @returns {Promise<Flow>}
 */
export async function flowOf({ flows, openIdConnectUrl }, base) {
  const flow = flows.authorizationCode;
  if (flow) return { authorizationUrl: address(String(flow.authorizationUrl), base).href, tokenUrl: address(String(flow.tokenUrl), base).href };
  const response = await fetch(address(openIdConnectUrl, base), { credentials: "omit" });
  const said = await response.json();
  return { authorizationUrl: address(said.authorization_endpoint, base).href, tokenUrl: address(said.token_endpoint, base).href, issuer: said.issuer };
}

/**
 * Let the reader sign in, in a window of its own.
 * @param {Window} opened  opened by the reader's press of a button, still empty
 * @param {Flow} flow
 * @param {object} about
 * @param {string} about.client
 * @param {string} about.scopes
 * @param {AbortSignal} about.signal  gives it up
 * @param {() => void} about.gone     called when the window looks closed. It may only be out of sight: a page with a
 *   Cross-Origin-Opener-Policy looks closed to who opened it. The answer is still waited for.
 * @returns {Promise<string>} the access token
 */
export async function signIn(opened, { authorizationUrl, tokenUrl, issuer }, { client, scopes, signal, gone }) {
  const verifier = random();
  const state = random();
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  const url = new URL(authorizationUrl);
  const said = { response_type: "code", client_id: client, redirect_uri: CALLBACK, state, code_challenge: base64url(new Uint8Array(digest)), code_challenge_method: "S256", ...(scopes && { scope: scopes }) };
  for (const [name, value] of Object.entries(said)) url.searchParams.set(name, value);
  // Only who knows the state is heard.
  const channel = new BroadcastChannel(`tryfield:${state}`);
  const timer = setInterval(() => {
    if (!opened.closed) return;
    clearInterval(timer);
    gone();
  }, LOOK);
  try {
    /** @type {Promise<Record<string, string>>} */
    const back = new Promise((resolve, reject) => {
      channel.onmessage = ({ data }) => resolve(data);
      signal.onabort = () => reject(signal.reason);
    });
    opened.location.href = url.href;
    const answer = await back;
    if (answer.state !== state) throw new Error("the state is not ours");
    if (issuer && answer.iss && answer.iss !== issuer) throw new Error("the answer is of another issuer");
    if (answer.error) throw new Error(answer.error_description || answer.error);
    return await exchange(tokenUrl, { grant_type: "authorization_code", code: answer.code, redirect_uri: CALLBACK, client_id: client, code_verifier: verifier });
  } finally {
    clearInterval(timer);
    channel.close();
    opened.close();
  }
}

/** @param {string} url @param {Record<string, string>} fields */
async function exchange(url, fields) {
  const response = await fetch(url, { method: "POST", body: new URLSearchParams(fields), headers: { Accept: "application/json" }, credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer" });
  const said = await response.json().catch(() => ({}));
  if (!response.ok || typeof said.access_token !== "string") throw new Error(said.error_description || said.error || `HTTP ${response.status}`);
  return said.access_token;
}
