/**
 * Sends for Python: `fetch` with a limit, a way to stop, and probes after a failure.
 */
import { fromBase64, toBase64 } from "./bytes.js";
import { withFiles } from "./uploads.js";

/** @typedef {import("./worker-messages.d.ts").SendOptions} SendOptions */
/** @typedef {import("./worker-messages.d.ts").ResponseProgress} ResponseProgress */
/** @typedef {import("./protocol.d.ts").Advice} Advice */
/** @typedef {import("./protocol.d.ts").FailedSend} FailedSend */
/** @typedef {import("./protocol.d.ts").Probe} Probe */
/** @typedef {import("./protocol.d.ts").ProbeResult} ProbeResult */
/** @typedef {import("./protocol.d.ts").WireRequest} WireRequest */

const PROBE_TIMEOUT = 5000;
/** More than this is cut off: a page cannot hold it. */
const LARGEST = 64_000_000;
/** Milliseconds between two reports on a response that is not read as it comes. */
const PAUSE = 100;
const STREAMS =
  /^(text\/event-stream|application\/(x-)?(ndjson|jsonl|json-seq|stream\+json|json-lines))\b/i;

/** What a browser refuses after it may have sent: a relay does not. */
const REFUSED = new Set(["cors", "preflight"]);
/** What may be sent twice, since an API acts on none of these. */
const REPEATED = new Set(["GET", "HEAD", "OPTIONS"]);

/** Whether a browser refused what a relay could send. @param {Advice | undefined} advice */
export const relayCould = (advice) => REFUSED.has(advice?.code ?? "");
/** Whether a relay may be asked without asking the reader. @param {string} method */
export const mayRepeat = (method) => REPEATED.has(method.toUpperCase());

/** One request on its way. */
class Sent {
  stop = new AbortController();
  /** What is known of why it failed. @type {Partial<FailedSend["failure"]> | undefined} */
  failure;
  /** @type {WireRequest | undefined} */
  request;
  /** @type {Uint8Array<ArrayBuffer>} */
  bytes = new Uint8Array();
  /** What the body refers to. @type {Record<string, File>} */
  files = {};
  /** The response is one that never ends, so that stopping it is no failure. */
  streaming = false;
}

export class Transport {
  /** What the content security policy has refused. @type {{ directive: string, uri: string }[]} */
  blocked = [];
  /** @type {Map<number, Sent>} */
  #running = new Map();

  constructor() {
    globalThis.addEventListener("securitypolicyviolation", (event) => {
      this.blocked.push({ directive: event.effectiveDirective, uri: event.blockedURI });
    });
  }

  /** @param {number} id */
  cancel(id) {
    this.#running.get(id)?.stop.abort(new DOMException("cancelled", "AbortError"));
  }

  /**
   * Let Python build, send and judge; when nothing came back, let it say what that means.
   * @param {any} bridge
   * @param {{ id: number, argument: string, options: SendOptions, files?: Record<string, File> }} order
   * @param {(progress: ResponseProgress) => void} onProgress
   * @returns {Promise<{ result: any, bytes: Uint8Array<ArrayBuffer> }>}
   */
  async exchange(bridge, { id, argument, options, files = {} }, onProgress) {
    const sent = new Sent();
    sent.files = files;
    this.#running.set(id, sent);
    try {
      const text = await bridge.exchange(argument, (/** @type {string} */ request) =>
        this.#send(JSON.parse(request), options, sent, onProgress),
      );
      const result = JSON.parse(text);
      if (result.advice?.probe?.length)
        result.advice = await this.#probed(bridge, result.advice.probe, sent, options);
      // The bytes travel beside it, as they came.
      if (result.answer) result.answer.body = "";
      return { result, bytes: sent.bytes };
    } finally {
      this.#running.delete(id);
    }
  }

  /**
   * Send what a reader's code asks for.
   * @param {any} bridge
   * @param {{ id: number, argument: string, options: SendOptions }} order
   * @returns {Promise<string>} the result of `bridge.carry`, with the body of the response
   */
  async sendCodeRequest(bridge, { id, argument, options }) {
    const sent = new Sent();
    this.#running.set(id, sent);
    let relayed = false;
    /** @param {boolean} always  through the relay, needed or not */
    const once = async (always) => {
      sent.failure = undefined;
      const text = await bridge.carry(argument, (/** @type {string} */ request) => {
        const { direct, ...wire } = JSON.parse(request);
        relayed = Boolean(options.relay) && (always || !direct);
        const relay = relayed ? options.relay : "";
        return this.#send(wire, { ...options, relay }, sent, () => {});
      });
      const result = JSON.parse(text);
      if (result.advice?.probe?.length)
        result.advice = await this.#probed(bridge, result.advice.probe, sent, options);
      return result;
    };
    try {
      let result = await once(options.relayed === true);
      if (
        relayCould(result.advice) &&
        options.relay &&
        !relayed &&
        mayRepeat(sent.request?.method ?? "")
      )
        result = await once(true);
      if (result.answer) result.answer.body ||= toBase64(sent.bytes);
      return JSON.stringify(result);
    } finally {
      this.#running.delete(id);
    }
  }

  /**
   * @param {WireRequest} request
   * @param {SendOptions} options
   * @param {Sent} sent
   * @param {(progress: ResponseProgress) => void} onProgress
   * @returns {Promise<string>} the response as JSON, or why there is none
   */
  async #send(request, options, sent, onProgress) {
    // As the browser reads the address, not as anybody else does.
    const { origin } = new URL(request.url);
    if (origin !== options.origin)
      throw new Error(`This request goes to ${origin}, and is for ${options.origin}.`);
    sent.request = request;
    this.blocked.length = 0;
    const began = performance.now();
    try {
      const response = options.relay
        ? await this.#relay(request, options, sent, onProgress)
        : await this.#direct(request, options, sent, onProgress);
      return JSON.stringify({
        ...response,
        body: toBase64(sent.bytes),
        seconds: (performance.now() - began) / 1000,
        relayed: Boolean(options.relay),
      });
    } catch (error) {
      const { name, message } =
        error instanceof Error ? error : { name: "Error", message: String(error) };
      sent.failure = {
        name,
        message,
        cancelled: sent.stop.signal.aborted || undefined,
        timeout: name === "TimeoutError" ? options.timeout / 1000 : undefined,
        blocked: this.blocked[0],
        ...sent.failure,
      };
      return JSON.stringify({ failure: sent.failure });
    }
  }

  /**
   * @param {WireRequest & { keys?: string[] }} request  with the names of headers that hold a key
   * @param {SendOptions} options
   * @param {Sent} sent
   * @param {(progress: ResponseProgress) => void} onProgress
   */
  async #direct(request, options, sent, onProgress) {
    const { keys = [] } = request;
    const headers =
      options.redirect === "without"
        ? request.headers.filter(([name]) => !keys.includes(name))
        : request.headers;
    return limited(options.timeout, sent, async (signal, alive) => {
      const response = await fetch(request.url, {
        method: request.method,
        headers,
        // A browser would take a key along to any other host.
        redirect: keys.length && !options.redirect ? "manual" : "follow",
        body: request.body ? await body(request, sent.files) : undefined,
        signal,
        credentials: "omit",
        cache: "no-store",
        referrerPolicy: "no-referrer",
      });
      if (response.type === "opaqueredirect") {
        sent.failure = { redirected: true };
        throw new Error("The API redirects this request.");
      }
      sent.streaming = STREAMS.test(response.headers.get("content-type") ?? "");
      alive();
      if (response.body) await this.#read(pieces(response.body), sent, onProgress, alive);
      return { status: response.status, headers: [...response.headers], url: response.url };
    });
  }

  /** @param {AsyncIterable<Uint8Array>} source @param {Sent} sent @param {(progress: ResponseProgress) => void} onProgress @param {() => void} alive  something came */
  async #read(source, sent, onProgress, alive) {
    const text = new TextDecoder();
    /** @type {Uint8Array[]} */
    const parts = [];
    let length = 0;
    let reported = 0;
    try {
      for await (const value of source) {
        alive();
        parts.push(value);
        length += value.length;
        if (length > LARGEST) break;
        const now = performance.now();
        if (!sent.streaming && now - reported < PAUSE) continue;
        reported = now;
        onProgress({
          bytes: length,
          text: sent.streaming ? text.decode(value, { stream: true }) : "",
        });
      }
    } catch (error) {
      const stopped = sent.stop.signal.aborted;
      if (error instanceof TypeError) sent.failure = { reading: true };
      // What a reader stops is a response so far; what breaks is a failure.
      if (!(stopped && sent.streaming)) throw error;
    }
    sent.bytes = new Uint8Array(length);
    let at = 0;
    for (const part of parts) {
      sent.bytes.set(part, at);
      at += part.length;
    }
  }

  /**
   * @param {WireRequest} request
   * @param {SendOptions} options
   * @param {Sent} sent
   * @param {(progress: ResponseProgress) => void} onProgress
   */
  async #relay(request, options, sent, onProgress) {
    /** @param {number} status @param {string} message @returns {never} */
    const fail = (status, message) => {
      sent.failure = { name: "RelayError", message, relay: { status, message } };
      throw new Error(message);
    };
    const { method, url, headers } = request;
    const whole = await body(request, sent.files);
    const bytes = whole instanceof Blob ? new Uint8Array(await whole.arrayBuffer()) : whole;
    return limited(options.timeout, sent, async (signal, alive) => {
      const response = await fetch(options.relay, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ method, url, headers, body: toBase64(bytes), stream: true }),
        signal,
        credentials: "omit",
        cache: "no-store",
      }).catch((error) => {
        if (error instanceof TypeError) fail(0, error.message);
        throw error;
      });
      if (!response.ok || !response.body) {
        const { error } = await response.json().catch(() => ({}));
        fail(response.status, error?.message ?? response.statusText);
      }
      const said = lines(/** @type {ReadableStream<Uint8Array>} */ (response.body));
      const { value: head } = await said.next();
      if (!head || head.error) fail(response.status, head?.error?.message ?? "");
      const type = head.headers.find(
        (/** @type {string[]} */ [name]) => name.toLowerCase() === "content-type",
      );
      sent.streaming = STREAMS.test(type?.[1] ?? "");
      alive();
      const bodies = async function* () {
        for await (const line of said) {
          if (line.error) fail(response.status, line.error.message);
          if (line.body) yield fromBase64(line.body);
        }
      };
      await this.#read(bodies(), sent, onProgress, alive);
      return { status: head.status, headers: head.headers, url: head.url };
    });
  }

  /**
   * What a few careful requests tell about a failure.
   * @param {any} bridge
   * @param {Probe[]} wanted
   * @param {Sent} sent
   * @param {SendOptions} options
   * @returns {Promise<Advice>}
   */
  async #probed(bridge, wanted, { request, failure }, { secrets, page }) {
    const results = await Promise.all(
      wanted.map(async (probe) => [probe.name, await this.#probe(probe)]),
    );
    const probes = { ...Object.fromEntries(results), online: navigator.onLine };
    return JSON.parse(
      bridge.call("advise", JSON.stringify({ request, failure, probes, secrets, page })),
    );
  }

  /** @param {Probe} probe @returns {Promise<ProbeResult>} */
  async #probe({ url, method, mode, redirect }) {
    try {
      const { type } = await fetch(url, {
        method,
        mode,
        redirect,
        credentials: "omit",
        cache: "no-store",
        referrerPolicy: "no-referrer",
        signal: AbortSignal.timeout(PROBE_TIMEOUT),
      });
      return type === "opaqueredirect" ? "redirected" : "reached";
    } catch (error) {
      return error instanceof DOMException && error.name === "TimeoutError" ? "timeout" : "failed";
    }
  }
}

/** The body as it travels. @param {WireRequest} request @param {Record<string, File>} files */
function body({ headers, body: text }, files) {
  const type = headers.find(([name]) => name.toLowerCase() === "content-type")?.[1] ?? "";
  return withFiles(fromBase64(text), files, type);
}

/**
 * Do something that ends when nothing comes for too long, unless it is a stream, or when the reader stops it.
 * @template T
 * @param {number} timeout  milliseconds
 * @param {Sent} sent
 * @param {(signal: AbortSignal, alive: () => void) => Promise<T>} act
 */
async function limited(timeout, sent, act) {
  const limit = new AbortController();
  const expire = () => limit.abort(new DOMException("no response in time", "TimeoutError"));
  let timer = setTimeout(expire, timeout);
  // A long body may take its time, as long as something comes.
  const alive = () => {
    clearTimeout(timer);
    if (!sent.streaming) timer = setTimeout(expire, timeout);
  };
  try {
    return await act(AbortSignal.any([sent.stop.signal, limit.signal]), alive);
  } finally {
    clearTimeout(timer);
  }
}

/** The pieces of a stream, which Safari does not iterate over. @param {ReadableStream<Uint8Array>} stream */
async function* pieces(stream) {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** The values of a stream of lines of JSON. @param {ReadableStream<Uint8Array>} stream @returns {AsyncGenerator<any>} */
async function* lines(stream) {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const piece of pieces(stream)) {
    const [first, ...others] = decoder.decode(piece, { stream: true }).split("\n");
    rest += first;
    for (const next of others) {
      if (rest) yield JSON.parse(rest);
      rest = next;
    }
  }
  if (rest.trim()) yield JSON.parse(rest);
}
