/**
 * JSON in lines that fold, of any size: only the lines in sight are elements.
 */
import { add, fill, h } from "./dom.js";
import { t } from "./i18n.js";
import { lineOfPointer } from "./json-layout.js";

/** @typedef {import("./json-layout.js").JsonLayout} JsonLayout */

const HEIGHT = 20; // px, as --tryfield-line in console.css
const SPARE = 20;
const LONG = 2000; // characters of one line that are shown at once
/** Browsers stop counting pixels somewhere above this. */
const TALLEST = 8_000_000;
const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d[\d.eE+-]*)|(true|false|null)|([^\s"\d-]+|\s+|.)/g;

export class JsonViewer {
  /** @type {JsonLayout} */
  #laid;
  /** @type {Set<number>} */
  #folded = new Set();
  /** The lines that are not inside a fold. @type {Uint32Array} */
  #shown = new Uint32Array();
  #marked = -1;
  #rows = h("div", {});
  #space = h("div", { class: "tryfield-console-viewer-space" }, this.#rows);
  element = h(
    "div",
    { class: "tryfield-console-viewer", tabindex: 0, role: "region" },
    this.#space,
  );
  #frame = 0;

  /** @param {JsonLayout} laid @param {string} label @param {boolean} [json]  whether to colour it */
  constructor(laid, label, json = true) {
    this.#laid = laid;
    this.json = json;
    this.element.setAttribute("aria-label", label);
    this.element.addEventListener("scroll", () => this.#later(), { passive: true });
    new ResizeObserver(() => this.#later()).observe(this.element);
    this.#arrange();
  }

  /** Unfold what hides the value at a JSON pointer, scroll to it and mark it. @param {string} pointer */
  reveal(pointer) {
    const line = lineOfPointer(this.#laid, pointer);
    if (line < 0) return false;
    for (const fold of [...this.#folded]) {
      if (fold < line && this.#laid.ends[fold] >= line) this.#folded.delete(fold);
    }
    this.#marked = line;
    this.#arrange();
    const index = this.#shown.indexOf(line);
    this.element.scrollTop = Math.max(0, (index - 3) * this.#step());
    this.#draw();
    return true;
  }

  /** How far the scroll bar moves for one line; less than a line's height in a huge text. */
  #step() {
    return Math.min(HEIGHT, TALLEST / Math.max(1, this.#shown.length));
  }

  #arrange() {
    const { starts, ends } = this.#laid;
    const count = starts.length - 1;
    const shown = new Uint32Array(count);
    let length = 0;
    for (let line = 0; line < count; line += 1) {
      shown[length] = line;
      length += 1;
      if (this.#folded.has(line)) line = ends[line];
    }
    this.#shown = shown.subarray(0, length);
    this.#space.style.blockSize = `${Math.ceil(length * this.#step())}px`;
    this.element.style.setProperty("--tryfield-digits", String(String(count).length));
    this.#draw();
  }

  #later() {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#draw());
  }

  #draw() {
    const step = this.#step();
    const visible = Math.ceil((this.element.clientHeight || 400) / HEIGHT);
    const first = Math.min(
      Math.max(0, Math.floor(this.element.scrollTop / step) - SPARE),
      Math.max(0, this.#shown.length - visible),
    );
    const last = Math.min(this.#shown.length, first + visible + 2 * SPARE);
    this.#rows.style.transform = `translateY(${Math.floor(first * step)}px)`;
    const focused = this.#rows.contains(document.activeElement)
      ? Number(/** @type {HTMLElement} */ (document.activeElement).dataset.line)
      : -1;
    fill(
      this.#rows,
      [...this.#shown.subarray(first, last)].map((line) => this.#row(line)),
    );
    if (focused >= 0)
      /** @type {HTMLElement | null} */ (
        this.#rows.querySelector(`button[data-line="${focused}"]`)
      )?.focus({ preventScroll: true });
  }

  /** @param {number} line */
  #row(line) {
    const { text, starts, ends } = this.#laid;
    const content = text.slice(starts[line], starts[line + 1] - 1);
    const row = h("div", {
      class:
        line === this.#marked
          ? "tryfield-console-line tryfield-console-line-highlight"
          : "tryfield-console-line",
    });
    row.append(
      h("span", { class: "tryfield-console-number", "aria-hidden": "true" }, String(line + 1)),
    );
    if (ends[line]) {
      const folded = this.#folded.has(line);
      row.append(
        h("button", {
          type: "button",
          class: "tryfield-console-fold",
          "aria-expanded": String(!folded),
          "aria-label": t(folded ? "unfold" : "fold"),
          "data-line": line,
          onclick: () => {
            if (!this.#folded.delete(line)) this.#folded.add(line);
            this.#arrange();
          },
        }),
      );
      row.append(this.json ? coloured(content) : h("code", {}, content.slice(0, LONG)));
      if (folded) {
        const last = ends[line];
        const tail = text.slice(starts[last], starts[last + 1] - 1).trim();
        row.append(h("span", { class: "tryfield-console-folded" }, ` … ${tail}`));
      }
    } else {
      row.append(this.json ? coloured(content) : h("code", {}, content.slice(0, LONG)));
    }
    return row;
  }
}

/** @param {string} content @returns {HTMLElement} */
function coloured(content) {
  const code = h("code");
  if (content.length > LONG) {
    add(
      code,
      content.slice(0, LONG),
      h("span", { class: "tryfield-console-folded" }, ` … +${content.length - LONG}`),
    );
    return code;
  }
  for (const [whole, string, colon, number, word] of content.matchAll(TOKEN)) {
    if (string !== undefined) {
      code.append(
        h("span", { class: colon ? "tryfield-console-key" : "tryfield-console-string" }, string),
      );
      if (colon) code.append(colon);
    } else if (number !== undefined)
      code.append(h("span", { class: "tryfield-console-literal" }, number));
    else if (word !== undefined)
      code.append(h("span", { class: "tryfield-console-literal" }, word));
    else code.append(whole);
  }
  return code;
}
