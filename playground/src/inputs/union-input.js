/**
 * A choice between documented shapes.
 */
import { add, fill, h } from "../dom.js";
import { t } from "../i18n.js";
import { equal, fromPlain } from "../lossless-json.js";
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
  #index = 0;
  /** What each choice held when another one was chosen. @type {Map<number, Json | undefined>} */
  #kept = new Map();

  /** @param {Field} field @param {InputContext} context */
  constructor(field, context) {
    super(field, context);
    this.#select.setAttribute("aria-label", `${this.label}: ${t("shape")}`);
    for (const [index, { label }] of field.choices.entries())
      this.#select.append(h("option", { value: String(index) }, label));
    this.#branch = this.#use(0);
    this.#select.addEventListener("change", () => {
      const before = this.#branch.value;
      this.#kept.set(this.#index, before);
      const index = Number(this.#select.value);
      const kept = this.#kept.get(index);
      this.#branch = this.#use(index);
      this.#branch.value = kept === undefined ? begun(this.field, index, before) : kept;
      this.changed();
    });
    add(this.body, h("div", { class: "tryfield-console-row" }, this.#select), this.#slot);
    this.refresh();
  }

  /** @param {number} index */
  #use(index) {
    this.#select.value = String(index);
    this.#index = index;
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
    if (this.isNull) return null;
    return this.#branch.value;
  }

  /** @override */
  set value(value) {
    this.isNull = value === null;
    this.#kept.clear();
    if (value !== undefined) this.#branch = this.#use(best(this.field, value));
    this.#branch.value = value;
    this.refresh();
  }
}

/**
 * What a choice begins with: the values of another one that it documents too, and its own constants.
 * @param {Field} field
 * @param {number} index
 * @param {Json | undefined} before
 * @returns {Json | undefined}
 */
function begun(field, index, before) {
  const { label, field: branch } = field.choices[index];
  const children = [...field.children, ...branch.children];
  if (!children.some(({ name }) => !/^[[{]/.test(name)))
    return before !== undefined && isOfType(branch, before) ? before : undefined;
  /** @type {Map<string, Json>} */
  const members = new Map();
  for (const child of children) {
    const constant = only(child);
    const value = before instanceof Map ? before.get(child.name) : undefined;
    if (child.name === field.discriminator) members.set(child.name, constant ?? label);
    else if (constant !== undefined && child.required) members.set(child.name, constant);
    else if (value !== undefined && constant === undefined && isOfType(child, value))
      members.set(child.name, value);
  }
  return members;
}

/** The only value that a field may have. @param {Field} field @returns {Json | undefined} */
function only(field) {
  const schema = schemaKeywords(field);
  if ("const" in schema) return fromPlain(schema.const);
  return Array.isArray(schema.enum) && schema.enum.length === 1
    ? fromPlain(schema.enum[0])
    : undefined;
}

/** Whether a value has a type that the field documents. @param {Field} field @param {Json} value */
function isOfType(field, value) {
  const kind = kindOf(value);
  return (
    !field.type ||
    field.type === "any" ||
    field.type.includes(kind) ||
    (kind === "number" && field.type.includes("integer"))
  );
}

/** @param {Json} value */
function kindOf(value) {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (value instanceof Map) return "object";
  return typeof value === "object" ? "number" : typeof value;
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
      const own = branch.children.find(({ name }) => name === field.discriminator);
      const constant = own && only(own);
      if (
        named !== undefined &&
        ((constant !== undefined && equal(named, constant)) || named === label)
      )
        return 1000;
      const names = new Set(branch.children.map((child) => child.name));
      let score = /object/.test(branch.type) || names.size ? 1 : -100;
      for (const name of value.keys()) score += names.has(name) ? 2 : -1;
      for (const child of branch.children) if (child.required && !value.has(child.name)) score -= 3;
      return score;
    }
    return isOfType(branch, value) ? 1 : 0;
  });
  return scores.indexOf(Math.max(...scores));
}
