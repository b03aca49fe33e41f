/**
 * Sends for Python: `fetch` with a limit, a way to stop, and probes after a failure.
 */

/** @typedef {import("./messages.d.ts").Sending} Sending */
/** @typedef {import("./protocol.d.ts").Failed} Failed */
/** @typedef {import("./protocol.d.ts").Probe} Probe */
/** @typedef {import("./protocol.d.ts").ProbeResult} ProbeResult */

const PROBE_TIMEOUT = 5000;

/** @param {string} base64 @returns {Uint8Array<ArrayBuffer>} */
function unpack(base64) {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** @param {Uint8Array} bytes */
function pack(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 32_768) text += String.fromCharCode(...bytes.subarray(at, at + 32_768));
  return btoa(text);
}

export class Transport {
  /** What the content security policy has refused. @type {{ directive: string, uri: string }[]} */
  blocked = [];
  /** @type {Map<number, AbortController>} */
  #running = new Map();

  constructor() {
    globalThis.addEventListener("securitypolicyviolation", (event) => {
      this.blocked.push({ directive: event.effectiveDirective, uri: event.blockedURI });
    });
  }

  /** @param {number} id */
  cancel(id) {
    this.#running.get(id)?.abort(new DOMException("cancelled", "AbortError"));
  }

  /**
   * @param {any} bridge
   * @param {{ id: number, argument: string, options: Sending }} order
   * @returns {Promise<{ text: string, bytes?: Uint8Array<ArrayBuffer> }>}
   */
  async exchange(bridge, { id, argument, options }) {
    const stop = new AbortController();
    this.#running.set(id, stop);
    try {
      const text = await bridge.exchange(argument, (/** @type {string} */ request) => this.#send(JSON.parse(request), options, stop.signal));
      return { text };
    } finally {
      this.#running.delete(id);
    }
  }

  /**
   * @param {any} request
   * @param {Sending} options
   * @param {AbortSignal} signal
   */
  async #send(request, options, signal) {
    const began = performance.now();
    const limit = AbortSignal.timeout(options.timeout);
    const response = await fetch(request.url, {
      method: request.method,
      headers: request.headers,
      body: request.body ? unpack(request.body) : undefined,
      signal: AbortSignal.any([signal, limit]),
      credentials: "omit",
      cache: "no-store",
    });
    const bytes = new Uint8Array(await response.arrayBuffer());
    return JSON.stringify({ status: response.status, headers: [...response.headers], body: pack(bytes), seconds: (performance.now() - began) / 1000, url: response.url });
  }

  /** @param {Probe} probe @returns {Promise<ProbeResult>} */
  async probe({ url, method, mode }) {
    try {
      await fetch(url, { method, mode, credentials: "omit", cache: "no-store", signal: AbortSignal.timeout(PROBE_TIMEOUT) });
      return "reached";
    } catch (error) {
      return error instanceof DOMException && error.name === "TimeoutError" ? "timeout" : "failed";
    }
  }
}
