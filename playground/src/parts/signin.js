/**
 * Signing in with OAuth 2 or OpenID Connect, instead of pasting a token.
 */
import { button, h, unique } from "../dom.js";
import { flowOf, signIn } from "../oauth.js";
import { session } from "../session.js";
import { t } from "../words.js";

/** @typedef {import("../protocol.d.ts").Scheme} Scheme */

/**
 * @param {Scheme} scheme
 * @param {object} options
 * @param {string} options.key       what the choices hold for
 * @param {string[]} options.scopes  that the endpoint asks for
 * @param {string} options.client    of the author of the site
 * @param {() => Promise<string>} options.base
 * @param {(token: string) => void} options.got
 * @returns {HTMLElement | null} null where the definition says not where to sign in
 */
export function signInPart(scheme, { key, scopes, client, base, got }) {
  if (!scheme.flows.authorizationCode && !scheme.openIdConnectUrl) return null;
  const id = unique("client");
  const wanted = unique("scopes");
  const name = h("input", { id, type: "text", value: session.choice(`${key} client`) ?? client, autocomplete: "off", spellcheck: false });
  const openId = scheme.openIdConnectUrl && !scopes.length ? ["openid"] : scopes;
  const asked = h("input", { id: wanted, type: "text", value: session.choice(`${key} scopes`) ?? openId.join(" "), autocomplete: "off", spellcheck: false });
  name.addEventListener("input", () => session.choose(`${key} client`, name.value));
  asked.addEventListener("input", () => session.choose(`${key} scopes`, asked.value));
  const state = h("span", { class: "tryfield-console-hint", role: "status" });
  let asking = new AbortController();
  const start = button(t("signIn"), async () => {
    // Now, because later a browser would take it for a window that nobody asked for.
    const opened = window.open("", "_blank", "popup,width=520,height=680");
    if (!opened) return;
    asking.abort();
    const { signal } = (asking = new AbortController());
    /** @param {string} text */
    const say = (text) => !signal.aborted && (state.textContent = text);
    say("…");
    try {
      const about = { client: name.value, scopes: asked.value, signal, gone: () => say(t("signInGone")) };
      got(await signIn(opened, await flowOf(scheme, await base()), about));
      say(t("signedIn"));
    } catch (error) {
      opened.close();
      say(t("signInFailed", { reason: error instanceof Error ? error.message : String(error) }));
    }
  });
  return h(
    "div",
    {},
    h("div", { class: "tryfield-console-row" }, h("label", { for: id }, t("clientId")), name, h("label", { for: wanted }, t("scopes")), asked, start, state),
    h("p", { class: "tryfield-console-hint" }, t("pasteToken")),
  );
}
