/**
 * Inputs that hold others: objects with their documented and further names, arrays, choices.
 */
import { add, button, fill, h } from "../dom.js";
import { same } from "../json.js";
import { t } from "../words.js";
import { Input } from "./input.js";
import { make } from "./make.js";

/** @typedef {import("../json.js").Json} Json */
/** @typedef {import("./input.js").Field} Field */
/** @typedef {import("./input.js").Place} Place */

/** @param {string} name @param {Partial<Field>} [more] @returns {Field} */
export function anything(name, more = {}) {
  return /** @type {Field} */ ({
    name, path: name, pointer: "", schema: {}, type: "any", required: false, nullable: false, description: "",
    deprecated: false, readOnly: false, writeOnly: false, unchecked: "", children: [], combiner: "", choices: [],
    discriminator: "", repeats: "", hint: "", ...more,
  });
}

/** The schema's keywords. @param {Field} field @returns {Record<string, any>} */
function keywords({ schema }) {
  return typeof schema === "object" ? schema : {};
}

/** What an input shows beside its name: that it is sent, and the way out. */
class Group extends Input {
  /** Whether it is sent though nothing in it is. */
  chosen = false;
  body = h("div", { class: "tryfield-console-children" });
  remove = button("×", () => this.leaveOut(), { class: "tryfield-console-chip", title: t("dontSend") });

  /** @param {Field} field @param {Place} place */
  constructor(field, place) {
    super(field, place);
    this.remove.setAttribute("aria-label", `${this.label}: ${t("dontSend")}`);
    const set = h("fieldset", { class: "tryfield-console-group" });
    set.append(h("legend", { class: place.bare ? "tryfield-console-unseen" : "" }, this.heading("span")), this.body);
    this.element.append(set);
    this.element.classList.add("tryfield-console-input-group");
    set.querySelector(".tryfield-console-heading")?.append(this.remove);
    this.element.addEventListener("input", () => this.refresh());
    this.element.addEventListener("tryfield-change", () => this.refresh());
  }

  /** Send none of it. */
  leaveOut() {
    /** @type {Input} */ (this).value = undefined;
    this.changed();
  }

  refresh() {
    const sent = this.value !== undefined;
    this.element.classList.toggle("tryfield-console-unsent", !sent);
    this.remove.hidden = !sent || !this.field.name || this.place.held === true;
  }
}

/** An object: documented names first, then any others. */
export class Members extends Group {
  /** @type {Map<string, Input>} */
  #known = new Map();
  /** @type {{ name: HTMLInputElement, input: Input, row: HTMLElement }[]} */
  #others = [];
  #rows = h("div", { class: "tryfield-console-others" });
  #drawn = false;
  /** @type {Map<string, Json> | undefined} what is set before it is drawn */
  #early;

  /** @param {Field} field @param {Place} place @param {boolean} [root] */
  constructor(field, place, root = false) {
    super(field, place);
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
    fill(this.body, button(t("addObject"), () => {
      this.#draw();
      this.chosen = true;
      this.changed();
      /** @type {HTMLElement | null} */ (this.body.querySelector("input,select,textarea,button"))?.focus();
    }, { class: "tryfield-console-add", "aria-label": `${this.label}: ${t("addObject")}` }));
  }

  #draw() {
    if (this.#drawn) return;
    this.#drawn = true;
    fill(this.body);
    fill(this.#rows);
    const documented = this.field.children.filter((child) => !child.readOnly && !/^[[{]/.test(child.name));
    for (const child of documented) {
      const input = make(child, { ...this.place, bare: false, held: false });
      this.#known.set(child.name, input);
      this.body.append(input.element);
    }
    this.body.append(this.#rows);
    const free = this.valueField || !documented.length || keywords(this.field).additionalProperties === true;
    add(this.body, button(free ? t("addName") : t("addOther"), () => {
      const { name } = this.#other("", undefined);
      this.changed();
      name.focus();
    }, { class: free ? "tryfield-console-add" : "tryfield-console-add tryfield-console-quiet", "aria-label": `${this.label}: ${t("addName")}` }));
  }

  /** @param {string} name @param {Json | undefined} value */
  #other(name, value) {
    const field = this.valueField ?? anything("", { path: `${this.field.path}{}` });
    const input = make(field, { ...this.place, bare: true, held: true });
    input.value = value;
    const key = h("input", { type: "text", value: name, spellcheck: false, autocomplete: "off", class: "tryfield-console-other-name", "aria-label": `${this.label}: ${t("name")}`, placeholder: t("name") });
    const row = h("div", { class: "tryfield-console-other" });
    const other = { name: key, input, row };
    add(row, key, input.element, button("×", () => {
      this.#others = this.#others.filter((one) => one !== other);
      row.remove();
      this.chosen = true;
      this.changed();
    }, { class: "tryfield-console-chip", "aria-label": `${t("remove")}` }));
    this.#others.push(other);
    this.#rows.append(row);
    return other;
  }

  /** @override @returns {Json | undefined} */
  get value() {
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

/** An array: items that can be added, removed and moved. */
export class Items extends Group {
  /** @type {{ input: Input, row: HTMLElement }[]} */
  #items = [];
  #list = h("ol", { class: "tryfield-console-items" });
  #empty = button(t("sendEmptyList"), () => {
    this.chosen = true;
    this.changed();
  }, { class: "tryfield-console-add tryfield-console-quiet" });

  /** @param {Field} field @param {Place} place */
  constructor(field, place) {
    super(field, place);
    const more = button(t("addItem"), () => {
      const { input } = this.#add(undefined);
      this.chosen = true;
      this.changed();
      /** @type {HTMLElement | null} */ (input.element.querySelector("input,select,textarea,button"))?.focus();
    }, { class: "tryfield-console-add" });
    more.setAttribute("aria-label", `${this.label}: ${t("addItem")}`);
    this.#empty.setAttribute("aria-label", `${this.label}: ${t("sendEmptyList")}`);
    add(this.body, this.#list, h("div", { class: "tryfield-console-row" }, more, this.#empty));
    this.refresh();
  }

  /** @param {number} index @returns {Field} */
  #fieldAt(index) {
    const { children } = this.field;
    return children.find((child) => child.name === `[${index}]`) ?? children.find((child) => child.name === "[]") ?? anything("[]", { path: `${this.field.path}[]` });
  }

  /** @param {Json | undefined} value */
  #add(value) {
    const input = make({ ...this.#fieldAt(this.#items.length), required: false }, { ...this.place, bare: true, held: true });
    if (value !== undefined) input.value = value;
    const item = { input, row: h("li", { class: "tryfield-console-item" }) };
    /** @param {string} sign @param {string} words @param {() => void} act */
    const control = (sign, words, act) => button(sign, act, { class: "tryfield-console-chip", "aria-label": words, title: words });
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
    const values = this.#items.map(({ input }) => input.value).filter((value) => value !== undefined);
    return values.length || this.chosen ? values : undefined;
  }

  /** @override */
  set value(value) {
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

/** One of several documented shapes. */
export class Union extends Group {
  #select = h("select", {});
  #slot = h("div", { class: "tryfield-console-branch" });
  /** @type {Input} */
  #branch;

  /** @param {Field} field @param {Place} place */
  constructor(field, place) {
    super(field, place);
    this.#select.setAttribute("aria-label", `${this.label}: ${t("shape")}`);
    field.choices.forEach((choice, index) => this.#select.append(h("option", { value: String(index) }, choice.label)));
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
    const shared = this.field.children.filter((child) => !field.children.some((own) => own.name === child.name));
    const input = make({ ...field, name: this.field.name, required: true, children: [...shared, ...field.children] }, { ...this.place, bare: true });
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
export function best(field, value) {
  const scores = field.choices.map(({ label, field: branch }) => {
    if (value instanceof Map) {
      const named = field.discriminator ? value.get(field.discriminator) : undefined;
      const constant = keywords(branch).properties?.[field.discriminator]?.const;
      if (named !== undefined && (same(named, constant) || named === label)) return 1000;
      const names = new Set(branch.children.map((child) => child.name));
      let score = /object/.test(branch.type) || names.size ? 1 : -100;
      for (const name of value.keys()) score += names.has(name) ? 2 : -1;
      for (const child of branch.children) if (child.required && !value.has(child.name)) score -= 3;
      return score;
    }
    const kind = value === null ? "null" : Array.isArray(value) ? "array" : typeof value === "object" ? "number" : typeof value;
    return branch.type.includes(kind) || (kind === "number" && branch.type.includes("integer")) ? 1 : 0;
  });
  return scores.indexOf(Math.max(...scores));
}
