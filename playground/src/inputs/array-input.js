/**
 * An array as inputs, one an item.
 */
import { add, button, fill, h } from "../dom.js";
import { t } from "../i18n.js";
import { upload } from "../uploads.js";
import { fileDrop, isBinary } from "./file-input.js";
import { anyField, GroupInput, schemaKeywords } from "./group-input.js";
import { ObjectInput } from "./object-input.js";
import { UnionInput } from "./union-input.js";

/** @typedef {import("./input.js").Input} Input */
/** @typedef {import("../lossless-json.js").Json} Json */
/** @typedef {import("./input.js").Field} Field */
/** @typedef {import("./input.js").InputContext} InputContext */

/** An array: items that can be added, removed and moved. */
export class ArrayInput extends GroupInput {
  /** @type {{ input: Input, row: HTMLElement }[]} */
  #items = [];
  #list = h("ol", { class: "tryfield-console-items" });
  #empty = button(
    t("sendEmptyList"),
    () => {
      this.chosen = true;
      this.changed();
    },
    { class: "tryfield-console-add tryfield-console-subtle" },
  );

  /** @param {Field} field @param {InputContext} context */
  constructor(field, context) {
    super(field, context);
    const more = button(
      t("addItem"),
      () => {
        const { input } = this.#add(undefined);
        // An item that was added is sent: an object with what it requires, a list without items.
        if (input instanceof ArrayInput) input.value = [];
        else if (input instanceof ObjectInput || input instanceof UnionInput)
          input.value = new Map();
        this.chosen = true;
        this.changed();
        /** @type {HTMLElement | null} */ (
          input.element.querySelector("input,select,textarea,button")
        )?.focus();
      },
      { class: "tryfield-console-add" },
    );
    more.setAttribute("aria-label", `${this.label}: ${t("addItem")}`);
    this.#empty.setAttribute("aria-label", `${this.label}: ${t("sendEmptyList")}`);
    const files = context.files && isBinary(schemaKeywords(this.#fieldAt(0)));
    const adding = files
      ? fileDrop(this.id, this.label, true, (chosen) => {
          for (const file of chosen) this.#add(upload(file));
          this.changed();
        })
      : more;
    add(this.body, this.#list, h("div", { class: "tryfield-console-row" }, adding, this.#empty));
    this.refresh();
  }

  /** @param {number} index @returns {Field} */
  #fieldAt(index) {
    const { children } = this.field;
    return (
      children.find((child) => child.name === `[${index}]`) ??
      children.find((child) => child.name === "[]") ??
      anyField("[]", { path: `${this.field.path}[]` })
    );
  }

  /** @param {Json | undefined} value */
  #add(value) {
    const input = this.context.make(
      { ...this.#fieldAt(this.#items.length), required: false },
      { ...this.context, bare: true, held: true },
    );
    if (value !== undefined) input.value = value;
    const item = { input, row: h("li", { class: "tryfield-console-item" }) };
    /** @param {string} sign @param {string} words @param {() => void} act */
    const control = (sign, words, act) =>
      button(sign, act, {
        class: "tryfield-console-small-button",
        "aria-label": words,
        title: words,
      });
    add(
      item.row,
      input.element,
      h(
        "div",
        { class: "tryfield-console-item-controls" },
        control("↑", t("moveUp"), () => this.#move(item, -1)),
        control("↓", t("moveDown"), () => this.#move(item, 1)),
        control("×", t("remove"), () => {
          this.#items.splice(this.#items.indexOf(item), 1);
          item.row.remove();
          this.chosen = true;
          this.changed();
        }),
      ),
    );
    this.#items.push(item);
    this.#list.append(item.row);
    return item;
  }

  /** @param {{ input: Input, row: HTMLElement }} item @param {number} by */
  #move(item, by) {
    const from = this.#items.indexOf(item);
    const to = from + by;
    if (to < 0 || to >= this.#items.length) return;
    this.#items.splice(from, 1);
    this.#items.splice(to, 0, item);
    const focused = document.activeElement;
    this.#list.replaceChildren(...this.#items.map(({ row }) => row));
    if (focused instanceof HTMLElement) focused.focus();
    this.changed();
  }

  /** @override @returns {Json | undefined} */
  get value() {
    if (this.isNull) return null;
    const values = this.#items
      .map(({ input }) => input.value)
      .filter((value) => value !== undefined);
    return values.length || this.chosen ? values : undefined;
  }

  /** @override */
  set value(value) {
    this.isNull = value === null;
    this.#items = [];
    fill(this.#list);
    this.chosen = Array.isArray(value);
    if (Array.isArray(value)) for (const item of value) this.#add(item);
    this.refresh();
  }

  /** @override */
  refresh() {
    super.refresh();
    this.#empty.hidden = this.value !== undefined;
  }
}
