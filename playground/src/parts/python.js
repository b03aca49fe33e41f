/**
 * The request as Python that can be changed and run.
 */
import { button, h } from "../dom.js";
import { unpack } from "../bytes.js";
import { words } from "../endpoint.js";
import { parse } from "../json.js";
import { past } from "../past.js";
import { runtime } from "../runtime.js";
import { Runner } from "../runner.js";
import { session } from "../session.js";
import { t } from "../words.js";
import { CodePart } from "./code.js";

/** @typedef {import("../endpoint.js").Endpoint} Endpoint */

const CLIENTS = { python: "httpx", "python-requests": "requests" };
/** Milliseconds after a change of the form. */
const PAUSE = 200;

/**
 * @typedef {object} Context
 * @property {Endpoint} endpoint
 * @property {() => Record<string, any>} values       of the form, without credentials
 * @property {() => { mock: boolean, drift: boolean }} server
 * @property {(origin: string) => Record<string, any>} credentials  that were typed for an origin
 * @property {(request: { method: string, url: string }) => Promise<boolean>} agreed
 * @property {string} relay
 * @property {number} timeout
 * @property {(judgement: import("../protocol.d.ts").Judgement) => void} judged
 * @property {() => void} kept  something was added to the history
 * @property {() => { label: string, detail: string }[]} names
 */

export class PythonPart {
  #runner = new Runner();
  #client = h("select", { "aria-label": t("client") }, Object.entries(CLIENTS).map(([value, title]) => h("option", { value }, title)));
  /** What was written from the form, so that it can be written again while nobody has changed it. */
  #written = "";
  #timer = 0;
  #open = false;

  /** @param {Context} context */
  constructor(context) {
    this.context = context;
    this.#client.value = session.choice("client") in CLIENTS ? session.choice("client") : "python";
    this.#client.addEventListener("change", () => {
      session.choose("client", this.#client.value);
      this.write();
    });
    const anew = button(t("fromForm"), () => this.write(), { title: t("fromFormHint"), class: "tryfield-console-quiet" });
    this.code = new CodePart({ code: "", runner: this.#runner, send: (request) => this.#send(request), names: context.names, more: [h("span", { class: "tryfield-console-end" }), this.#client, anew] });
    this.element = h("div", { class: "tryfield-console-part" }, h("p", { class: "tryfield-console-hint" }, t("pythonHint")), this.code.element);
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
    this.#timer = window.setTimeout(() => this.code.code === this.#written && this.write(this.#written), PAUSE);
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
    const { endpoint, values, server, credentials, agreed, relay, timeout, judged, kept } = this.context;
    const request = JSON.parse(text);
    const { mock, drift } = server();
    if (!mock && !(await agreed(request))) throw new Error(t("cancelled"));
    const { values: said, ...result } = await carry({ endpoint: endpoint.id, request, values: { ...values(), credentials: credentials(originOf(request.url)) }, mock, drift }, { relay, timeout }, () => endpoint.open());
    if (result.own && result.judged) judged(result.judged.judgement);
    if (result.answer || result.advice) {
      past.keep(endpoint.id, said && plain(said), outcomeOf(result, mock), this.code.id);
      kept();
    }
    return JSON.stringify(result);
  }
}

/** What came of a request of code, as of one of the form. @param {any} result  of `bridge.carry` @param {boolean} mock @returns {import("../endpoint.js").Outcome} */
function outcomeOf({ shown, answer, judged, advice }, mock) {
  const said = judged ? words(answer, judged) : (advice?.title ?? String(answer.status));
  return { mock, shown, request: shown, answer, judged: judged ?? undefined, advice, words: said, bytes: answer && unpack(answer.body ?? "") };
}

/** Values as the form has them, with exact numbers. @param {string} text  JSON */
function plain(text) {
  const said = /** @type {Map<string, any>} */ (parse(text));
  /** @param {string} name */
  const named = (name) => said.get(name)?.map((/** @type {Map<string, any>} */ one) => Object.fromEntries(one));
  return { ...Object.fromEntries(said), parameters: named("parameters"), form: named("form") };
}

/** @param {string} url */
export function originOf(url) {
  try {
    return new URL(url).origin;
  } catch {
    return "";
  }
}

/**
 * Have the console's worker send what code asks for.
 * @param {Record<string, unknown>} argument  of `bridge.carry`
 * @param {{ relay: string, timeout: number }} how
 * @param {() => Promise<unknown>} open  what the bridge must know first
 * @returns {Promise<any>}
 */
export async function carry(argument, { relay, timeout }, open) {
  await runtime.start();
  const page = location.origin;
  const origin = originOf(/** @type {{ url: string }} */ (argument.request).url);
  const once = async () => {
    const options = { relay: relay && new URL(relay, location.href).href, timeout, origin, secrets: session.secrets(), page };
    return JSON.parse(await runtime.carry({ ...argument, page, relay: Boolean(relay) }, options).result);
  };
  const result = await once();
  if (result.error?.code !== "not-open") return result;
  await open();
  return once();
}
