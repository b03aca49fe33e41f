/**
 * The credentials of a request: set once, sent with every endpoint of the same API.
 */
import { button, fill, h, unique } from "../dom.js";
import { session } from "../session.js";
import { t } from "../words.js";
import { signInPart } from "./signin.js";

/** @typedef {import("../protocol.d.ts").Authentication} Authentication */
/** @typedef {import("../protocol.d.ts").Scheme} Scheme */

export class AuthPart {
  #body = h("div", {});
  #state = h("span", { class: "tryfield-console-hint" });
  element = h("section", { class: "tryfield-console-part tryfield-console-auth" });
  alternative = 0;
  /** The origin that the request goes to, as far as it is known. */
  #here = "";
  /** What was typed is being bound to where it goes. @type {Promise<unknown>} */
  #binding = Promise.resolve();
  /** Say of each scheme what holds now. @type {(() => void)[]} */
  #sayings = [];

  /**
   * @param {Authentication} auth
   * @param {string} scope  the API that the credentials belong to
   * @param {() => Promise<string>} origin  where the request goes
   * @param {import("../settings.d.ts").Settings} settings
   */
  constructor(auth, scope, origin, settings) {
    this.settings = settings;
    this.auth = auth;
    this.scope = scope;
    this.origin = origin;
    const { alternatives } = auth;
    this.element.hidden = !alternatives.some(({ schemes }) => schemes.length);
    const kept = session.choice(`${scope} alternative`);
    this.alternative = alternatives[kept] ? kept : Math.max(0, alternatives.findIndex(({ schemes }) => schemes.length));

    const select = h("select", { "aria-label": t("needsOne") });
    alternatives.forEach(({ schemes }, index) => select.append(h("option", { value: String(index) }, schemes.map(({ name }) => name).join(" + ") || t("noAuth"))));
    select.value = String(this.alternative);
    select.hidden = alternatives.length < 2;
    select.addEventListener("change", () => {
      this.alternative = Number(select.value);
      session.choose(`${scope} alternative`, this.alternative);
      this.#draw();
    });
    this.element.append(h("div", { class: "tryfield-console-title" }, h("span", {}, t("auth")), this.#state, select), this.#body);
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
        const credential = session.credential(this.#key(name));
        return credential ? [[name, credential.values]] : [];
      }),
    );
  }

  /** Those of them that were typed for an origin. @param {string} origin */
  typedFor(origin) {
    if (!origin) return {};
    return Object.fromEntries(Object.entries(this.credentials).filter(([name]) => session.credential(this.#key(name))?.origin === origin));
  }

  /** Origins other than this one that a credential was typed for. @param {string} target */
  foreign(target) {
    const origins = this.#schemes.map(({ name }) => session.credential(this.#key(name))?.origin).filter((origin) => origin && origin !== target);
    return [.../** @type {Set<string>} */ (new Set(origins))];
  }

  /** Another server may have been chosen. */
  async moved() {
    const here = await this.origin();
    if (here === this.#here) return;
    this.#here = here;
    for (const say of this.#sayings) say();
  }

  /** Before sending there: what was typed belongs to some origin. @param {string} target */
  async settle(target) {
    await this.#binding;
    for (const { name } of this.#schemes) {
      const credential = session.credential(this.#key(name));
      // Typed while there was no address: the first one is the one that it was meant for.
      if (credential && !credential.origin && target) session.keep(this.#key(name), { ...credential, origin: target });
    }
  }

  /** The reader agreed: from now on the credentials belong to this origin. @param {string} target */
  move(target) {
    for (const { name } of this.#schemes) {
      const credential = session.credential(this.#key(name));
      if (credential) session.keep(this.#key(name), { ...credential, origin: target });
    }
    this.#draw();
  }

  /** What was typed under a key is for where the request goes now. @param {string} key */
  #bind(key) {
    const bound = this.origin().then((origin) => {
      const credential = session.credential(key);
      if (credential && !credential.origin) session.keep(key, { ...credential, origin });
    });
    this.#binding = Promise.all([this.#binding, bound]);
    return bound;
  }

  #draw() {
    this.#sayings = [];
    fill(this.#body, this.#schemes.map((auth) => this.#scheme(auth)));
    this.#say();
  }

  #say() {
    const wanted = this.#schemes.filter(({ asks }) => asks !== "nothing");
    const set = wanted.length > 0 && wanted.every(({ name }) => session.credential(this.#key(name)));
    this.#state.textContent = !wanted.length ? "" : set ? `✓ ${t("credentialSet")}` : t("credentialUnset");
  }

  /** @param {Scheme} auth */
  #scheme(auth) {
    const key = this.#key(auth.name);
    const known = session.credential(key);
    const remember = h("input", { type: "checkbox", checked: known?.remembered ?? false });
    const hint = h("span", { class: "tryfield-console-hint" });
    const forget = button(t("forget"), () => {
      session.forget(key);
      this.#draw();
    }, { class: "tryfield-console-quiet tryfield-console-chip" });
    /** @type {Record<string, HTMLInputElement>} */
    const inputs = {};

    /** @param {string} [origin] */
    const keep = (origin) => {
      const values = Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, input.value]));
      session.keep(key, { origin: origin ?? "", values, remembered: remember.checked });
      say();
      if (!origin) this.#bind(key).then(say);
    };
    const say = () => {
      const credential = session.credential(key);
      forget.hidden = !credential;
      hint.textContent = credential ? t(credential.remembered ? "tabHint" : "memoryHint", { origin: credential.origin || this.#here }) : "";
      this.#say();
    };
    this.#sayings.push(say);
    remember.addEventListener("change", () => keep(session.credential(key)?.origin));

    /** @param {string} name @param {string} label @param {boolean} secret */
    const row = (name, label, secret) => {
      const id = unique("credential");
      const input = h("input", { id, type: secret ? "password" : "text", autocomplete: "off", spellcheck: false, value: known?.values[name] ?? "", placeholder: auth.placeholder });
      inputs[name] = input;
      // What is typed anew is typed for where it goes now.
      input.addEventListener("input", () => keep());
      const reveal = button(t("show"), () => {
        input.type = input.type === "password" ? "text" : "password";
        reveal.textContent = t(input.type === "password" ? "show" : "hide");
      }, { class: "tryfield-console-chip", "aria-label": `${label}: ${t("show")}` });
      return h(
        "div",
        { class: "tryfield-console-input" },
        h("div", { class: "tryfield-console-heading" }, h("label", { for: id, class: "tryfield-console-name" }, label), h("span", { class: "tryfield-console-type" }, where(auth))),
        h("div", { class: "tryfield-console-control" }, auth.prefix && secret ? h("code", { class: "tryfield-console-prefix" }, auth.prefix) : null, input, secret ? reveal : null),
      );
    };

    const rows = auth.asks === "nothing"
      ? []
      : auth.asks === "basic"
        ? [row("user", t("username"), false), row("password", t("password"), true)]
        : [row("value", auth.kind === "apiKey" && !auth.prefix ? t("key") : t("token"), true)];
    say();
    const signIn = signInPart(auth, {
      key,
      scopes: this.auth.alternatives[this.alternative]?.schemes.find(({ name }) => name === auth.name)?.scopes ?? [],
      client: this.settings.clients?.[auth.name] ?? "",
      base: async () => (await this.origin()) || location.origin,
      got: (token) => {
        inputs.value.value = token;
        keep();
        inputs.value.dispatchEvent(new Event("change", { bubbles: true }));
      },
    });
    return h(
      "div",
      { class: "tryfield-console-scheme" },
      auth.description && h("p", { class: "tryfield-console-hint" }, auth.description),
      signIn,
      rows,
      rows.length > 0 && h("div", { class: "tryfield-console-row tryfield-console-keep" }, h("label", { class: "tryfield-console-check-line" }, remember, t("remember")), forget, hint),
    );
  }
}

/** Where the credential travels. @param {Scheme} auth */
function where(auth) {
  return `${auth.location} ${auth.parameter}`;
}
