/**
 * A curl command, pasted: it fills in the form.
 */
import { button, fill, h, unique } from "../dom.js";
import { t } from "../i18n.js";

export class PasteCurlPart {
  #id = unique("curl");
  #text = h("textarea", { id: this.#id, rows: 4, spellcheck: false, autocomplete: "off" });
  #notes = h("div", { class: "tryfield-console-hint", role: "status" });
  element = h("section", { class: "tryfield-console-part", hidden: true });
  button = button(
    t("pasteCurl"),
    () => {
      this.element.hidden = !this.element.hidden;
      this.button.setAttribute("aria-expanded", String(!this.element.hidden));
      if (!this.element.hidden) this.#text.focus();
    },
    { "aria-expanded": "false", class: "tryfield-console-subtle", title: t("pasteCurlHint") },
  );

  /** @param {(curl: string) => Promise<string[]>} take  gives what there is to know about it */
  constructor(take) {
    const act = button(t("fillIn"), async () => {
      try {
        fill(
          this.#notes,
          (await take(this.#text.value)).map((note) => h("p", {}, note)),
        );
      } catch (error) {
        fill(this.#notes, h("p", {}, error instanceof Error ? error.message : String(error)));
      }
    });
    this.element.append(
      h("label", { for: this.#id, class: "tryfield-console-title" }, t("curlCommand")),
      this.#text,
      h("div", { class: "tryfield-console-tools" }, act),
      this.#notes,
    );
  }
}
