/**
 * Headers beyond the documented ones.
 */
import { button, fill, h } from "../dom.js";
import { t } from "../i18n.js";

export class ExtraHeadersPart {
  /** @type {{ name: HTMLInputElement, value: HTMLInputElement, row: HTMLElement }[]} */
  #rows = [];
  #list = h("div", {});
  element = h(
    "section",
    { class: "tryfield-console-part", hidden: true },
    h("div", { class: "tryfield-console-title" }, t("header")),
    this.#list,
  );
  button = button(
    t("addHeader"),
    () => {
      this.#add("", "").name.focus();
      this.#changed();
    },
    { class: "tryfield-console-add tryfield-console-subtle" },
  );

  /** @returns {[string, string][]} */
  get values() {
    return this.#rows
      .filter(({ name }) => name.value)
      .map(({ name, value }) => [name.value, value.value]);
  }

  /** @param {[string, string][]} headers */
  set(headers) {
    this.#rows = [];
    fill(this.#list);
    this.element.hidden = !headers.length;
    for (const [name, value] of headers) this.#add(name, value);
  }

  #changed() {
    this.element.dispatchEvent(new CustomEvent("tryfield-change", { bubbles: true }));
  }

  /** @param {string} title @param {string} content */
  #add(title, content) {
    const name = h("input", {
      type: "text",
      value: title,
      placeholder: t("name"),
      "aria-label": `${t("header")}: ${t("name")}`,
      spellcheck: false,
      autocomplete: "off",
    });
    const value = h("input", {
      type: "text",
      value: content,
      placeholder: t("value"),
      "aria-label": `${t("header")}: ${t("value")}`,
      spellcheck: false,
      autocomplete: "off",
    });
    const one = { name, value, row: h("div", { class: "tryfield-console-additional" }) };
    one.row.append(
      name,
      value,
      button(
        "×",
        () => {
          this.#rows = this.#rows.filter((other) => other !== one);
          one.row.remove();
          this.element.hidden = !this.#rows.length;
          this.button.focus();
          this.#changed();
        },
        { class: "tryfield-console-small-button", "aria-label": t("remove") },
      ),
    );
    this.#rows.push(one);
    this.element.hidden = false;
    this.#list.append(one.row);
    return one;
  }
}
