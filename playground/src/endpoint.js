/**
 * One endpoint, as the bridge knows it: opened once, asked many times, sent.
 */
import { fromBase64 } from "./bytes.js";
import { credentialStore } from "./credential-store.js";
import { parse, stringify } from "./lossless-json.js";
import { runtime } from "./python-runtime.js";
import { mayRepeat, relayCould as relayWould } from "./transport.js";

/** @typedef {import("./protocol.d.ts").Operation} Operation */
/** @typedef {import("./protocol.d.ts").Form} Form */
/** @typedef {import("./protocol.d.ts").ResponseReport} ResponseReport */
/** @typedef {import("./protocol.d.ts").Advice} Advice */
/** @typedef {import("./protocol.d.ts").WireRequest} WireRequest */
/** @typedef {import("./protocol.d.ts").WireResponse} WireResponse */

/**
 * What came of sending: a response that was judged, or advice on why there is none.
 * @typedef {object} SendResult
 * @property {string} summary  for a live region
 * @property {boolean} [mock]
 * @property {WireRequest} [request]  as it was sent
 * @property {WireRequest} [shown]  the same to look at: credentials masked
 * @property {WireResponse} [answer]
 * @property {Uint8Array<ArrayBuffer>} [bytes]  of its body
 * @property {ResponseReport} [judged]
 * @property {Advice} [advice]
 * @property {boolean} [relayed]  it went through the relay
 * @property {boolean} [relayCould]  the browser refused, and the relay was not asked
 */

/**
 * @typedef {object} EndpointSendOptions
 * @property {string} relay  address of the site's; "" where there is none
 * @property {boolean} relayed  it shall be used, needed or not
 * @property {number} timeout
 * @property {"without" | "with"} [redirect]  follow a redirection without or with an API key
 * @property {string} origin  that the reader agreed to; nothing is sent to another
 * @property {boolean} mock
 * @property {boolean} drift
 * @property {string} [status]  that the documented response has; "" the first success
 * @property {(piece: import("./worker-messages.d.ts").ResponseProgress) => void} onProgress
 */

/** Milliseconds until a request is given up, where the author of the site sets none. */
export const DEFAULT_TIMEOUT = 30_000;
/** Milliseconds that a worker may take to stop before it is ended. */
const PATIENCE = 1500;

/** The bridge would rather not, and says why. */
export class Refusal extends Error {
  /**
   * @param {string} message
   * @param {string} code
   * @param {string} [curl]
   * @param {readonly string[]} [dropped]  headers that are all that a browser would leave out
   */
  constructor(message, code, curl = "", dropped = []) {
    super(message);
    this.code = code;
    this.curl = curl;
    this.dropped = dropped;
  }
}

/** Components that pages share, by address. @type {Map<string, Promise<string>>} */
const componentFiles = new Map();

/** @param {string} url @returns {Promise<string>} */
function componentFile(url) {
  let text = componentFiles.get(url);
  if (!text) {
    text = fetch(url).then((response) =>
      response.ok ? response.text() : Promise.reject(new Error(`${response.status} ${url}`)),
    );
    text.catch(() => componentFiles.delete(url));
    componentFiles.set(url, text);
  }
  return text;
}

export class Endpoint {
  method = "";
  /** @type {import("./protocol.d.ts").Language[]} */
  languages = [];
  /** The request that was looked at last. @type {{ key: string, prepared: import("./protocol.d.ts").RequestPreview } | undefined} */
  #prepared;
  /** Where requests go, for the server that was asked for last. @type {{ key: string, origin: Promise<string> } | undefined} */
  #origin;

  /** @param {string} id @param {string} contract  JSON text @param {string[]} [files]  with its components */
  constructor(id, contract, files = []) {
    this.id = id;
    this.contract = contract;
    this.files = files;
  }

  /** @returns {Promise<{ form: Form, values: Map<string, any> }>} */
  async open() {
    const text = await runtime.call("open", {
      endpoint: this.id,
      contract: this.contract,
      components: await Promise.all(this.files.map(componentFile)),
      page: location.origin,
    });
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
   * @param {Record<string, Uint8Array>} [how.bodies]  of the responses in the argument, by name
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
   * Build the request, send it, have the response judged.
   * @param {Record<string, unknown>} values
   * @param {EndpointSendOptions} how
   * @returns {{ result: Promise<SendResult>, cancel: () => void }}
   */
  send(values, how) {
    let cancelled = false;
    let cancel = () => {
      cancelled = true;
    };
    const result = how.mock
      ? this.#mock(values, how)
      : this.#exchange(values, how, (stop) => {
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
        setTimeout(() => !settled && runtime.restart(), PATIENCE);
      },
    };
  }

  /**
   * A request and all that can be said about it before it is sent.
   * @param {Record<string, unknown>} values
   * @param {string[]} languages
   * @param {boolean} [reveal]
   * @returns {Promise<import("./protocol.d.ts").RequestPreview>}
   */
  async prepare(values, languages, reveal = false) {
    const key = stringify(values, "");
    const prepared = await this.ask("prepare", {
      values,
      languages,
      reveal,
      page: location.origin,
    });
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
    const asked = this.ask("prepare", {
      values: { server, variables },
      languages: [],
      page: location.origin,
    });
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

  /** What was found in a response, as Markdown. @param {SendResult} result @returns {Promise<{ title: string, markdown: string }>} */
  report({ request, answer, bytes }) {
    const link = location.href.replace(/#.*/, "");
    return this.ask(
      "report",
      { request, answer, link, secrets: credentialStore.secrets() },
      { bodies: bytes && { answer: bytes } },
    );
  }

  /** The lines that would document a response. @param {SendResult} result @returns {Promise<import("./protocol.d.ts").Patch>} */
  patch({ answer, bytes }) {
    return this.ask("patch", { answer }, { bodies: bytes && { answer: bytes } });
  }

  /** How two responses differ. @param {SendResult} one @param {SendResult} other @returns {Promise<import("./protocol.d.ts").Comparison>} */
  compare(one, other) {
    const bodies = { left: one.bytes ?? new Uint8Array(), right: other.bytes ?? new Uint8Array() };
    return this.ask("compare", { left: one.answer, right: other.answer }, { bodies });
  }

  /**
   * A request that was sent, as code.
   * @param {SendResult} result
   * @param {string} language
   * @returns {Promise<string>}
   */
  async code({ request }, language) {
    const { snippets } = await this.ask("snippets", {
      request,
      languages: [language],
      secrets: credentialStore.secrets(),
    });
    return snippets[language];
  }

  /** @param {Record<string, unknown>} values @param {EndpointSendOptions} how @returns {Promise<SendResult>} */
  async #mock(values, { drift, status = "" }) {
    const prepared = await this.prepare(values, []);
    const { answer, judged } = await this.ask("mock", {
      values,
      drift,
      status,
      page: location.origin,
    });
    return {
      mock: true,
      request: prepared.shown,
      shown: prepared.shown,
      answer,
      judged,
      bytes: fromBase64(answer.body),
      summary: summarize(answer, judged),
    };
  }

  /**
   * @param {Record<string, unknown>} values
   * @param {EndpointSendOptions} how
   * @param {(stop: () => void) => void} stoppable
   * @returns {Promise<SendResult>}
   */
  async #exchange(values, how, stoppable) {
    const known =
      this.#prepared?.key === stringify(values, "") ? this.#prepared.prepared : undefined;
    const prepared = known ?? (await this.prepare(values, []));
    if (prepared.relay && !how.relay) {
      const { obstacles, snippets } = await this.prepare(values, ["curl"]);
      const words = obstacles.map(({ message }) => message).join(" ");
      const dropped = obstacles.every(({ code }) => code === "header");
      throw new Refusal(
        words,
        "relay",
        snippets.curl,
        dropped ? obstacles.map(({ name }) => name) : [],
      );
    }
    const address = how.relay && new URL(how.relay, location.href).href;
    const page = location.origin;
    /** @param {string} relay */
    const sent = (relay) => {
      const exchange = runtime.exchange(
        { endpoint: this.id, values, page },
        {
          relay,
          timeout: how.timeout,
          origin: how.origin,
          redirect: how.redirect,
          secrets: credentialStore.secrets(),
          page,
        },
        how.onProgress,
      );
      stoppable(exchange.cancel);
      return exchange.result;
    };
    let relay = prepared.relay || how.relayed ? address : "";
    let { result, bytes } = await sent(relay);
    const refused = !relay && relayWould(result.advice);
    if (refused && address && mayRepeat(this.method)) {
      relay = address;
      ({ result, bytes } = await sent(relay));
    }
    if (result.error) throw new Refusal(result.error.message, result.error.code);
    const relayed = relay !== "";
    const relayCould =
      (refused || result.advice?.code === "redirect") && address !== "" && !relayed;
    const { request } = prepared;
    if (result.advice)
      return { ...result, request, relayed, relayCould, summary: result.advice.title };
    return { ...result, request, bytes, relayed, summary: summarize(result.answer, result.judged) };
  }
}

/** What came, for a live region. @param {WireResponse} answer @param {ResponseReport} judged */
export function summarize(answer, judged) {
  return `${answer.status} ${judged.body.status}. ${judged.words}`;
}

/** @param {string} text */
function unwrap(text) {
  const result = JSON.parse(text);
  if (result.error) throw new Refusal(result.error.message, result.error.code);
  return result;
}
