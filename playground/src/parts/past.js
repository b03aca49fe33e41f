/**
 * The history of an endpoint in this tab: fill in again, compare two answers.
 */
import { button, fill, h } from "../dom.js";
import { parse } from "../json.js";
import { past } from "../past.js";
import { t } from "../words.js";

/** @typedef {import("../endpoint.js").Endpoint} Endpoint */
/** @typedef {import("../protocol.d.ts").Comparison} Comparison */

export class PastPart {
  #list = h("div", {});
  element = h("section", { class: "tryfield-console-part", hidden: true, "aria-label": t("history") }, h("div", { class: "tryfield-console-title" }, t("history")), this.#list);
  button = button(t("history"), () => {
    this.element.hidden = !this.element.hidden;
    this.button.setAttribute("aria-expanded", String(!this.element.hidden));
    this.draw();
  }, { "aria-expanded": "false", class: "tryfield-console-quiet" });

  /** @param {Endpoint} endpoint @param {(values: Map<string, any>) => void} again */
  constructor(endpoint, again) {
    this.endpoint = endpoint;
    this.again = again;
  }

  draw() {
    if (this.element.hidden) return;
    const entries = past.of(this.endpoint.id);
    if (!entries.length) return fill(this.#list, h("p", { class: "tryfield-console-hint" }, t("noHistory")));
    fill(this.#list, entries.map(({ entry, outcome }, index) => {
      const before = entries.slice(index + 1).find((other) => other.outcome);
      const found = h("div", {});
      return h(
        "div",
        { class: "tryfield-console-input tryfield-console-past" },
        h("div", { class: "tryfield-console-row" }, h("time", { class: "tryfield-console-hint" }, new Date(entry.at).toLocaleTimeString()), entry.run && h("span", { class: "tryfield-console-hint" }, t("python")), h("code", {}, entry.run ? `${entry.method} ${entry.url}` : entry.url)),
        h("div", {}, entry.words),
        h(
          "div",
          { class: "tryfield-console-tools" },
          entry.values && button(t("replay"), () => this.again(/** @type {Map<string, any>} */ (parse(entry.values)))),
          outcome && before?.outcome && button(t("compareWith"), async () => fill(found, comparison(await this.endpoint.compare(/** @type {any} */ (before.outcome), outcome)))),
        ),
        found,
      );
    }));
  }
}

/** @param {Comparison} found */
function comparison({ equal, status, headers, body }) {
  if (equal) return h("p", { class: "tryfield-console-hint" }, t("unchanged"));
  /** @type {[string, string, string][]} */
  const rows = [
    ...(status[0] === status[1] ? [] : [/** @type {[string, string, string]} */ ([t("status"), String(status[0]), String(status[1])])]),
    ...headers.map(({ name, left, right }) => /** @type {[string, string, string]} */ ([name, left, right])),
    ...body.map(({ pointer, left, right }) => /** @type {[string, string, string]} */ ([pointer || t("body"), left, right])),
  ];
  return h(
    "table",
    { class: "tryfield-console-table" },
    h("thead", {}, h("tr", {}, [t("field"), t("before"), t("after")].map((word) => h("th", { scope: "col" }, word)))),
    h("tbody", {}, rows.map(([name, left, right]) => h("tr", {}, h("th", { scope: "row" }, h("code", {}, name)), h("td", { "data-label": t("before") }, left), h("td", { "data-label": t("after") }, right)))),
  );
}
