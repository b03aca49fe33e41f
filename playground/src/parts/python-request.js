/**
 * The request as Python that can be changed and run.
 */

import { fromBase64 } from "../bytes.js";
import { originOf, sendCodeRequest } from "../code-requests.js";
import { Runner } from "../code-runner.js";
import { button, h } from "../dom.js";
import { summarize } from "../endpoint.js";
import { t } from "../i18n.js";
import { parse } from "../lossless-json.js";
import { preferences } from "../preferences.js";
import { requestHistory } from "../request-history.js";
import { RunnableCodePart } from "./runnable-code.js";

/** @typedef {import("../endpoint.js").Endpoint} Endpoint */

const CLIENTS = { python: "httpx", "python-requests": "requests" };
/** Milliseconds after a change of the form. */
const PAUSE = 200;

/**
 * @typedef {object} Context
 * @property {Endpoint} endpoint
 * @property {() => Record<string, any>} values       of the form, without credentials
 * @property {() => { mock: boolean, drift: boolean, relayed: boolean }} server
 * @property {(origin: string) => Record<string, any>} credentials  that were typed for an origin
 * @property {(request: { method: string, url: string }) => Promise<boolean>} confirm
 * @property {string} relay
 * @property {number} timeout
 * @property {(judgement: import("../protocol.d.ts").Judgement) => void} onJudgement
 * @property {() => void} onSent  something was added to the history
 * @property {() => { label: string, detail: string }[]} names
 */

export class PythonRequestPart {
  #runner = new Runner();
  #client = h(
    "select",
    { "aria-label": t("client") },
    Object.entries(CLIENTS).map(([value, title]) => h("option", { value }, title)),
  );
  /** What was written from the form, so that it can be written again while nobody has changed it. */
  #written = "";
  #timer = 0;
  #open = false;

  /** @param {Context} context */
  constructor(context) {
    this.context = context;
    this.#client.value =
      preferences.get("client") in CLIENTS ? preferences.get("client") : "python";
    this.#client.addEventListener("change", () => {
      preferences.set("client", this.#client.value);
      this.write();
    });
    const rewrite = button(t("fromForm"), () => this.write(), {
      title: t("fromFormHint"),
      class: "tryfield-console-subtle",
    });
    this.code = new RunnableCodePart({
      code: "",
      runner: this.#runner,
      send: (request) => this.#send(request),
      names: context.names,
      more: [h("span", { class: "tryfield-console-end" }), this.#client, rewrite],
    });
    this.element = h(
      "div",
      { class: "tryfield-console-part" },
      h("p", { class: "tryfield-console-hint" }, t("pythonHint")),
      this.code.element,
    );
  }

  /** The editor, with the request as it stands. */
  async draw() {
    this.#runner.start().catch(() => {});
    await Promise.all([this.write(), this.code.open()]);
    this.#open = true;
    return this.element;
  }

  /** The form changed. */
  update() {
    if (!this.#open || this.code.code !== this.#written) return;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(
      () => this.code.code === this.#written && this.write(this.#written),
      PAUSE,
    );
  }

  close() {
    clearTimeout(this.#timer);
    this.#runner.close();
    this.code.close();
  }

  /** Write the code from the form. @param {string} [known]  unless the code has become another meanwhile */
  async write(known) {
    const { endpoint, values } = this.context;
    const language = this.#client.value;
    const { snippets } = await endpoint.prepare(values(), [language]);
    if (known !== undefined && this.code.code !== known) return;
    this.#written = `import tryfield\n${snippets[language]}tryfield.check(response)\n`;
    this.code.code = this.#written;
  }

  /** @param {string} text  a `WireRequest`, from code that is nobody's but the reader's */
  async #send(text) {
    const { endpoint, values, server, credentials, confirm, relay, timeout, onJudgement, onSent } =
      this.context;
    const request = JSON.parse(text);
    const { mock, drift, relayed } = server();
    if (!mock && !(await confirm(request))) throw new Error(t("cancelled"));
    const { values: formValues, ...result } = await sendCodeRequest(
      {
        endpoint: endpoint.id,
        request,
        values: { ...values(), credentials: credentials(originOf(request.url)) },
        mock,
        drift,
      },
      { relay, relayed, timeout },
      () => endpoint.open(),
    );
    if (result.own && result.judged) onJudgement(result.judged.judgement);
    if (result.answer || result.advice) {
      requestHistory.keep(
        endpoint.id,
        formValues && plain(formValues),
        resultOf(result, mock),
        this.code.id,
      );
      onSent();
    }
    return JSON.stringify(result);
  }
}

/** What came of a request of code, as of one of the form. @param {any} result  of `bridge.carry` @param {boolean} mock @returns {import("../endpoint.js").SendResult} */
function resultOf({ shown, answer, judged, advice }, mock) {
  const summary = judged ? summarize(answer, judged) : (advice?.title ?? String(answer.status));
  return {
    mock,
    shown,
    request: shown,
    answer,
    judged: judged ?? undefined,
    advice,
    summary,
    bytes: answer && fromBase64(answer.body ?? ""),
  };
}

/** Values as the form has them, with exact numbers. @param {string} text  JSON */
function plain(text) {
  const values = /** @type {Map<string, any>} */ (parse(text));
  /** @param {string} name */
  const named = (name) =>
    values.get(name)?.map((/** @type {Map<string, any>} */ one) => Object.fromEntries(one));
  return { ...Object.fromEntries(values), parameters: named("parameters"), form: named("form") };
}
