/**
 * The workers for a reader's code, as the page sees them: one from its start to its end, and one on
 * standby, so that Stop has an interpreter at hand that is ready.
 */
import { joined } from "./archives.js";
import { runtime } from "./python-runtime.js";
import { address, unpackedBytes } from "./runtime-files.js";

/** @typedef {import("./worker-messages.d.ts").FromCodeWorker} FromCodeWorker */
/** @typedef {import("./worker-messages.d.ts").ToCodeWorker} ToCodeWorker */

/** Milliseconds after code began to run: what is over quickly is not disturbed. */
const PAUSE = 250;
/** Milliseconds that the page may be busy with something better. */
const PATIENCE = 1000;
/** Gigabytes below which a device has none to spare. */
const LITTLE = 4;

/** @param {() => void} act */
const whenIdle = (act) =>
  "requestIdleCallback" in globalThis ? requestIdleCallback(act, { timeout: PATIENCE }) : act();

/** @type {Promise<string> | undefined} */
let text;

/** Pyodide and the worker as one script: one of an opaque origin can ask for nothing. */
function script() {
  text ??= Promise.all([
    unpackedBytes("pyodide-js.bin").then((bytes) => new TextDecoder().decode(bytes)),
    fetch(address("code-worker.js")).then((response) => {
      if (response.ok) return response.text();
      throw new Error(`code-worker.js: HTTP ${response.status}`);
    }),
  ]).then((parts) => `data:text/javascript,${encodeURIComponent(parts.join("\n"))}`);
  text.catch(() => (text = undefined));
  return text;
}

/** @type {Promise<ArrayBuffer> | undefined} */
let rest;

/** What a reader's code can import, and a console does not. */
function standardLibraryRest() {
  rest ??= unpackedBytes("python-rest.bin");
  rest.catch(() => (rest = undefined));
  return rest;
}

export class CodeWorker {
  /** @type {Worker | undefined} */
  #worker;
  #ended = false;
  /** HTTP clients that it was given. @type {Set<string>} */
  clients = new Set();
  /** What it has to say, once it is ready. @type {(message: FromCodeWorker) => void} */
  received = () => {};
  /** Fulfilled when it can run code; pending for ever when it was ended before. */
  ready = this.#start();

  constructor() {
    this.ready.catch(() => this.end());
  }

  get ended() {
    return this.#ended;
  }

  /** @param {ToCodeWorker} message @param {Transferable[]} [transfer] */
  post(message, transfer = []) {
    this.#worker?.postMessage(message, transfer);
  }

  end() {
    this.#ended = true;
    this.#worker?.terminate();
    this.#worker = undefined;
  }

  async #start() {
    await runtime.start();
    const [url, { compiled, archive: first, snapshot }, more] = await Promise.all([
      script(),
      runtime.parts(),
      standardLibraryRest(),
    ]);
    const archive = joined(first, more);
    if (this.#ended) return new Promise(() => {});
    // Of an opaque origin: neither storage nor cookies of the site are its own.
    const worker = new Worker(url, { type: "module", name: "tryfield-code" });
    this.#worker = worker;
    const given = { kind: "start", archive, compiled, snapshot };
    worker.postMessage(given, snapshot ? [archive, snapshot] : [archive]);
    return /** @type {Promise<void>} */ (
      new Promise((resolve, reject) => {
        worker.onerror = (event) => reject(new Error(event.message || "code-worker.js"));
        worker.onmessage = ({ data }) => {
          /** @type {FromCodeWorker} */
          const message = data;
          if (this.#ended) return;
          if (message.kind === "ready") resolve();
          else if (message.kind === "failed") reject(new Error(message.reason));
          else this.received(message);
        };
      })
    );
  }
}

/**
 * A second worker costs memory, so it is made only once code runs, and goes when nobody is left who
 * runs any.
 */
class CodeWorkerPool {
  /** @type {CodeWorker | undefined} */
  #standby;
  /** Whose code may be stopped. @type {Set<object>} */
  #users = new Set();
  #timer = 0;

  /** An interpreter in which nothing has run: the one that waits, or else a new one. */
  take() {
    const waiting = this.#standby;
    this.#standby = undefined;
    return waiting && !waiting.ended ? waiting : new CodeWorker();
  }

  /** Have one soon. @param {object} user */
  prepareStandby(user) {
    this.#users.add(user);
    // Only some browsers say how much memory there is; those of small devices do.
    if (/** @type {any} */ (navigator).deviceMemory < LITTLE) return;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => whenIdle(() => this.#make()), PAUSE);
  }

  /** No code of theirs is going to be stopped any more. @param {object} user */
  leave(user) {
    this.#users.delete(user);
    if (this.#users.size) return;
    clearTimeout(this.#timer);
    this.#standby?.end();
    this.#standby = undefined;
  }

  #make() {
    if (!this.#users.size || (this.#standby && !this.#standby.ended)) return;
    this.#standby = new CodeWorker();
  }
}

export const codeWorkers = new CodeWorkerPool();
