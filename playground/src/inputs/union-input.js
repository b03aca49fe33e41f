/**
 * A choice between documented shapes.
 */
import { add, fill, h } from "../dom.js";
import { t } from "../i18n.js";
import { equal } from "../lossless-json.js";
import { GroupInput, schemaKeywords } from "./group-input.js";

/** @typedef {import("./input.js").Input} Input */
/** @typedef {import("../lossless-json.js").Json} Json */
/** @typedef {import("./input.js").Field} Field */
/** @typedef {import("./input.js").InputContext} InputContext */

/** One of several documented shapes. */
export class UnionInput extends GroupInput {
  #select = h("select", {});
  #slot = h("div", {});
  /** @type {Input} */
  #branch;

  /** @param {Field} field @param {InputContext} context */
  constructor(field, context) {
    super(field, context);
    this.#select.setAttribute("aria-label", `${this.label}: ${t("shape")}`);
    for (const [index, { label }] of field.choices.entries())
      this.#select.append(h("option", { value: String(index) }, label));
    this.#branch = this.#use(0);
    this.#select.addEventListener("change", () => {
      const before = this.#branch.value;
      this.#branch = this.#use(Number(this.#select.value));
      this.#branch.value = before;
      this.changed();
    });
    add(this.body, h("div", { class: "tryfield-console-row" }, this.#select), this.#slot);
    this.refresh();
  }

  /** @param {number} index */
  #use(index) {
    this.#select.value = String(index);
    const { field } = this.field.choices[index];
    const shared = this.field.children.filter(
      (child) => !field.children.some((own) => own.name === child.name),
    );
    const input = this.context.make(
      { ...field, name: this.field.name, required: true, children: [...shared, ...field.children] },
      { ...this.context, bare: true },
    );
    fill(this.#slot, input.element);
    return input;
  }

  /** @override @returns {Json | undefined} */
  get value() {
    return this.#branch.value;
  }

  /** @override */
  set value(value) {
    if (value !== undefined) this.#branch = this.#use(best(this.field, value));
    this.#branch.value = value;
    this.refresh();
  }
}

/**
 * The choice that a value looks most like: by its discriminator, else by its names and type.
 * @param {Field} field
 * @param {Json} value
 */
function best(field, value) {
  const scores = field.choices.map(({ label, field: branch }) => {
    if (value instanceof Map) {
      const named = field.discriminator ? value.get(field.discriminator) : undefined;
      const constant = schemaKeywords(branch).properties?.[field.discriminator]?.const;
      if (named !== undefined && (equal(named, constant) || named === label)) return 1000;
      const names = new Set(branch.children.map((child) => child.name));
      let score = /object/.test(branch.type) || names.size ? 1 : -100;
      for (const name of value.keys()) score += names.has(name) ? 2 : -1;
      for (const child of branch.children) if (child.required && !value.has(child.name)) score -= 3;
      return score;
    }
    const kind =
      value === null
        ? "null"
        : Array.isArray(value)
          ? "array"
          : typeof value === "object"
            ? "number"
            : typeof value;
    return branch.type.includes(kind) || (kind === "number" && branch.type.includes("integer"))
      ? 1
      : 0;
  });
  return scores.indexOf(Math.max(...scores));
}
