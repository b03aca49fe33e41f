/**
 * Signing in with OAuth 2 or OpenID Connect, instead of pasting a token.
 */
import { button, h, unique } from "../dom.js";
import { t } from "../i18n.js";
import { preferences } from "../preferences.js";
import { address } from "../runtime-files.js";

/** @typedef {import("../protocol.d.ts").Scheme} Scheme */

/** Few readers sign in, so what does it comes when it is asked for. @returns {Promise<typeof import("../oauth.js")>} */
const load = () => import(address("oauth.js"));

/**
 * @param {Scheme} scheme
 * @param {object} options
 * @param {string} options.key       what the choices hold for
 * @param {string[]} options.scopes  that the endpoint asks for
 * @param {string} options.client    of the author of the site
 * @param {() => Promise<string>} options.base
 * @param {(token: string) => void} options.onToken
 * @returns {HTMLElement | null} null where the definition says not where to sign in
 */
export function signInPart(scheme, { key, scopes, client, base, onToken }) {
  if (!scheme.flows.authorizationCode && !scheme.openIdConnectUrl) return null;
  const id = unique("client");
  const wanted = unique("scopes");
  const clientInput = h("input", {
    id,
    type: "text",
    value: preferences.get(`${key} client`) ?? client,
    autocomplete: "off",
    spellcheck: false,
  });
  const openId = scheme.openIdConnectUrl && !scopes.length ? ["openid"] : scopes;
  const scopesInput = h("input", {
    id: wanted,
    type: "text",
    value: preferences.get(`${key} scopes`) ?? openId.join(" "),
    autocomplete: "off",
    spellcheck: false,
  });
  clientInput.addEventListener("input", () => preferences.set(`${key} client`, clientInput.value));
  scopesInput.addEventListener("input", () => preferences.set(`${key} scopes`, scopesInput.value));
  const state = h("span", { class: "tryfield-console-hint", role: "status" });
  let attempt = new AbortController();
  const start = button(t("signIn"), async () => {
    // Now, because later a browser would take it for a window that nobody asked for.
    const opened = window.open("", "_blank", "popup,width=520,height=680");
    if (!opened) return;
    attempt.abort();
    attempt = new AbortController();
    const { signal } = attempt;
    /** @param {string} text */
    const show = (text) => {
      if (!signal.aborted) state.textContent = text;
    };
    show("…");
    try {
      const about = {
        client: clientInput.value,
        scopes: scopesInput.value,
        signal,
        gone: () => show(t("signInGone")),
      };
      const { authorizationServer, signIn } = await load();
      onToken(await signIn(opened, await authorizationServer(scheme, await base()), about));
      show(t("signedIn"));
    } catch (error) {
      opened.close();
      show(t("signInFailed", { reason: error instanceof Error ? error.message : String(error) }));
    }
  });
  return h(
    "div",
    {},
    h(
      "div",
      { class: "tryfield-console-row" },
      h("label", { for: id }, t("clientId")),
      clientInput,
      h("label", { for: wanted }, t("scopes")),
      scopesInput,
      start,
      state,
    ),
    h("p", { class: "tryfield-console-hint" }, t("pasteToken")),
  );
}
