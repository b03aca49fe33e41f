/**
 * The authorization code with PKCE, without a client secret. `oauth4webapi` writes and checks the
 * messages; here are the window, the definition's addresses, and what real servers do otherwise.
 *
 * Loaded when a reader first signs in. Source: RFC 6749 4.1, RFC 7636, RFC 8414, RFC 9207, OpenID
 * Connect Discovery 1.0.
 */
import {
  allowInsecureRequests,
  authorizationCodeGrantRequest,
  calculatePKCECodeChallenge,
  customFetch,
  generateRandomCodeVerifier,
  generateRandomState,
  None,
  processAuthorizationCodeResponse,
  processDiscoveryResponse,
  validateAuthResponse,
} from "oauth4webapi";

/** @typedef {import("oauth4webapi").AuthorizationServer} AuthorizationServer */

/** Where the authorization server sends the reader back to. */
const CALLBACK = new URL("callback.html", import.meta.url).href;
/** Milliseconds between two looks at whether the window was closed. */
const LOOK = 500;
/** Nothing of the reader's browser travels along. */
const PRIVATE = /** @type {const} */ ({
  credentials: "omit",
  cache: "no-store",
  referrerPolicy: "no-referrer",
});
/** What a document of Microsoft's that serves several tenants names instead of one. */
const TENANT = "{tenantid}";
/** Its documents name the tenant by number, however the address names it. */
const BY_NUMBER = /\.(b2clogin|ciamlogin)\.com$/;

/** @param {string} url @param {string} base */
function address(url, base) {
  const found = new URL(url, base);
  if (!/^https?:$/.test(found.protocol)) throw new Error(`${found.href} is no address of HTTP.`);
  return found;
}

/**
 * Where to sign in, from what the definition says. Without discovery no issuer is known.
 * @param {import("./protocol.d.ts").Scheme} scheme
 * @param {string} base  what relative addresses are relative to
 * @returns {Promise<AuthorizationServer>}  `issuer` is "" where nobody named one
 */
export async function authorizationServer({ flows, openIdConnectUrl }, base) {
  const flow = flows.authorizationCode;
  if (!flow) return discovered(address(openIdConnectUrl, base));
  return {
    issuer: "",
    authorization_endpoint: address(String(flow.authorizationUrl), base).href,
    token_endpoint: address(String(flow.tokenUrl), base).href,
  };
}

/** @param {URL} url  of a discovery document; some definitions name the issuer itself */
async function discovered(url) {
  const issuer = issuerOf(url);
  const document = issuer ? url : new URL(`${trimmed(url.href)}/.well-known/openid-configuration`);
  const response = await fetch(document, PRIVATE);
  if (!response.ok) throw new Error(`${document.href}: HTTP ${response.status}`);
  const named = String((await response.clone().json()).issuer);
  if (!isIssuer(named, issuer ?? url)) {
    throw new Error(`${document.href} is of another issuer: ${named}`);
  }
  return processDiscoveryResponse(new URL(named), response);
}

/** The issuer whose document has an address; undefined for one that is no such address. @param {URL} url */
function issuerOf({ origin, pathname }) {
  const path =
    /^(.*)\/\.well-known\/openid-configuration$/.exec(pathname)?.[1] ??
    /^\/\.well-known\/(?:openid-configuration|oauth-authorization-server)(.*)$/.exec(pathname)?.[1];
  return path === undefined ? undefined : new URL(origin + path);
}

/** @param {string} named @param {URL} expected */
function isIssuer(named, expected) {
  if (!/^https?:/.test(named)) return false;
  if (BY_NUMBER.test(expected.hostname)) return new URL(named).origin === expected.origin;
  const [start, end] = named.split(TENANT);
  if (end === undefined) return trimmed(named) === trimmed(expected.href);
  const tenant = expected.href.slice(start.length, expected.href.length - end.length);
  return start + tenant + end === expected.href && /^[^/]+$/.test(tenant);
}

/** @param {string} url */
const trimmed = (url) => url.replace(/\/$/, "");

/**
 * Let the reader sign in, in a window of its own.
 * @param {Window} opened  opened by the reader's press of a button, still empty
 * @param {AuthorizationServer} server
 * @param {object} about
 * @param {string} about.client
 * @param {string} about.scopes
 * @param {AbortSignal} about.signal  gives it up
 * @param {() => void} about.gone     called when the window looks closed. It may only be out of sight: a page with a
 *   Cross-Origin-Opener-Policy looks closed to who opened it. The response is still waited for.
 * @returns {Promise<string>} the access token
 */
export async function signIn(opened, server, { client: id, scopes, signal, gone }) {
  const verifier = generateRandomCodeVerifier();
  const state = generateRandomState();
  const url = new URL(server.authorization_endpoint ?? "");
  const parameters = {
    response_type: "code",
    client_id: id,
    redirect_uri: CALLBACK,
    state,
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    ...(scopes && { scope: scopes }),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  // Only who knows the state is heard.
  const channel = new BroadcastChannel(`tryfield:${state}`);
  const timer = setInterval(() => {
    if (!opened.closed) return;
    clearInterval(timer);
    gone();
  }, LOOK);
  try {
    /** @type {Promise<string>} */
    const redirected = new Promise((resolve, reject) => {
      channel.onmessage = ({ data }) => resolve(data);
      signal.onabort = () => reject(signal.reason);
    });
    opened.location.href = url.href;
    return await accessToken(server, id, new URLSearchParams(await redirected), state, verifier);
  } catch (error) {
    throw new Error(reason(error));
  } finally {
    clearInterval(timer);
    channel.close();
    opened.close();
  }
}

/**
 * @param {AuthorizationServer} server
 * @param {string} id
 * @param {URLSearchParams} redirected  as the authorization server wrote them
 * @param {string} state
 * @param {string} verifier
 */
async function accessToken(server, id, redirected, state, verifier) {
  const client = { client_id: id };
  // Without an issuer in the definition there is nothing to compare another one with.
  if (!server.issuer) redirected.delete("iss");
  const known = { ...server, issuer: server.issuer || new URL(server.token_endpoint ?? "").origin };
  const code = validateAuthResponse(known, client, redirected, state);
  const response = await authorizationCodeGrantRequest(
    known,
    client,
    None(),
    code,
    CALLBACK,
    verifier,
    {
      [customFetch]: token,
      // A page is allowed to ask an API without TLS only where it is itself on this machine.
      [allowInsecureRequests]: location.protocol === "http:",
    },
  );
  return (await processAuthorizationCodeResponse(known, client, response)).access_token;
}

/**
 * Ask for the token. Who the reader is does not matter here, so an ID token is not read; a server
 * that names no type of token means `bearer`.
 * @param {string} url
 * @param {RequestInit} init
 */
async function token(url, init) {
  const response = await fetch(url, { ...init, ...PRIVATE });
  const body = await response
    .clone()
    .json()
    .catch(() => undefined);
  if (typeof body?.access_token !== "string") return response;
  const { id_token: _, ...rest } = body;
  return new Response(JSON.stringify({ token_type: "bearer", ...rest }), {
    status: response.status,
    headers: { "Content-Type": "application/json" },
  });
}

/** What the server said, or else what is wrong with that. @param {any} error */
function reason(error) {
  const body = error?.error ? error : error?.cause?.body;
  return body?.error_description || body?.error || error?.message || String(error);
}
