/**
 * The credentials of a request: set once, sent with every endpoint of the same API.
 */

import { credentialStore } from "../credential-store.js";
import { button, fill, h, unique } from "../dom.js";
import { t } from "../i18n.js";
import { preferences } from "../preferences.js";
import { signInPart } from "./sign-in.js";

/** @typedef {import("../protocol.d.ts").Authentication} Authentication */
/** @typedef {import("../protocol.d.ts").Scheme} Scheme */

export class AuthorizationPart {
  #body = h("div", {});
  #state = h("span", { class: "tryfield-console-hint" });
  element = h("section", { class: "tryfield-console-part tryfield-console-authorization" });
  alternative = 0;
  /** The origin that the request goes to, as far as it is known. */
  #here = "";
  /** What was typed is being bound to where it goes. @type {Promise<unknown>} */
  #binding = Promise.resolve();
  /** Say of each scheme what holds now. @type {(() => void)[]} */
  #hints = [];
  /** Schemes whose credential is not sent, because it looks like a placeholder. @type {readonly string[]} */
  #held = [];

  /**
   * @param {Authentication} auth
   * @param {string} scope  the API that the credentials belong to
   * @param {() => Promise<string>} origin  where the request goes
   * @param {import("../console-settings.d.ts").Settings} settings
   */
  constructor(auth, scope, origin, settings) {
    this.settings = settings;
    this.auth = auth;
    this.scope = scope;
    this.origin = origin;
    const { alternatives } = auth;
    this.element.hidden = !alternatives.some(({ schemes }) => schemes.length);
    const kept = preferences.get(`${scope} alternative`);
    this.alternative = alternatives[kept]
      ? kept
      : Math.max(
          0,
          alternatives.findIndex(({ schemes }) => schemes.length),
        );

    const select = h("select", { "aria-label": t("needsOne") });
    for (const [index, { schemes }] of alternatives.entries()) {
      const label = schemes.map(({ name }) => name).join(" + ") || t("noAuth");
      select.append(h("option", { value: String(index) }, label));
    }
    select.value = String(this.alternative);
    select.hidden = alternatives.length < 2;
    select.addEventListener("change", () => {
      this.alternative = Number(select.value);
      preferences.set(`${scope} alternative`, this.alternative);
      this.#draw();
    });
    this.element.append(
      h("div", { class: "tryfield-console-title" }, h("span", {}, t("auth")), this.#state, select),
      this.#body,
    );
    this.#draw();
  }

  get #schemes() {
    const names = (this.auth.alternatives[this.alternative]?.schemes ?? []).map(({ name }) => name);
    return this.auth.schemes.filter(({ name }) => names.includes(name));
  }

  /** @param {string} name */
  #key(name) {
    return `${this.scope} ${name}`;
  }

  /** The credentials to send, by scheme. @returns {Record<string, Record<string, string>>} */
  get credentials() {
    return Object.fromEntries(
      this.#schemes.flatMap(({ name }) => {
        const credential = credentialStore.get(this.#key(name));
        return credential ? [[name, credential.values]] : [];
      }),
    );
  }

  /** Those of them that were typed for an origin. @param {string} origin */
  typedFor(origin) {
    if (!origin) return {};
    return Object.fromEntries(
      Object.entries(this.credentials).filter(
        ([name]) => credentialStore.get(this.#key(name))?.origin === origin,
      ),
    );
  }

  /** Origins other than this one that a credential was typed for. @param {string} target */
  foreign(target) {
    const origins = this.#schemes
      .map(({ name }) => credentialStore.get(this.#key(name))?.origin)
      .filter((origin) => origin && origin !== target);
    return [.../** @type {Set<string>} */ (new Set(origins))];
  }

  /** Another server may have been chosen. */
  async moved() {
    const here = await this.origin();
    if (here === this.#here) return;
    this.#here = here;
    for (const showHint of this.#hints) showHint();
  }

  /** Before sending there: what was typed belongs to some origin. @param {string} target */
  async settle(target) {
    await this.#binding;
    for (const { name } of this.#schemes) {
      const credential = credentialStore.get(this.#key(name));
      // Typed while there was no address: the first one is the one that it was meant for.
      if (credential && !credential.origin && target)
        credentialStore.keep(this.#key(name), { ...credential, origin: target });
    }
  }

  /** The reader agreed: from now on the credentials belong to this origin. @param {string} target */
  move(target) {
    for (const { name } of this.#schemes) {
      const credential = credentialStore.get(this.#key(name));
      if (credential) credentialStore.keep(this.#key(name), { ...credential, origin: target });
    }
    this.#draw();
  }

  /** What was typed under a key is for where the request goes now. @param {string} key */
  #bind(key) {
    const bound = this.origin().then((origin) => {
      const credential = credentialStore.get(key);
      if (credential && !credential.origin) credentialStore.keep(key, { ...credential, origin });
    });
    this.#binding = Promise.all([this.#binding, bound]);
    return bound;
  }

  #draw() {
    this.#hints = [];
    fill(
      this.#body,
      this.#schemes.map((auth) => this.#scheme(auth)),
    );
    this.#showState();
  }

  /** Say which credentials are not sent. @param {readonly string[]} names */
  showHeld(names) {
    this.#held = names;
    this.#showState();
  }

  /** What a pasted command has for the schemes. @param {Record<string, Record<string, string>>} credentials */
  take(credentials) {
    const names = Object.keys(credentials);
    const fits = this.auth.alternatives.findIndex(({ schemes }) =>
      schemes.some(({ name }) => names.includes(name)),
    );
    if (fits >= 0 && !this.#schemes.some(({ name }) => names.includes(name)))
      this.alternative = fits;
    for (const name of names) {
      const key = this.#key(name);
      credentialStore.keep(key, { origin: "", values: credentials[name], remembered: false });
      this.#bind(key);
    }
    this.#draw();
  }

  #showState() {
    const wanted = this.#schemes.filter(({ asks }) => asks !== "nothing");
    const set = wanted.filter(({ name }) => credentialStore.get(this.#key(name)));
    const held = set.filter(({ name }) => this.#held.includes(name));
    const unset = wanted.filter((one) => !set.includes(one));
    /** @param {readonly Scheme[]} schemes */
    const names = (schemes) =>
      schemes.length < wanted.length ? `${schemes.map(({ name }) => name).join(", ")}: ` : "";
    this.#state.textContent = !wanted.length
      ? ""
      : held.length
        ? `${names(held)}${t("credentialHeld")}`
        : unset.length
          ? `${names(unset)}${t("credentialUnset")}`
          : `✓ ${t("credentialSet")}`;
  }

  /** @param {Scheme} auth */
  #scheme(auth) {
    const key = this.#key(auth.name);
    const known = credentialStore.get(key);
    const remember = h("input", { type: "checkbox", checked: known?.remembered ?? false });
    const hint = h("span", { class: "tryfield-console-hint" });
    const forget = button(
      t("forget"),
      () => {
        credentialStore.forget(key);
        this.#draw();
      },
      { class: "tryfield-console-subtle tryfield-console-small-button" },
    );
    /** @type {Record<string, HTMLInputElement>} */
    const inputs = {};

    /** @param {string} [origin] */
    const keep = (origin) => {
      const values = Object.fromEntries(
        Object.entries(inputs).map(([name, input]) => [name, input.value]),
      );
      credentialStore.keep(key, {
        origin: origin ?? "",
        values,
        remembered: remember.checked,
      });
      showHint();
      if (!origin) this.#bind(key).then(showHint);
    };
    const showHint = () => {
      const credential = credentialStore.get(key);
      forget.hidden = !credential;
      const origin = credential?.origin || this.#here;
      const said = credential?.remembered ? "tabHint" : "memoryHint";
      hint.textContent = credential ? t(origin ? said : "unboundHint", { origin }) : "";
      this.#showState();
    };
    this.#hints.push(showHint);
    remember.addEventListener("change", () => keep(credentialStore.get(key)?.origin));

    /** @param {string} name @param {string} label @param {boolean} secret */
    const row = (name, label, secret) => {
      const id = unique("credential");
      const input = h("input", {
        id,
        type: secret ? "password" : "text",
        autocomplete: "off",
        spellcheck: false,
        value: known?.values[name] ?? "",
        placeholder: auth.placeholder,
      });
      inputs[name] = input;
      // What is typed anew is typed for where it goes now.
      input.addEventListener("input", () => keep());
      const reveal = button(
        t("show"),
        () => {
          input.type = input.type === "password" ? "text" : "password";
          reveal.textContent = t(input.type === "password" ? "show" : "hide");
        },
        { class: "tryfield-console-small-button", "aria-label": `${label}: ${t("show")}` },
      );
      return h(
        "div",
        { class: "tryfield-console-input" },
        h(
          "div",
          { class: "tryfield-console-heading" },
          h("label", { for: id, class: "tryfield-console-name" }, label),
          h("span", { class: "tryfield-console-type" }, where(auth)),
        ),
        h(
          "div",
          { class: "tryfield-console-control" },
          auth.prefix && secret
            ? h("code", { class: "tryfield-console-prefix" }, auth.prefix)
            : null,
          input,
          secret ? reveal : null,
        ),
      );
    };

    const rows =
      auth.asks === "nothing"
        ? []
        : auth.asks === "basic"
          ? [row("user", t("username"), false), row("password", t("password"), true)]
          : [row("value", auth.kind === "apiKey" && !auth.prefix ? t("key") : t("token"), true)];
    showHint();
    const signIn = signInPart(auth, {
      key,
      scopes:
        this.auth.alternatives[this.alternative]?.schemes.find(({ name }) => name === auth.name)
          ?.scopes ?? [],
      client: this.settings.clients?.[auth.name] ?? "",
      base: async () => (await this.origin()) || location.origin,
      onToken: (token) => {
        inputs.value.value = token;
        keep();
        inputs.value.dispatchEvent(new Event("change", { bubbles: true }));
      },
    });
    return h(
      "div",
      {},
      auth.description && h("p", { class: "tryfield-console-hint" }, auth.description),
      signIn,
      rows,
      rows.length > 0 &&
        h(
          "div",
          { class: "tryfield-console-row tryfield-console-remember" },
          h("label", { class: "tryfield-console-checkbox" }, remember, t("remember")),
          forget,
          hint,
        ),
    );
  }
}

/** Where the credential travels. @param {Scheme} auth */
function where(auth) {
  return `${auth.location} ${auth.parameter}`;
}
