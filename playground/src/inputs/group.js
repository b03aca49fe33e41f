/**
 * What inputs that hold others have in common.
 */
import { button, h } from "../dom.js";
import { t } from "../words.js";
import { Input } from "./input.js";

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
export function keywords({ schema }) {
  return typeof schema === "object" ? schema : {};
}

/** What an input shows beside its name: that it is sent, and the way out. */
export class Group extends Input {
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
