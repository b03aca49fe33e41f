/**
 * What was sent in this tab: values without credentials, and how it went.
 */
import { button, fill, h } from "./dom.js";
import { t } from "./i18n.js";
import { parse, stringify } from "./lossless-json.js";
import { shareable } from "./share-link.js";
import { store, stored } from "./tab-storage.js";

/** @typedef {import("./endpoint.js").Endpoint} Endpoint */
/** @typedef {import("./endpoint.js").SendResult} SendResult */
/** @typedef {import("./protocol.d.ts").Comparison} Comparison */

/**
 * @typedef {object} Entry
 * @property {number} id
 * @property {string} endpoint
 * @property {number} at       milliseconds
 * @property {string} summary    what came of it
 * @property {string} values   JSON text; "" where no form could say it
 * @property {string} method
 * @property {string} url
 * @property {string} [run]     the run of a reader's code that sent it
 */

const KEY = "tryfield:history";
const MOST = 20;
/** Of one run, which may send in a loop. */
const MOST_OF_RUN = 5;
const LARGEST = 2_000_000;

class RequestHistory {
  /** @type {Entry[]} */
  #entries = stored(KEY, []);
  /** Responses stay in memory, for those who compare them. @type {Map<number, SendResult>} */
  #results = new Map();

  /** @param {string} endpoint @returns {{ entry: Entry, result: SendResult | undefined }[]} the last one first */
  of(endpoint) {
    return this.#entries
      .filter((entry) => entry.endpoint === endpoint)
      .map((entry) => ({ entry, result: this.#results.get(entry.id) }));
  }

  /**
   * @param {string} endpoint
   * @param {Record<string, any> | undefined} values  that a form can say
   * @param {SendResult} result
   * @param {string} [run]  of a reader's code, the last requests of which are kept
   */
  keep(endpoint, values, result, run) {
    const id = (this.#entries[0]?.id ?? 0) + 1;
    const shown = result.shown;
    this.#entries.unshift({
      id,
      endpoint,
      at: Date.now(),
      summary: result.summary,
      values: values ? stringify(shareable(values), "") : "",
      run,
      method: shown?.method ?? "",
      url: shown?.url ?? "",
    });
    const gone = [
      ...(run ? this.#entries.filter((one) => one.run === run).slice(MOST_OF_RUN) : []),
      ...this.#entries.slice(MOST),
    ];
    for (const { id: old } of gone) this.#results.delete(old);
    this.#entries = this.#entries.filter((one) => !gone.includes(one));
    if (result.answer && (result.bytes?.length ?? 0) <= LARGEST) this.#results.set(id, result);
    store(KEY, this.#entries);
  }
}

export const requestHistory = new RequestHistory();

const FORMS = "tryfield:forms";

/** Keep what a form holds, for when the reader comes back to it. @param {string} endpoint @param {Record<string, any>} values */
export function keepForm(endpoint, values) {
  const { [endpoint]: _, ...others } = /** @type {Record<string, string>} */ (stored(FORMS, {}));
  const kept = [...Object.entries(others), [endpoint, stringify(shareable(values), "")]];
  store(FORMS, Object.fromEntries(kept.slice(-MOST)));
}

/** What a form of this tab held. @param {string} endpoint @returns {Map<string, any> | undefined} */
export function keptForm(endpoint) {
  const text = /** @type {Record<string, string>} */ (stored(FORMS, {}))[endpoint];
  return text ? /** @type {Map<string, any>} */ (parse(text)) : undefined;
}

export class HistoryPart {
  #list = h("div", {});
  element = h(
    "section",
    { class: "tryfield-console-part", hidden: true, "aria-label": t("history") },
    h("div", { class: "tryfield-console-title" }, t("history")),
    this.#list,
  );
  button = button(
    t("history"),
    () => {
      this.element.hidden = !this.element.hidden;
      this.button.setAttribute("aria-expanded", String(!this.element.hidden));
      this.draw();
    },
    { "aria-expanded": "false", class: "tryfield-console-subtle" },
  );

  /** @param {Endpoint} endpoint @param {(values: Map<string, any>) => void} again */
  constructor(endpoint, again) {
    this.endpoint = endpoint;
    this.again = again;
  }

  draw() {
    if (this.element.hidden) return;
    const entries = requestHistory.of(this.endpoint.id);
    if (!entries.length)
      return fill(this.#list, h("p", { class: "tryfield-console-hint" }, t("noHistory")));
    fill(
      this.#list,
      entries.map(({ entry, result }, index) => {
        const before = entries.slice(index + 1).find((other) => other.result);
        const found = h("div", {});
        return h(
          "div",
          { class: "tryfield-console-input tryfield-console-history-entry" },
          h(
            "div",
            { class: "tryfield-console-row" },
            h("time", { class: "tryfield-console-hint" }, new Date(entry.at).toLocaleTimeString()),
            entry.run && h("span", { class: "tryfield-console-hint" }, t("python")),
            h("code", {}, entry.run ? `${entry.method} ${entry.url}` : entry.url),
          ),
          h("div", {}, entry.summary),
          h(
            "div",
            { class: "tryfield-console-tools" },
            entry.values &&
              button(t("replay"), () =>
                this.again(/** @type {Map<string, any>} */ (parse(entry.values))),
              ),
            result &&
              before?.result &&
              button(t("compareWith"), async () =>
                fill(
                  found,
                  comparison(
                    await this.endpoint.compare(/** @type {any} */ (before.result), result),
                  ),
                ),
              ),
          ),
          found,
        );
      }),
    );
  }
}

/** @param {Comparison} found */
function comparison({ equal, status, headers, body }) {
  if (equal) return h("p", { class: "tryfield-console-hint" }, t("unchanged"));
  /** @type {[string, string, string][]} */
  const rows = [
    ...(status[0] === status[1]
      ? []
      : [
          /** @type {[string, string, string]} */ ([
            t("status"),
            String(status[0]),
            String(status[1]),
          ]),
        ]),
    ...headers.map(
      ({ name, left, right }) => /** @type {[string, string, string]} */ ([name, left, right]),
    ),
    ...body.map(
      ({ pointer, left, right }) =>
        /** @type {[string, string, string]} */ ([pointer || t("body"), left, right]),
    ),
  ];
  return h(
    "table",
    { class: "tryfield-console-table" },
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        [t("field"), t("before"), t("after")].map((word) => h("th", { scope: "col" }, word)),
      ),
    ),
    h(
      "tbody",
      {},
      rows.map(([name, left, right]) =>
        h(
          "tr",
          {},
          h("th", { scope: "row" }, h("code", {}, name)),
          h("td", { "data-label": t("before") }, left),
          h("td", { "data-label": t("after") }, right),
        ),
      ),
    ),
  );
}
