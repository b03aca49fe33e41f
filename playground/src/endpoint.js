/**
 * One endpoint, as the bridge knows it: opened once, asked many times, sent.
 */
import { unpack } from "./bytes.js";
import { parse, write } from "./json.js";
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
 * @property {WireRequest} [shown]  the same to look at: credentials masked
 * @property {WireAnswer} [answer]
 * @property {Uint8Array<ArrayBuffer>} [bytes]  of its body
 * @property {Judged} [judged]
 * @property {Advice} [advice]
 */

/**
 * @typedef {object} How
 * @property {string} relay
 * @property {number} timeout
 * @property {string} origin  that the reader agreed to; nothing is sent to another
 * @property {boolean} mock
 * @property {boolean} drift
 * @property {string} [status]  that the documented answer has; "" the first success
 * @property {(piece: import("./messages.d.ts").Piece) => void} piece
 */

/** Milliseconds that a worker may take to stop before it is ended. */
const DEAF = 1500;

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
  /** @type {import("./protocol.d.ts").Language[]} */
  languages = [];
  /** The request that was looked at last. @type {{ key: string, prepared: import("./protocol.d.ts").Prepared } | undefined} */
  #prepared;
  /** Where requests go, for the server that was asked for last. @type {{ key: string, origin: Promise<string> } | undefined} */
  #origin;

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
    this.languages = form.languages;
    return { form, values: /** @type {Map<string, any>} */ (parse(text)).get("values") };
  }

  /**
   * Ask the bridge about this endpoint; after a restart it is opened again.
   * @param {Operation} operation
   * @param {Record<string, unknown>} argument
   * @param {object} [how]
   * @param {boolean} [how.exact]  the result as Maps, with exact numbers
   * @param {Record<string, Uint8Array>} [how.bodies]  of the answers in the argument, by name
   * @returns {Promise<any>}
   */
  async ask(operation, argument, { exact = false, bodies } = {}) {
    const once = async () => {
      const text = await runtime.call(operation, { endpoint: this.id, ...argument }, bodies);
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
    const result = how.mock ? this.#mock(values, how) : this.#exchange(values, how, (stop) => {
      cancel = stop;
      if (cancelled) stop();
    });
    let settled = false;
    result.catch(() => {}).finally(() => (settled = true));
    return {
      result,
      cancel: () => {
        cancel();
        // A worker that is busy does not hear us.
        setTimeout(() => !settled && runtime.restart(), DEAF);
      },
    };
  }

  /**
   * A request and all that can be said about it before it is sent.
   * @param {Record<string, unknown>} values
   * @param {string[]} languages
   * @param {boolean} [reveal]
   * @returns {Promise<import("./protocol.d.ts").Prepared>}
   */
  async prepare(values, languages, reveal = false) {
    const key = write(values, "");
    const prepared = await this.ask("prepare", { values, languages, reveal, page: location.origin });
    this.#prepared = { key, prepared };
    return prepared;
  }

  /**
   * The origin of the URL that is sent to a server; "" where none can be.
   * @param {string} server
   * @param {Record<string, string>} variables
   * @returns {Promise<string>}
   */
  origin(server, variables) {
    const key = JSON.stringify([server, variables]);
    if (this.#origin?.key === key) return this.#origin.origin;
    const asked = this.ask("prepare", { values: { server, variables }, languages: [], page: location.origin });
    const origin = asked.then(
      (prepared) => prepared.origin,
      () => {
        this.#origin = undefined;
        return "";
      },
    );
    this.#origin = { key, origin };
    return origin;
  }

  /** What was found in an answer, as Markdown. @param {Outcome} outcome @returns {Promise<{ title: string, markdown: string }>} */
  report({ request, answer, bytes }) {
    const link = location.href.replace(/#.*/, "");
    return this.ask("report", { request, answer, link, secrets: session.secrets() }, { bodies: bytes && { answer: bytes } });
  }

  /** The lines that would document an answer. @param {Outcome} outcome @returns {Promise<import("./protocol.d.ts").Patch>} */
  patch({ answer, bytes }) {
    return this.ask("patch", { answer }, { bodies: bytes && { answer: bytes } });
  }

  /** How two answers differ. @param {Outcome} one @param {Outcome} other @returns {Promise<import("./protocol.d.ts").Comparison>} */
  compare(one, other) {
    const bodies = { left: one.bytes ?? new Uint8Array(), right: other.bytes ?? new Uint8Array() };
    return this.ask("compare", { left: one.answer, right: other.answer }, { bodies });
  }

  /**
   * A request that was sent, as code.
   * @param {Outcome} outcome
   * @param {string} language
   * @param {boolean} reveal  its credentials too
   * @returns {Promise<string>}
   */
  async code({ request }, language, reveal) {
    const { snippets } = await this.ask("snippets", { request, languages: [language], reveal, secrets: session.secrets() });
    return snippets[language];
  }

  /** @param {Record<string, unknown>} values @param {How} how @returns {Promise<Outcome>} */
  async #mock(values, { drift, status = "" }) {
    const prepared = await this.prepare(values, []);
    const { answer, judged } = await this.ask("mock", { values, drift, status, page: location.origin });
    return { mock: true, request: prepared.shown, shown: prepared.shown, answer, judged, bytes: unpack(answer.body), words: words(answer, judged) };
  }

  /**
   * @param {Record<string, unknown>} values
   * @param {How} how
   * @param {(stop: () => void) => void} stoppable
   * @returns {Promise<Outcome>}
   */
  async #exchange(values, how, stoppable) {
    const known = this.#prepared?.key === write(values, "") ? this.#prepared.prepared : undefined;
    const prepared = known ?? (await this.prepare(values, []));
    if (prepared.relay && !how.relay) {
      const { obstacles, snippets } = await this.prepare(values, ["curl"]);
      throw new Refusal(obstacles.map(({ message }) => message).join(" "), "relay", snippets.curl);
    }
    const relay = prepared.relay ? new URL(how.relay, location.href).href : "";
    const page = location.origin;
    const { result, cancel } = runtime.exchange({ endpoint: this.id, values, page }, { relay, timeout: how.timeout, origin: how.origin, secrets: session.secrets(), page }, how.piece);
    stoppable(cancel);
    const { outcome, bytes } = await result;
    if (outcome.error) throw new Refusal(outcome.error.message, outcome.error.code);
    const { request } = prepared;
    if (outcome.advice) return { ...outcome, request, words: outcome.advice.title };
    return { ...outcome, request, bytes, words: words(outcome.answer, outcome.judged) };
  }
}

/** What came, for a live region. @param {WireAnswer} answer @param {Judged} judged */
export function words(answer, judged) {
  return `${answer.status} ${judged.body.status}. ${judged.words}`;
}

/** @param {string} text */
function unwrap(text) {
  const result = JSON.parse(text);
  if (result.error) throw new Refusal(result.error.message, result.error.code);
  return result;
}
