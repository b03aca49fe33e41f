/**
 * An object as inputs: its documented names, and any others.
 */
import { add, button, fill, h } from "../dom.js";
import { t } from "../i18n.js";
import { anyField, GroupInput, schemaKeywords } from "./group-input.js";

/** @typedef {import("./input.js").Input} Input */
/** @typedef {import("../lossless-json.js").Json} Json */
/** @typedef {import("./input.js").Field} Field */
/** @typedef {import("./input.js").InputContext} InputContext */

/** An object: documented names first, then any others. */
export class ObjectInput extends GroupInput {
  /** @type {Map<string, Input>} */
  #known = new Map();
  /** @type {{ name: HTMLInputElement, input: Input, row: HTMLElement }[]} */
  #others = [];
  #rows = h("div", { class: "tryfield-console-additional-list" });
  #drawn = false;
  /** @type {Map<string, Json> | undefined} what is set before it is drawn */
  #early;

  /** @param {Field} field @param {InputContext} context @param {boolean} [root] */
  constructor(field, context, root = false) {
    super(field, context);
    this.root = root;
    this.valueField = field.children.find((child) => child.name === "{}");
    // Below the root, optional objects open when asked: recursive ones have no end.
    if (root || field.required) this.#draw();
    else this.#offer();
    this.refresh();
  }

  #offer() {
    this.#drawn = false;
    this.#known.clear();
    this.#others = [];
    fill(
      this.body,
      button(
        t("addObject"),
        () => {
          this.#draw();
          this.chosen = true;
          this.changed();
          /** @type {HTMLElement | null} */ (
            this.body.querySelector("input,select,textarea,button")
          )?.focus();
        },
        { class: "tryfield-console-add", "aria-label": `${this.label}: ${t("addObject")}` },
      ),
    );
  }

  #draw() {
    if (this.#drawn) return;
    this.#drawn = true;
    fill(this.body);
    fill(this.#rows);
    const documented = this.field.children.filter(
      (child) => !child.readOnly && !/^[[{]/.test(child.name),
    );
    for (const child of documented) {
      const input = this.context.make(child, { ...this.context, bare: false, held: false });
      this.#known.set(child.name, input);
      this.body.append(input.element);
    }
    this.body.append(this.#rows);
    const free =
      this.valueField ||
      !documented.length ||
      schemaKeywords(this.field).additionalProperties === true;
    const words = free ? t("addName") : t("addOther");
    add(
      this.body,
      button(
        words,
        () => {
          const { name } = this.#other("", undefined);
          this.changed();
          name.focus();
        },
        {
          class: free ? "tryfield-console-add" : "tryfield-console-add tryfield-console-subtle",
          "aria-label": `${this.label}: ${words}`,
        },
      ),
    );
  }

  /** @param {string} name @param {Json | undefined} value */
  #other(name, value) {
    const field = this.valueField ?? anyField("", { path: `${this.field.path}{}` });
    const input = this.context.make(field, { ...this.context, bare: true, held: true });
    input.value = value;
    const key = h("input", {
      type: "text",
      value: name,
      spellcheck: false,
      autocomplete: "off",
      "aria-label": `${this.label}: ${t("name")}`,
      placeholder: t("name"),
    });
    const row = h("div", { class: "tryfield-console-additional" });
    const other = { name: key, input, row };
    add(
      row,
      key,
      input.element,
      button(
        "×",
        () => {
          this.#others = this.#others.filter((one) => one !== other);
          row.remove();
          this.chosen = true;
          this.changed();
        },
        { class: "tryfield-console-small-button", "aria-label": `${t("remove")}` },
      ),
    );
    this.#others.push(other);
    this.#rows.append(row);
    return other;
  }

  /** @override @returns {Json | undefined} */
  get value() {
    if (this.isNull) return null;
    if (!this.#drawn) return this.#early;
    /** @type {Map<string, Json>} */
    const members = new Map();
    for (const [name, input] of this.#known) {
      const { value } = input;
      if (value !== undefined) members.set(name, value);
    }
    for (const { name, input } of this.#others) {
      const { value } = input;
      if (name.value && value !== undefined) members.set(name.value, value);
    }
    return members.size || this.chosen || (this.root && this.field.required) ? members : undefined;
  }

  /** @override */
  set value(value) {
    this.isNull = value === null;
    this.#early = undefined;
    this.chosen = value instanceof Map;
    if (value instanceof Map) {
      this.#draw();
      for (const [name, input] of this.#known) input.value = value.get(name);
      this.#others = [];
      fill(this.#rows);
      for (const [name, item] of value) if (!this.#known.has(name)) this.#other(name, item);
    } else if (this.root || this.field.required) {
      for (const input of this.#known.values()) input.value = undefined;
      this.#others = [];
      fill(this.#rows);
    } else {
      this.#offer();
    }
    this.refresh();
  }
}
