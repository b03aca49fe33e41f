/**
 * The page's side of the worker: one for the whole site visit, started at the first use.
 *
 * It survives `navigation.instant`, because this module does. Stop means: end the worker and
 * start another with the WebAssembly module that the first one compiled.
 */

import { stringify } from "./lossless-json.js";

/** @typedef {import("./worker-messages.d.ts").FromConsoleWorker} FromConsoleWorker */
/** @typedef {import("./worker-messages.d.ts").SendOptions} SendOptions */
/** @typedef {"idle" | "starting" | "ready" | "failed"} State */

/** Milliseconds without any message after which a start counts as failed. */
const PATIENCE = 30_000;

/** Why a call has no result: the worker was stopped, or never started. */
class RuntimeError extends Error {}

class Runtime extends EventTarget {
  /** @type {State} */
  state = "idle";
  reason = "";
  loaded = 0;
  total = 0;
  /** @type {Worker | undefined} */
  #worker;
  /** @type {WebAssembly.Module | undefined} */
  #module;
  /** Memory of a fresh interpreter, when there is one: a blob, since bytes would be copied by the page. @type {Blob | undefined} */
  #snapshot;
  /** @type {Map<number, { resolve: (progress: any) => void, reject: (error: Error) => void, onProgress?: (progress: any) => void }>} */
  #waiting = new Map();
  /** @type {{ promise: Promise<void>, resolve: () => void, reject: (error: Error) => void } | undefined} */
  #started;
  #timer = 0;
  #last = 0;

  /** Begin to load Python, unless that has begun. */
  start() {
    if (this.#started && this.state !== "failed") return this.#started.promise;
    /** @type {() => void} */
    let resolve = () => {};
    /** @type {(error: Error) => void} */
    let reject = () => {};
    const promise = /** @type {Promise<void>} */ (
      new Promise((yes, no) => ([resolve, reject] = [yes, no]))
    );
    promise.catch(() => {});
    this.#started = { promise, resolve, reject };
    this.#begin();
    return promise;
  }

  /** End whatever runs, and be ready again soon. */
  restart() {
    this.#end("stopped");
    this.#started = undefined;
    return this.start();
  }

  /**
   * Ask the bridge; the argument may hold exact numbers.
   * @param {string} operation
   * @param {unknown} argument
   * @param {Record<string, Uint8Array>} [bodies]  of the responses in it, by name
   * @returns {Promise<string>} JSON text
   */
  async call(operation, argument, bodies) {
    await this.start();
    return this.#ask({ kind: "call", operation, argument: stringify(argument, ""), bodies }).result;
  }

  /**
   * Send a request and have the response judged.
   * @param {unknown} argument
   * @param {SendOptions} options
   * @param {(progress: import("./worker-messages.d.ts").ResponseProgress) => void} onProgress  called with each part of a streamed response
   * @returns {{ result: Promise<{ result: any, bytes: Uint8Array<ArrayBuffer> }>, cancel: () => void }}
   */
  exchange(argument, options, onProgress) {
    const { id, result } = this.#ask(
      { kind: "exchange", argument: stringify(argument, ""), options },
      onProgress,
    );
    return { result, cancel: () => this.#worker?.postMessage({ kind: "cancel", id }) };
  }

  /**
   * Send what a reader's code asks for.
   * @param {unknown} argument
   * @param {SendOptions} options
   * @returns {Promise<string>} the result of `bridge.carry`, as JSON text
   */
  sendCodeRequest(argument, options) {
    return this.#ask({ kind: "code-request", argument: stringify(argument, ""), options }).result;
  }

  /** What another interpreter can start from: this one has it already. */
  get parts() {
    return { compiled: this.#module, snapshot: this.#snapshot };
  }

  /**
   * JSON laid out in lines; a large one would keep the page from doing anything else.
   * @param {Uint8Array} bytes
   * @param {string} charset
   * @returns {Promise<import("./json-layout.js").JsonLayout>}
   */
  async layout(bytes, charset) {
    await this.start();
    return this.#ask({ kind: "layout", bytes, charset }).result;
  }

  #begin() {
    this.#set("starting");
    this.#last = performance.now();
    try {
      const address = new URL(`console-worker.js?v=${TRYFIELD_WORKER}`, import.meta.url);
      this.#worker = new Worker(address, { type: "module", name: "tryfield" });
    } catch (error) {
      this.#fail(String(error));
      return;
    }
    this.#worker.onmessage = ({ data }) => this.#receive(data);
    this.#worker.onerror = (event) => this.#fail(event.message || "console-worker.js");
    this.#worker.postMessage({ kind: "start", module: this.#module, snapshot: this.#snapshot });
    this.#timer = window.setInterval(() => {
      if (performance.now() - this.#last > PATIENCE) this.#fail(`${PATIENCE / 1000} s`);
    }, 1000);
  }

  /** @param {FromConsoleWorker} message */
  #receive(message) {
    this.#last = performance.now();
    switch (message.kind) {
      case "progress":
        this.loaded = message.loaded;
        this.total = message.total;
        this.dispatchEvent(new Event("change"));
        return;
      case "ready":
        clearInterval(this.#timer);
        this.#module = message.module;
        this.#set("ready");
        this.#started?.resolve();
        return;
      case "snapshot":
        this.#snapshot = message.snapshot;
        return;
      case "failed":
        return this.#fail(message.reason);
      case "response-progress":
        this.#waiting.get(message.id)?.onProgress?.(message.value);
        return;
      case "result":
        this.#waiting.get(message.id)?.resolve(message.value);
        this.#waiting.delete(message.id);
        return;
      case "error":
        this.#waiting.get(message.id)?.reject(new RuntimeError(message.message));
        this.#waiting.delete(message.id);
    }
  }

  #count = 0;

  /** @param {Record<string, unknown>} message @param {(progress: any) => void} [onProgress] */
  #ask(message, onProgress) {
    this.#count += 1;
    const id = this.#count;
    /** @type {Promise<any>} */
    const result = new Promise((resolve, reject) =>
      this.#waiting.set(id, { resolve, reject, onProgress }),
    );
    this.#worker?.postMessage({ ...message, id });
    return { id, result };
  }

  /** @param {string} reason */
  #fail(reason) {
    this.reason = reason;
    this.#end(reason);
    this.#set("failed");
    this.#started?.reject(new RuntimeError(reason));
  }

  /** @param {string} reason */
  #end(reason) {
    clearInterval(this.#timer);
    this.#worker?.terminate();
    this.#worker = undefined;
    for (const { reject } of this.#waiting.values()) reject(new RuntimeError(reason));
    this.#waiting.clear();
  }

  /** @param {State} state */
  #set(state) {
    this.state = state;
    this.dispatchEvent(new Event("change"));
  }
}

export const runtime = new Runtime();
