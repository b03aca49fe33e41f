/**
 * One endpoint, as the bridge knows it: opened once, asked many times, sent.
 */
import { parse } from "./json.js";
import { runtime } from "./runtime.js";
import { session } from "./session.js";

/** @typedef {import("./protocol.d.ts").Operation} Operation */
/** @typedef {import("./protocol.d.ts").Form} Form */
/** @typedef {import("./protocol.d.ts").Judged} Judged */
/** @typedef {import("./protocol.d.ts").Advice} Advice */
/** @typedef {import("./protocol.d.ts").WireRequest} WireRequest */
/** @typedef {import("./protocol.d.ts").WireAnswer} WireAnswer */

/**
 * What came of sending: an answer that was judged, or advice on why there is none.
 * @typedef {object} Outcome
 * @property {string} words  for a live region
 * @property {boolean} [mock]
 * @property {WireRequest} [request]  as it was sent
 * @property {WireAnswer} [answer]
 * @property {Uint8Array<ArrayBuffer>} [bytes]  of its body
 * @property {Judged} [judged]
 * @property {Advice} [advice]
 */

/**
 * @typedef {object} How
 * @property {string} relay
 * @property {number} timeout
 * @property {boolean} mock
 * @property {boolean} drift
 */

/** The bridge would rather not, and says why. */
export class Refusal extends Error {
  /** @param {string} message @param {string} code @param {string} [curl] */
  constructor(message, code, curl = "") {
    super(message);
    this.code = code;
    this.curl = curl;
  }
}

export class Endpoint {
  method = "";
  /** @type {Outcome | undefined} */
  #last;

  /** @param {string} id @param {string} contract  JSON text */
  constructor(id, contract) {
    this.id = id;
    this.contract = contract;
  }

  /** @returns {Promise<{ form: Form, values: Map<string, any> }>} */
  async open() {
    const text = await runtime.call("open", { endpoint: this.id, contract: this.contract, page: location.origin });
    const form = unwrap(text);
    this.method = form.method;
    return { form, values: /** @type {Map<string, any>} */ (parse(text)).get("values") };
  }

  /**
   * Ask the bridge about this endpoint; after a restart it is opened again.
   * @param {Operation} operation
   * @param {Record<string, unknown>} argument
   * @param {boolean} [exact]  the result as Maps, with exact numbers
   * @returns {Promise<any>}
   */
  async ask(operation, argument, exact = false) {
    const once = async () => {
      const text = await runtime.call(operation, { endpoint: this.id, ...argument });
      const result = unwrap(text);
      return exact ? parse(text) : result;
    };
    try {
      return await once();
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== "not-open") throw error;
      await this.open();
      return once();
    }
  }

  /**
   * Build the request, send it, have the answer judged.
   * @param {Record<string, unknown>} values
   * @param {How} how
   * @returns {{ result: Promise<Outcome>, cancel: () => void }}
   */
  send(values, how) {
    let cancelled = false;
    let cancel = () => {
      cancelled = true;
    };
    const run = async () => {
      const outcome = how.mock ? await this.#mock(values, how.drift) : await this.#exchange(values, how, (stop) => {
        cancel = stop;
        if (cancelled) stop();
      });
      this.#last = outcome;
      return outcome;
    };
    return { result: run(), cancel: () => cancel() };
  }

  /** What was found in the last answer, as Markdown. @returns {Promise<{ title: string, markdown: string }>} */
  report() {
    return this.ask("report", { request: this.#last?.request, answer: this.#last?.answer, link: location.href.replace(/#.*/, ""), secrets: session.secrets() });
  }

  /** The lines that would document the last answer. @returns {Promise<import("./protocol.d.ts").Patch>} */
  patch() {
    return this.ask("patch", { answer: this.#last?.answer });
  }

  /** @param {Record<string, unknown>} values @param {boolean} drift @returns {Promise<Outcome>} */
  async #mock(values, drift) {
    const prepared = await this.ask("prepare", { values, languages: [], page: location.origin });
    const { answer, judged } = await this.ask("mock", { values, drift });
    return { mock: true, request: prepared.shown, answer, judged, bytes: unpack(answer.body), words: words(answer, judged) };
  }

  /**
   * @param {Record<string, unknown>} values
   * @param {How} how
   * @param {(stop: () => void) => void} stoppable
   * @returns {Promise<Outcome>}
   */
  async #exchange(values, how, stoppable) {
    const prepared = await this.ask("prepare", { values, languages: ["curl"], page: location.origin });
    if (prepared.relay && !how.relay) {
      throw new Refusal(prepared.obstacles.map((/** @type {any} */ one) => one.message).join(" "), "relay", prepared.snippets.curl);
    }
    const { result, cancel } = runtime.exchange({ endpoint: this.id, values, page: location.origin }, { relay: prepared.relay ? new URL(how.relay, location.href).href : "", timeout: how.timeout, secrets: session.secrets() }, () => {});
    stoppable(cancel);
    const { text, bytes } = await result;
    const outcome = unwrap(text);
    if (outcome.advice) return { ...outcome, words: outcome.advice.title };
    return { ...outcome, bytes, words: words(outcome.answer, outcome.judged) };
  }
}

/** @param {WireAnswer} answer @param {Judged} judged */
function words(answer, judged) {
  return `${answer.status} ${judged.body.status}. ${judged.words}`;
}

/** @param {string} text */
function unwrap(text) {
  const result = JSON.parse(text);
  if (result.error) throw new Refusal(result.error.message, result.error.code);
  return result;
}

/** @param {string} base64 @returns {Uint8Array<ArrayBuffer>} */
export function unpack(base64) {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
