/**
 * The only module that every page of a site loads: it draws the closed console.
 *
 * Nothing else is requested before its first use: then `console.js` comes, which starts
 * the worker.
 */

import { openInPlace, openTarget } from "./component-rows.js";

/** @typedef {typeof import("./console.js")} ConsoleModule */

/**
 * What opens a console: a press, or Enter and Space, which are clicks. Going across the page is none,
 * with a mouse or by keyboard: "Send" comes to stand where "Try it" was, and Enter there sends.
 */
const OPENING = /** @type {const} */ (["pointerdown", "click"]);
/** Material listens to single keys on the window; typing in here must not turn the page. */
const KEYS = /** @type {const} */ (["keydown", "keyup", "keypress"]);

/** @type {Promise<ConsoleModule> | undefined} */
let module;

/** @returns {Promise<ConsoleModule>} */
function load() {
  module ??= Promise.all([
    import(new URL(`console.js?v=${TRYFIELD_CONSOLE}`, import.meta.url).href),
    dress(),
  ]).then(([loaded]) => loaded);
  module.catch(() => (module = undefined));
  return module;
}

/** Milliseconds that a pointer rests on a button which it is about to press. */
const INTENT = 80;

/** @param {() => void} act */
const whenIdle = (act) =>
  "requestIdleCallback" in globalThis ? requestIdleCallback(act) : setTimeout(act, 2000);

/** Fetch what the first use needs, unless the reader's device shall save data. @param {boolean} soon */
function prepare(soon) {
  if (/** @type {any} */ (navigator).connection?.saveData) return;
  load()
    .then(({ prepareRuntime }) => prepareRuntime(soon))
    .catch(() => {});
}

/** Adopted, because the theme replaces what stands in the head. */
async function dress() {
  const response = await fetch(new URL(`console.css?v=${TRYFIELD_STYLE}`, import.meta.url));
  const sheet = new CSSStyleSheet();
  await sheet.replace(await response.text());
  document.adoptedStyleSheets.push(sheet);
}

/** @param {Event} event */
const keepInside = (event) => event.stopPropagation();

class TryfieldConsole extends HTMLElement {
  /** @type {AbortController | undefined} */
  #life;
  /** @type {{ close(): void } | undefined} */
  #console;

  connectedCallback() {
    this.#life = new AbortController();
    const { signal } = this.#life;
    for (const key of KEYS) this.addEventListener(key, keepInside, { signal });
    // Pages are drawn while they are still being read: the contract may come after our start tag.
    if (this.querySelector("[data-tryfield-contract]")) this.#draw();
    else document.addEventListener("DOMContentLoaded", () => this.#draw(), { once: true, signal });
  }

  disconnectedCallback() {
    this.#life?.abort();
    this.#console?.close();
    this.#console = undefined;
    this.querySelector(":scope > .tryfield-console-panel")?.remove();
  }

  #draw() {
    const mode = JSON.parse(this.dataset.settings || "{}").mode ?? "interactive";
    const contract = this.querySelector("[data-tryfield-contract]");
    if (mode === "none" || !contract || this.#console) return;
    const german = document.documentElement.lang.startsWith("de");
    const text =
      (contract instanceof HTMLTemplateElement ? contract.content : contract).textContent ?? "";
    const [path, item] = Object.entries(JSON.parse(text).paths ?? {})[0] ?? ["", {}];
    const method =
      Object.keys(item).find(
        (name) => typeof item[name] === "object" && name !== "servers" && name !== "parameters",
      ) ?? "";

    /** @param {keyof HTMLElementTagNameMap} tag @param {string} name @param {string} [text] */
    const make = (tag, name, text = "") =>
      Object.assign(document.createElement(tag), {
        className: `tryfield-console-${name}`,
        textContent: text,
      });
    const panel = make("div", "panel");
    panel.setAttribute("role", "group");
    panel.setAttribute("aria-label", german ? "Ausprobieren" : "Try it");
    const bar = make("div", "bar");
    const badge = make("span", "method", method.toUpperCase());
    badge.dataset.method = method;
    const button = make("button", "send", german ? "Ausprobieren" : "Try it");
    button.setAttribute("type", "button");
    bar.append(badge, make("code", "url", path), button);
    panel.append(bar);
    for (const child of this.children) if (child instanceof HTMLElement) child.hidden = true;
    this.append(panel);

    const life = /** @type {AbortController} */ (this.#life);
    const opening = new AbortController();
    life.signal.addEventListener("abort", () => opening.abort());
    const open = async () => {
      opening.abort();
      button.setAttribute("aria-busy", "true");
      try {
        const { openConsole } = await load();
        if (life.signal.aborted) return;
        const focused = panel.contains(document.activeElement);
        this.#console = openConsole(this, panel, text, focused);
      } catch (error) {
        button.removeAttribute("aria-busy");
        const problem = make(
          "p",
          "problem",
          german
            ? "Die Konsole konnte nicht geladen werden: "
            : "The console could not be loaded: ",
        );
        problem.setAttribute("role", "alert");
        problem.append(String(error));
        panel.append(problem);
      }
    };
    for (const kind of OPENING) panel.addEventListener(kind, open, { signal: opening.signal });
    // Whoever means to press it points at it first: what is needed then is fetched, nothing opens.
    let hint = 0;
    button.addEventListener(
      "pointerenter",
      () => (hint = window.setTimeout(prepare, INTENT, true)),
      {
        signal: opening.signal,
      },
    );
    button.addEventListener("pointerleave", () => clearTimeout(hint), { signal: opening.signal });
    if (JSON.parse(this.dataset.settings || "{}").preload === "idle")
      whenIdle(() => prepare(false));
  }
}

/** A code block that runs: plain until its first use. */
class TryfieldCell extends HTMLElement {
  /** @type {AbortController | undefined} */
  #life;
  /** @type {{ close(): void } | undefined} */
  #cell;

  connectedCallback() {
    this.#life = new AbortController();
    const { signal } = this.#life;
    for (const key of KEYS) this.addEventListener(key, keepInside, { signal });
    const german = document.documentElement.lang.startsWith("de");
    const panel = Object.assign(document.createElement("div"), {
      className: "tryfield-console-panel tryfield-cell",
    });
    panel.setAttribute("role", "group");
    panel.setAttribute("aria-label", german ? "Ausführbares Python" : "Runnable Python");
    /** @param {string} text @param {boolean} run */
    const button = (text, run) => {
      const one = Object.assign(document.createElement("button"), {
        type: "button",
        className: "tryfield-console-send",
        textContent: text,
      });
      one.addEventListener("click", () => open(run), { signal });
      return one;
    };
    const open = async (/** @type {boolean} */ run) => {
      panel.setAttribute("aria-busy", "true");
      try {
        const { openCell } = await load();
        if (!signal.aborted) this.#cell ??= await openCell(this, panel, run);
      } catch (error) {
        const problem = Object.assign(document.createElement("p"), { textContent: String(error) });
        problem.setAttribute("role", "alert");
        panel.append(problem);
      }
      panel.removeAttribute("aria-busy");
    };
    panel.append(
      button(german ? "Ausführen" : "Run", true),
      button(german ? "Bearbeiten" : "Edit", false),
    );
    this.append(panel);
  }

  disconnectedCallback() {
    this.#life?.abort();
    this.#cell?.close();
    this.#cell = undefined;
    this.querySelector(":scope > .tryfield-cell")?.remove();
  }
}

/** A field that leaves those endpoints of an overview which have all typed words. */
class TryfieldFilter extends HTMLElement {
  /** @type {AbortController | undefined} */
  #life;
  /** Folds that were closed before somebody typed. @type {HTMLDetailsElement[]} */
  #closed = [];

  connectedCallback() {
    this.#life = new AbortController();
    const { signal } = this.#life;
    for (const key of KEYS) this.addEventListener(key, keepInside, { signal });
    const german = document.documentElement.lang.startsWith("de");
    const label = german ? "Endpunkte filtern" : "Filter endpoints";
    const input = Object.assign(document.createElement("input"), {
      type: "search",
      placeholder: label,
      autocomplete: "off",
      spellcheck: false,
    });
    input.setAttribute("aria-label", label);
    const count = document.createElement("output");
    input.addEventListener("input", () => {
      const [shown, all] = this.#filter(input.value);
      count.textContent = shown === all ? "" : `${shown} ${german ? "von" : "of"} ${all}`;
    });
    this.replaceChildren(input, count);
  }

  disconnectedCallback() {
    this.#life?.abort();
  }

  /** How many endpoints are shown, and how many there are. @param {string} value */
  #filter(value) {
    const words = value.toLowerCase().split(/\s+/).filter(Boolean);
    const page = this.parentElement ?? this;
    let shown = 0;
    let all = 0;
    for (const group of page.querySelectorAll("[data-tryfield-group]")) {
      const before = shown;
      const title = group.getAttribute("data-tryfield-group") ?? "";
      for (const row of group.querySelectorAll("tbody tr")) {
        const text = `${title} ${row.textContent}`.toLowerCase();
        const fits = words.every((word) => text.includes(word));
        row.toggleAttribute("hidden", !fits);
        shown += Number(fits);
        all += 1;
      }
      group.toggleAttribute("hidden", shown === before);
    }
    for (const fold of words.length ? page.querySelectorAll("details:not([open])") : []) {
      this.#closed.push(/** @type {HTMLDetailsElement} */ (fold));
    }
    for (const fold of this.#closed) fold.open = words.length > 0;
    if (!words.length) this.#closed = [];
    return [shown, all];
  }
}

/** "Copy as Markdown" in the menu of a page. @param {HTMLElement} button */
async function copyPage(button) {
  const response = fetch(new URL(button.dataset.tryfieldCopy ?? "", location.href));
  const text = response.then((found) =>
    found.ok ? found.text() : Promise.reject(new Error(String(found.status))),
  );
  const german = document.documentElement.lang.startsWith("de");
  button.dataset.label ??= button.textContent ?? "";
  const before = button.dataset.label;
  try {
    await navigator.clipboard.writeText(await text);
    button.textContent = german ? "Kopiert" : "Copied";
  } catch {
    button.textContent = german ? "Kopieren ging nicht" : "Could not copy";
  }
  setTimeout(() => (button.textContent = before), 2000);
}

// Pages come and go with navigation.instant; the document stays. The button is hidden without us.
if (navigator.clipboard) {
  document.documentElement.classList.add("tryfield-copies");
  document.addEventListener("click", ({ target }) => {
    const button = target instanceof Element && target.closest("[data-tryfield-copy]");
    if (button instanceof HTMLElement) void copyPage(button);
  });
}

openInPlace();
const openHidden = () => void openTarget().catch(() => {});
addEventListener("hashchange", openHidden);
openHidden();

if (!customElements.get("tryfield-filter"))
  customElements.define("tryfield-filter", TryfieldFilter);
if (!customElements.get("tryfield-cell")) customElements.define("tryfield-cell", TryfieldCell);
if (!customElements.get("tryfield-console"))
  customElements.define("tryfield-console", TryfieldConsole);
