/**
 * The page's side of the worker: one for the whole site visit, started at the first use.
 *
 * It survives `navigation.instant`, because this module does. Stop means: end the worker and
 * start another with the WebAssembly module that the first one compiled.
 */

import { stringify } from "./lossless-json.js";
import { address } from "./runtime-files.js";
import { filesOf } from "./uploads.js";

/** @typedef {import("./worker-messages.d.ts").FromConsoleWorker} FromConsoleWorker */
/** @typedef {import("./worker-messages.d.ts").SendOptions} SendOptions */
/** @typedef {"idle" | "starting" | "ready" | "failed"} State */

/** Milliseconds without any message after which a start counts as failed. */
const PATIENCE = 30_000;
/** Milliseconds after a start, when nothing of the page is waiting. */
const QUIET = 4000;
/** Gigabytes below which a device has no memory for two interpreters. */
const LITTLE = 4;

/** Why a call has no result: the worker was stopped, or never started. */
class RuntimeError extends Error {}

/** @returns {{ promise: Promise<any>, resolve: (value: any) => void }} */
function deferred() {
  /** @type {(value: any) => void} */
  let resolve = () => {};
  const promise = new Promise((yes) => (resolve = yes));
  return { promise, resolve };
}

class Runtime extends EventTarget {
  /** @type {State} */
  state = "idle";
  reason = "";
  loaded = 0;
  total = 0;
  /** @type {Worker | undefined} */
  #worker;
  /** Of the first start, for further ones. @type {{ module: WebAssembly.Module, archive: ArrayBuffer } | undefined} */
  #known;
  #parts = deferred();
  /** Memory of a fresh interpreter, when there is one: a blob, since bytes would be copied by the page. @type {Blob | undefined} */
  #snapshot;
  /** @type {Map<number, { resolve: (progress: any) => void, reject: (error: Error) => void, onProgress?: (progress: any) => void }>} */
  #waiting = new Map();
  /** @type {{ promise: Promise<void>, resolve: () => void, reject: (error: Error) => void } | undefined} */
  #started;
  #preparing = false;
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
    const text = stringify(argument, "");
    const { id, result } = this.#ask(
      { kind: "exchange", argument: text, options, files: filesOf(text) },
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

  /** What another interpreter can start from, since this one has it; the snapshot is the caller's own. */
  async parts() {
    const { module: compiled, archive } = await this.#parts.promise;
    return { compiled, archive, snapshot: await this.#memory() };
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
      this.#worker = new Worker(address("console-worker.js"), { type: "module", name: "tryfield" });
    } catch (error) {
      this.#fail(String(error));
      return;
    }
    this.#worker.onmessage = ({ data }) => this.#receive(data);
    this.#worker.onerror = (event) => this.#fail(event.message || "console-worker.js");
    this.#give(this.#worker);
    this.#timer = window.setInterval(() => {
      if (performance.now() - this.#last > PATIENCE) this.#fail(`${PATIENCE / 1000} s`);
    }, 1000);
  }

  /** Have it start, with what an earlier start has left. @param {Worker} worker */
  async #give(worker) {
    const snapshot = this.#snapshot && (await this.#memory());
    worker.postMessage({ kind: "start", ...this.#known, snapshot }, snapshot ? [snapshot] : []);
  }

  /** Nothing where a browser does not let us read it. */
  async #memory() {
    return this.#snapshot?.arrayBuffer().catch(() => undefined);
  }

  /** Once the page is quiet, have the memory of a fresh interpreter for the next start. */
  #prepareSnapshot() {
    if (this.#snapshot || this.#preparing) return;
    if (/** @type {any} */ (navigator).deviceMemory < LITTLE) return;
    this.#preparing = true;
    setTimeout(() => {
      if (this.#snapshot) return;
      const worker = new Worker(address("console-worker.js"), { type: "module", name: "tryfield" });
      worker.onmessage = ({ data }) => {
        this.#snapshot ??= data.snapshot;
        worker.terminate();
      };
      worker.onerror = () => worker.terminate();
      worker.postMessage({ kind: "make-snapshot", ...this.#known });
    }, QUIET);
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
        this.#set("ready");
        this.#started?.resolve();
        return;
      case "parts":
        this.#known = { module: message.module, archive: message.archive };
        this.#parts.resolve(this.#known);
        this.#prepareSnapshot();
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
