/**
 * Where the request goes: a documented server, the demo, an environment, the mock, any URL.
 */
import { fill, h, unique } from "../dom.js";
import { t } from "../i18n.js";
import { preferences } from "../preferences.js";

/** @typedef {import("../protocol.d.ts").Server} Server */
/** @typedef {import("../console-settings.d.ts").Settings} Settings */

/**
 * @typedef {object} Option
 * @property {string} id
 * @property {string} label
 * @property {string} url
 * @property {string} [notes]
 * @property {boolean} [usual]  where a reader begins
 * @property {import("../protocol.d.ts").ServerVariable[]} [variables]
 */

export class ServerSelectPart {
  /** @type {Option[]} */
  #options;
  #id = unique("server");
  #select = h("select", { id: this.#id });
  #more = h("div", {});
  #url = h("input", {
    type: "url",
    placeholder: "https://",
    spellcheck: false,
    autocomplete: "off",
    "aria-label": t("baseUrl"),
  });
  #drift = h("input", { type: "checkbox" });
  /** Whether the reader would rather send through the relay. */
  #relay = h("input", { type: "checkbox" });
  #status = h("select", { "aria-label": t("chosenStatus") });
  element = h("section", { class: "tryfield-console-part tryfield-console-server" });

  /**
   * @param {readonly Server[]} servers
   * @param {Settings} settings
   * @param {string} scope  what the choice holds for
   * @param {readonly string[]} statuses  that are documented
   * @param {(url: string, variables: Record<string, string>) => Promise<string>} origin  of the URL that is sent
   */
  constructor(servers, settings, scope, statuses, origin) {
    this.originOf = origin;
    this.#status.append(
      h("option", { value: "" }, t("firstStatus")),
      ...statuses.map((status) => h("option", { value: status }, status)),
    );
    this.#status.hidden = statuses.length < 2;
    this.scope = scope;
    this.settings = settings;
    this.#options = [
      ...servers.map((server, index) => ({
        id: `server ${index}`,
        label: server.url || location.origin,
        url: server.url,
        notes: server.description,
        variables: server.variables,
      })),
      ...(settings.demo
        ? [{ id: "demo", label: `${t("demo")}: ${settings.demo}`, url: settings.demo, usual: true }]
        : []),
      ...(settings.environments ?? []).map((one) => ({
        id: `environment ${one.name}`,
        label: `${one.name}: ${new URL(one.url, location.origin).href}`,
        url: one.url,
        notes: one.notes,
        usual: one.default,
      })),
      ...(settings.mock === false
        ? []
        : [{ id: "mock", label: t("mock"), url: servers[0]?.url ?? "" }]),
      { id: "own", label: t("ownUrl"), url: "" },
    ];
    for (const { id, label } of this.#options)
      this.#select.append(h("option", { value: id }, label));
    const kept = this.#options.find(({ id }) => id === preferences.get(`${scope} server`));
    const usual = this.#options.find((option) => option.usual) ?? this.#options[0];
    this.#select.value = (kept ?? usual).id;
    this.#url.value = preferences.get(`${scope} url`) ?? "";
    this.#drift.checked = preferences.get(`${scope} drift`) === true;
    this.#relay.checked =
      settings.relay_always === true || preferences.get(`${scope} relay`) === true;
    this.#relay.disabled = settings.relay_always === true;
    this.#relay.addEventListener("change", () =>
      preferences.set(`${scope} relay`, this.#relay.checked),
    );

    this.#select.addEventListener("change", () => {
      preferences.set(`${scope} server`, this.#select.value);
      this.#show();
      if (this.#select.value === "own") this.#url.focus();
    });
    this.#url.addEventListener("input", () =>
      preferences.set(`${scope} url`, this.#url.value.trim()),
    );
    this.#drift.addEventListener("change", () =>
      preferences.set(`${scope} drift`, this.#drift.checked),
    );
    this.element.append(
      h(
        "div",
        { class: "tryfield-console-row" },
        h("label", { for: this.#id, class: "tryfield-console-title" }, t("server")),
        this.#select,
      ),
      this.#more,
    );
    this.#show();
  }

  /** @returns {Option} */
  get #option() {
    return this.#options.find(({ id }) => id === this.#select.value) ?? this.#options[0];
  }

  /** Whether the documented response is given instead of a real one. */
  get mock() {
    return this.#option.id === "mock";
  }

  /** Whether everything goes through the relay of the site. */
  get relayed() {
    return Boolean(this.settings.relay) && this.#relay.checked;
  }

  get drift() {
    return this.mock && this.#drift.checked;
  }

  /** That the mock answers with; "" the first success. */
  get status() {
    return this.#status.value;
  }

  /** Whether there is somewhere to send to; else the reader is brought to where it is said. */
  check() {
    const known = this.#option.id !== "own" || this.url !== "";
    if (!known) this.#url.focus();
    return known;
  }

  /** The base URL, with its variables still in braces. */
  get url() {
    return this.#option.id === "own" ? this.#url.value.trim() : this.#option.url;
  }

  /** @returns {Record<string, string>} */
  get variables() {
    return Object.fromEntries(
      (this.#option.variables ?? []).map((variable) => [
        variable.name,
        preferences.get(`${this.scope} variable ${variable.name}`) ?? variable.default,
      ]),
    );
  }

  /** The origin that the request goes to; "" while it is none. */
  origin() {
    return this.originOf(this.url, this.variables);
  }

  #show() {
    const { id, notes, variables } = this.#option;
    const rows = (variables ?? []).map((variable) => this.#variable(variable));
    fill(
      this.#more,
      id === "own" && h("div", { class: "tryfield-console-input" }, this.#url),
      id === "mock" &&
        h(
          "label",
          { class: "tryfield-console-checkbox tryfield-console-input" },
          this.#drift,
          h("span", {}, t("drift")),
          h("span", { class: "tryfield-console-hint" }, t("driftHint")),
        ),
      id === "mock" &&
        h(
          "div",
          { class: "tryfield-console-row" },
          this.#status.hidden
            ? null
            : h("span", { class: "tryfield-console-hint" }, t("chosenStatus")),
          this.#status,
        ),
      rows,
      id !== "mock" &&
        this.settings.relay &&
        h(
          "label",
          { class: "tryfield-console-checkbox tryfield-console-input" },
          this.#relay,
          h("span", {}, t("relayChosen")),
          h("span", { class: "tryfield-console-hint" }, t("relaySees")),
        ),
      notes && h("p", { class: "tryfield-console-hint" }, notes),
    );
  }

  /** @param {import("../protocol.d.ts").ServerVariable} variable */
  #variable({ name, enum: values, description }) {
    const key = `${this.scope} variable ${name}`;
    const id = unique("variable");
    const value = this.variables[name];
    const control = values.length
      ? h(
          "select",
          { id },
          values.map((one) => h("option", { value: one, selected: one === value }, one)),
        )
      : h("input", { id, type: "text", value, spellcheck: false, autocomplete: "off" });
    control.addEventListener("input", () => preferences.set(key, control.value));
    return h(
      "div",
      { class: "tryfield-console-input" },
      h(
        "div",
        { class: "tryfield-console-heading" },
        h("label", { for: id, class: "tryfield-console-name" }, name),
        h("span", { class: "tryfield-console-hint" }, description),
      ),
      h("div", { class: "tryfield-console-control" }, control),
    );
  }
}
