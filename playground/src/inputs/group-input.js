/**
 * What inputs that hold others have in common.
 */
import { button, h } from "../dom.js";
import { t } from "../i18n.js";
import { Input } from "./input.js";

/** @typedef {import("./input.js").Field} Field */
/** @typedef {import("./input.js").InputContext} InputContext */

/** @param {string} name @param {Partial<Field>} [more] @returns {Field} */
export function anyField(name, more = {}) {
  return /** @type {Field} */ ({
    name,
    path: name,
    pointer: "",
    schema: {},
    type: "any",
    required: false,
    nullable: false,
    description: "",
    deprecated: false,
    readOnly: false,
    writeOnly: false,
    unchecked: "",
    children: [],
    combiner: "",
    choices: [],
    discriminator: "",
    repeats: "",
    hint: "",
    ...more,
  });
}

/** The schema's keywords. @param {Field} field @returns {Record<string, any>} */
export function schemaKeywords({ schema }) {
  return typeof schema === "object" ? schema : {};
}

/** What an input shows beside its name: that it is sent, and the way out. */
export class GroupInput extends Input {
  /** Whether it is sent though nothing in it is. */
  chosen = false;
  /** It is sent as `null`. */
  isNull = false;
  /** What it was before it became `null`. @type {import("../lossless-json.js").Json | undefined} */
  #before;
  #null = button("null", () => this.#turnNull(), { class: "tryfield-console-small-button" });
  body = h("div", { class: "tryfield-console-children" });
  remove = button("×", () => this.leaveOut(), {
    class: "tryfield-console-small-button",
    title: t("dontSend"),
  });

  /** @param {Field} field @param {InputContext} context */
  constructor(field, context) {
    super(field, context);
    this.#null.setAttribute("aria-label", `${this.label}: null`);
    this.remove.setAttribute("aria-label", `${this.label}: ${t("dontSend")}`);
    const set = h("fieldset", { class: "tryfield-console-group" });
    set.append(
      h(
        "legend",
        { class: context.bare ? "tryfield-console-visually-hidden" : "" },
        this.heading("span"),
      ),
      this.body,
    );
    this.element.append(set);
    set.querySelector(".tryfield-console-heading")?.append(this.remove);
    // A legend that is not shown cannot hold what has to be pressed.
    if (context.bare) set.append(this.#null);
    else this.remove.before(this.#null);
    this.element.addEventListener("input", () => this.refresh());
    this.element.addEventListener("tryfield-change", () => this.refresh());
  }

  #turnNull() {
    const { value } = /** @type {Input} */ (this);
    /** @type {Input} */ (this).value = this.isNull ? this.#before : null;
    this.#before = value;
    this.changed();
  }

  /** Send none of it. */
  leaveOut() {
    /** @type {Input} */ (this).value = undefined;
    this.changed();
  }

  refresh() {
    const sent = this.value !== undefined;
    this.body.hidden = this.isNull;
    this.#null.hidden = !this.field.nullable && !this.isNull;
    this.#null.setAttribute("aria-pressed", String(this.isNull));
    this.remove.hidden = !sent || !this.field.name || this.context.held === true;
  }
}
