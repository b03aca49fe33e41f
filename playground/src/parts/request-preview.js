/**
 * What can be said before sending: the request as code, what the documentation would object to,
 * and what a browser cannot do.
 */
import { button, copy, fill, h, unique } from "../dom.js";
import { t } from "../i18n.js";
import { stringify } from "../lossless-json.js";
import { preferences } from "../preferences.js";

/** @typedef {import("../protocol.d.ts").RequestPreview} RequestPreview */
/** @typedef {import("../protocol.d.ts").Language} Language */

const PAUSE = 150;

export class RequestPreviewPart {
  #notes = h("div", {});
  #code = h("pre", { tabindex: 0 });
  #language = h("select", {});
  #reveal = button(
    t("reveal"),
    () => {
      this.#revealed = !this.#revealed;
      this.#reveal.setAttribute("aria-pressed", String(this.#revealed));
      this.#ask();
    },
    { "aria-pressed": "false" },
  );
  #revealed = false;
  #timer = 0;
  #turn = 0;
  /** The values that it was said of. */
  #shownValues = "";
  /** @type {{ values: any, relay: string, mock: boolean } | undefined} */
  #latest;

  /**
   * @param {import("../endpoint.js").Endpoint} endpoint
   * @param {readonly Language[]} languages
   * @param {(prepared: RequestPreview) => void} onPreview
   */
  constructor(endpoint, languages, onPreview) {
    this.endpoint = endpoint;
    this.onPreview = onPreview;
    const id = unique("code");
    for (const { id: value, title } of languages)
      this.#language.append(h("option", { value }, title));
    const kept = preferences.get("language");
    if (languages.some(({ id: value }) => value === kept)) this.#language.value = kept;
    this.#language.id = id;
    this.#language.addEventListener("change", () => {
      preferences.set("language", this.#language.value);
      this.#ask();
    });
    this.#code.setAttribute("aria-label", t("requestShown"));
    const copyButton = button(t("copy"), () =>
      copy(copyButton, this.#code.textContent ?? "", t("copied")),
    );
    const fold = h(
      "details",
      { open: preferences.get("code") === true },
      h("summary", { class: "tryfield-console-summary" }, t("requestShown")),
      h(
        "div",
        { class: "tryfield-console-tools" },
        h("label", { for: id }, t("copyAs")),
        this.#language,
        copyButton,
        this.#reveal,
      ),
      this.#code,
    );
    fold.addEventListener("toggle", () => preferences.set("code", fold.open));
    this.element = h(
      "section",
      { class: "tryfield-console-part tryfield-console-preview" },
      this.#notes,
      fold,
    );
  }

  close() {
    clearTimeout(this.#timer);
    this.#turn += 1;
  }

  /** The form changed. @param {any} values @param {string} relay @param {boolean} mock */
  update(values, relay, mock) {
    this.#latest = { values, relay, mock };
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#ask(), PAUSE);
  }

  /** Say it of what is about to be sent, now; fulfilled when it is said. @param {any} values @param {string} relay @param {boolean} mock */
  async showNow(values, relay, mock) {
    this.#latest = { values, relay, mock };
    clearTimeout(this.#timer);
    if (this.#shownValues !== stringify(values, "")) await this.#ask();
  }

  async #ask() {
    if (!this.#latest) return;
    const { values, relay, mock } = this.#latest;
    this.#turn += 1;
    const turn = this.#turn;
    try {
      const prepared = await this.endpoint.prepare(values, [this.#language.value], this.#revealed);
      if (turn !== this.#turn) return;
      this.#shownValues = stringify(values, "");
      this.onPreview(prepared);
      this.#code.textContent = prepared.snippets[this.#language.value] ?? "";
      this.#reveal.hidden = !prepared.authenticated;
      fill(this.#notes, mock ? null : this.#obstacles(prepared, relay), this.#objections(prepared));
    } catch (error) {
      if (turn !== this.#turn) return;
      this.#shownValues = "";
      this.#code.textContent = "";
      fill(
        this.#notes,
        h(
          "div",
          { class: "tryfield-console-advice" },
          error instanceof Error ? error.message : String(error),
        ),
      );
    }
  }

  /** @param {RequestPreview} prepared @param {string} relay */
  #obstacles({ obstacles, relay: needed }, relay) {
    return obstacles.map(({ message }) =>
      h(
        "div",
        { class: "tryfield-console-advice" },
        h("p", {}, message),
        needed && h("p", {}, t(relay ? "relayUsed" : "relayMissing")),
      ),
    );
  }

  /** @param {RequestPreview} prepared */
  #objections({ objections }) {
    if (!objections.length) return null;
    return h(
      "div",
      { class: "tryfield-console-advice" },
      h("p", {}, t("beforeSending")),
      h(
        "ul",
        {},
        objections.map(({ message }) => h("li", {}, message)),
      ),
    );
  }
}
