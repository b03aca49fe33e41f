/**
 * The open console of one endpoint: what the reader fills in.
 */

import { originOf } from "./code-requests.js";
import { credentialStore } from "./credential-store.js";
import { button, copy, fill, h, scrollIntoView } from "./dom.js";
import { Endpoint } from "./endpoint.js";
import { t } from "./i18n.js";
import { fromPlain } from "./lossless-json.js";
import { registerOfflineCache } from "./offline-cache.js";
import { AuthorizationPart } from "./parts/authorization.js";
import { ExtraHeadersPart } from "./parts/extra-headers.js";
import { PasteCurlPart } from "./parts/paste-curl.js";
import { PythonRequestPart } from "./parts/python-request.js";
import { BodyPart, ParametersPart } from "./parts/request-form.js";
import { RequestPreviewPart } from "./parts/request-preview.js";
import { ServerSelectPart } from "./parts/server-select.js";
import { Tabs } from "./parts/tabs.js";
import { WideView } from "./parts/wide-view.js";
import { runtime } from "./python-runtime.js";
import { HistoryPart, keepForm, keptForm } from "./request-history.js";
import { fetchFiles } from "./runtime-files.js";
import { Sending } from "./sending.js";
import { fromLink, linkTo } from "./share-link.js";
import { VerdictMarks } from "./verdict-marks.js";

/** @typedef {import("./protocol.d.ts").Form} Form */
/** @typedef {import("./console-settings.d.ts").Settings} Settings */

export { openCell } from "./cell.js";

/**
 * Have Python at hand, and open nothing.
 * @param {boolean} soon  it is about to be used; else its files are only fetched
 */
export const prepareRuntime = (soon) => (soon ? runtime.start() : fetchFiles());

/**
 * Turn the closed console of a page into an open one.
 * @param {HTMLElement} host    the `<tryfield-console>`
 * @param {HTMLElement} panel   what stands for it on the page
 * @param {string} contract     JSON text
 * @param {boolean} focused     the reader's focus is in it
 */
export function openConsole(host, panel, contract, focused) {
  return new Console(host, panel, contract, focused);
}

/** What this browser lacks; "" when nothing. */
function missing() {
  if (typeof WebAssembly !== "object" || !WebAssembly.instantiateStreaming) return "WebAssembly";
  if (typeof Worker !== "function") return "Worker";
  return "";
}

/**
 * The prefilled values, with what the author of the site would rather begin with.
 * @param {Map<string, any>} values
 * @param {Settings["defaults"]} defaults
 */
function withDefaults(values, defaults = {}) {
  const own = Object.entries(defaults).flatMap(([place, named]) =>
    Object.entries(named).map(
      ([name, value]) => new Map(Object.entries({ in: place, name, value: fromPlain(value) })),
    ),
  );
  if (!own.length) return values;
  const kept = (values.get("parameters") ?? []).filter(
    (/** @type {Map<string, any>} */ one) =>
      !own.some(
        (other) => other.get("in") === one.get("in") && other.get("name") === one.get("name"),
      ),
  );
  const made = (values.get("made") ?? []).filter(
    (/** @type {string[]} */ [place, name]) =>
      !own.some((one) => one.get("in") === place && one.get("name") === name),
  );
  return new Map([...values, ["parameters", [...kept, ...own]], ["made", made]]);
}

/** Milliseconds after a change of the form. */
const PAUSE = 300;

/** The names that are documented, for completion. @param {Form} form */
function namesOf(form) {
  /** @type {Map<string, string>} */
  const names = new Map();
  /** @param {import("./protocol.d.ts").Field} field */
  const visit = (field) => {
    if (/^[\w-]+$/.test(field.name)) names.set(field.name, field.type);
    for (const child of field.children) visit(child);
    for (const choice of field.choices) visit(choice.field);
  };
  for (const section of form.sections) for (const field of section.fields) visit(field);
  for (const { field } of form.bodies) if (field) visit(field);
  return [...names].map(([label, detail]) => ({ label, detail }));
}

class Console {
  #life = new AbortController();
  /** What is filled in shall be kept, soon. */
  #keeping = 0;
  #title = h("code", { class: "tryfield-console-url", tabindex: "0" });
  #state = h("div", { class: "tryfield-console-part", role: "status" });
  #parts = h("div", { class: "tryfield-console-parts" });
  /** @type {ServerSelectPart | undefined} */
  #server;
  /** @type {AuthorizationPart | undefined} */
  #auth;
  /** @type {BodyPart | undefined} */
  #body;
  /** @type {ParametersPart[]} */
  #parameters = [];
  /** @type {ExtraHeadersPart | undefined} */
  #headers;
  /** @type {RequestPreviewPart | undefined} */
  #preview;
  /** @type {PythonRequestPart | undefined} */
  #python;

  /** @param {HTMLElement} host @param {HTMLElement} panel @param {string} contract @param {boolean} focused */
  constructor(host, panel, contract, focused) {
    this.panel = panel;
    this.focused = focused;
    /** @type {Settings} */
    this.settings = JSON.parse(host.dataset.settings || "{}");
    const said = host.querySelector("[data-tryfield-components]");
    const files = said?.getAttribute("data-tryfield-components")?.split(" ") ?? [];
    this.endpoint = new Endpoint(
      host.dataset.endpoint ?? "",
      contract,
      files.map((file) => new URL(file, location.href).href),
    );
    this.marks = new VerdictMarks(host.closest("[data-tryfield-endpoint]") ?? host);
    this.sending = new Sending(panel, this.endpoint, this.settings, this.marks);
    const { button: send, response, live } = this.sending;
    this.wide = new WideView(panel);
    this.marks.shown = () => this.wide.leave();

    const badge =
      panel.querySelector(".tryfield-console-method") ??
      h("span", { class: "tryfield-console-method" });
    this.#title.textContent = panel.querySelector(".tryfield-console-url")?.textContent ?? "";
    fill(
      panel,
      h("div", { class: "tryfield-console-bar" }, badge, this.#title, this.wide.button, send),
      this.#state,
      this.#parts,
      response.element,
      live,
    );
    const { signal } = this.#life;
    panel.addEventListener("keydown", (event) => this.#key(event), { signal });
    runtime.addEventListener("change", () => this.#report(), { signal });

    const feature = missing();
    if (feature) {
      fill(
        this.#state,
        h("p", { class: "tryfield-console-problem", role: "alert" }, t("unsupported", { feature })),
      );
      send.disabled = true;
      return;
    }
    if (focused) send.focus();
    this.#open();
  }

  close() {
    this.#keep();
    this.wide.close();
    this.sending.close();
    this.#life.abort();
    this.#preview?.close();
    this.#python?.close();
    this.marks.clear();
  }

  /** How far Python has come. */
  #report() {
    const { state, loaded, total, reason } = runtime;
    if (state === "starting") {
      const done = total > 0 && loaded >= total;
      const words = done
        ? t("starting")
        : total
          ? t("loadingBytes", {
              loaded: (loaded / 1e6).toFixed(1),
              total: (total / 1e6).toFixed(1),
            })
          : t("loading");
      const bar = h("progress", {
        class: "tryfield-console-progress",
        max: total || 1,
        "aria-label": words,
      });
      if (!done && total) bar.value = loaded;
      fill(this.#state, h("p", { class: "tryfield-console-hint" }, words), bar);
    } else if (state === "failed") {
      fill(
        this.#state,
        h("p", { class: "tryfield-console-problem", role: "alert" }, t("startFailed", { reason })),
        h("p", { class: "tryfield-console-hint" }, t("startFailedHint")),
        button(t("again"), () => this.#open()),
      );
    } else {
      fill(this.#state);
    }
    this.#state.hidden = state === "ready";
  }

  async #open() {
    this.#report();
    try {
      const { form, values } = await this.endpoint.open();
      if (this.#life.signal.aborted || this.#server) return;
      this.#draw(form, values);
      await registerOfflineCache(this.settings.offline === true);
    } catch (error) {
      if (runtime.state === "failed") return;
      this.#state.hidden = false;
      fill(
        this.#state,
        h(
          "p",
          { class: "tryfield-console-problem", role: "alert" },
          String(error instanceof Error ? error.message : error),
        ),
      );
    }
  }

  /** @param {Form} form @param {Map<string, any>} values */
  #draw(form, values) {
    const { settings } = this;
    const scope = form.servers.map(({ url }) => url).join(" ") || location.origin;
    this.#server = new ServerSelectPart(
      form.servers,
      settings,
      scope,
      form.responses.map(({ status }) => status),
      (url, variables) => this.endpoint.origin(url, variables),
    );
    const server = this.#server;
    this.#auth = new AuthorizationPart(form.auth, scope, () => server.origin(), settings);
    this.#parameters = form.sections.map((section) => new ParametersPart(section));
    this.#body = form.bodies.length ? new BodyPart(form.bodies) : undefined;
    this.#headers = new ExtraHeadersPart();
    this.#preview = new RequestPreviewPart(this.endpoint, form.languages, (prepared) => {
      this.#title.textContent = prepared.shown.url;
      this.#auth?.showHeld(prepared.unsent);
    });

    const examples = h(
      "select",
      { "aria-label": t("example") },
      form.examples.map(({ name, summary }) =>
        h("option", { value: name }, summary || name || t("example")),
      ),
    );
    /** @param {Map<string, any>} filled  by the reader, all at once */
    const take = (filled) => {
      this.#set(filled);
      this.#keepSoon();
    };
    const load = async () =>
      take(
        (await this.endpoint.ask("example", { name: examples.value }, { exact: true })).get(
          "values",
        ),
      );
    examples.addEventListener("change", load);
    examples.classList.add("tryfield-console-example");
    examples.hidden = form.examples.length < 2;
    const reset = button(t("reset"), () => (form.examples.length ? load() : take(values)), {
      title: t("resetHint"),
    });
    const paste = new PasteCurlPart(async (curl) => {
      const found = await this.endpoint.ask("fill", { curl }, { exact: true });
      const credentials = found.get("credentials");
      if (credentials)
        this.#auth?.take(
          Object.fromEntries(
            [...credentials].map(([name, values]) => [name, Object.fromEntries(values)]),
          ),
        );
      take(found.get("values"));
      return found.get("notes") ?? [];
    });
    const share = button(
      t("share"),
      () => copy(share, linkTo(this.endpoint.id, this.#values(false)), t("copied")),
      { title: t("shareHint"), class: "tryfield-console-subtle" },
    );
    const history = new HistoryPart(this.endpoint, take);
    const keys = /Mac|iP/.test(navigator.platform) ? "⌘ Enter" : "Ctrl Enter";
    const tools = h(
      "div",
      { class: "tryfield-console-part tryfield-console-row" },
      examples,
      reset,
      paste.button,
      this.#headers.button,
      share,
      settings.history !== false && history.button,
      h(
        "span",
        { class: "tryfield-console-hint tryfield-console-end" },
        t("sendHint", { key: keys }),
      ),
    );
    const linked = fromLink(this.endpoint.id, location.hash);
    // A simple console sends the documented example, or what a link says.
    const inputs =
      settings.mode === "simple"
        ? []
        : [
            ...this.#parameters.map(({ element }) => element),
            this.#body?.element,
            this.#headers.element,
            paste.element,
            tools,
          ];
    const request = h("div", {}, inputs, this.#preview.element);
    fill(
      this.#parts,
      linked && h("p", { class: "tryfield-console-part tryfield-console-hint" }, t("fromLink")),
      server.element,
      this.#auth.element,
      this.#withPython(form, request),
    );
    this.panel.append(history.element);
    this.sending.filled = {
      server,
      auth: this.#auth,
      preview: this.#preview,
      history,
      leaveOut: (names) => this.#leaveOut(names),
      values: (credentials) => this.#values(credentials),
    };
    this.#set(linked ?? keptForm(this.endpoint.id) ?? withDefaults(values, settings.defaults));
    const { signal } = this.#life;
    for (const kind of ["input", "change", "tryfield-change"])
      this.#parts.addEventListener(
        kind,
        () => {
          this.#changed();
          this.#keepSoon();
        },
        { signal },
      );
    credentialStore.addEventListener("change", () => this.#changed(), { signal });
    addEventListener("pagehide", () => this.#keep(), { signal });
    this.panel.dataset.ready = "yes";
    scrollIntoView(this.panel);
  }

  /** The form, and the same as code. @param {Form} form @param {HTMLElement} request */
  #withPython(form, request) {
    const { settings } = this;
    if (settings.python === false || settings.mode === "simple") return request;
    const server = /** @type {ServerSelectPart} */ (this.#server);
    const auth = /** @type {AuthorizationPart} */ (this.#auth);
    const python = new PythonRequestPart({
      endpoint: this.endpoint,
      values: () => this.#values(false),
      server: () => server,
      credentials: (origin) => auth.typedFor(origin),
      confirm: ({ method, url }) => this.sending.confirmed(method, originOf(url)),
      relay: this.sending.relay,
      timeout: this.sending.timeout,
      onJudgement: (judgement) => this.marks.show(judgement, () => {}),
      onSent: () => this.sending.filled?.history.draw(),
      names: () => namesOf(form),
    });
    this.#python = python;
    const tabs = new Tabs(
      t("request"),
      [
        { id: "form", title: t("request"), draw: () => request },
        { id: "python", title: t("python"), draw: () => python.draw() },
      ],
      "form",
      () => {},
    );
    tabs.element.classList.add("tryfield-console-request-tabs");
    return tabs.element;
  }

  /** Fill in the form without some headers. @param {readonly string[]} names */
  #leaveOut(names) {
    for (const name of names)
      for (const part of this.#parameters) if (part.location === "header") part.leaveOut(name);
    const left = (this.#headers?.values ?? []).filter(
      ([own]) => !names.some((name) => name.toLowerCase() === own.toLowerCase()),
    );
    this.#headers?.set(left);
    this.#changed();
    this.#keepSoon();
  }

  /** @param {Map<string, any>} values */
  #set(values) {
    const given = values.get("parameters") ?? [];
    for (const part of this.#parameters) part.set(given, values.get("made") ?? []);
    this.#body?.set(values);
    this.#headers?.set(values.get("headers") ?? []);
    this.#changed();
  }

  #keepSoon() {
    clearTimeout(this.#keeping);
    this.#keeping = window.setTimeout(() => this.#keep(), PAUSE);
  }

  /** Have what the reader filled in when they come back, within this tab. */
  #keep() {
    if (!this.#keeping) return;
    clearTimeout(this.#keeping);
    this.#keeping = 0;
    keepForm(this.endpoint.id, this.#values(false));
  }

  /** `Values` for the bridge. @param {boolean} [credentials] */
  #values(credentials = true) {
    const server = /** @type {ServerSelectPart} */ (this.#server);
    const auth = /** @type {AuthorizationPart} */ (this.#auth);
    return {
      server: server.url,
      variables: server.variables,
      parameters: this.#parameters.flatMap(({ values }) => values),
      headers: this.#headers?.values ?? [],
      alternative: auth.alternative,
      credentials: credentials ? auth.credentials : {},
      ...this.#body?.values,
    };
  }

  #changed() {
    this.#python?.update();
    this.#auth?.moved();
    this.#preview?.update(this.#values(), this.sending.relay, this.#server?.mock ?? false);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key !== "Enter" || event.isComposing) return;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      this.sending.send();
    } else if (event.target instanceof HTMLInputElement) {
      event.preventDefault();
    }
  }
}
