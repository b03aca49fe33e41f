/**
 * The workers for a reader's code, as the page sees them: one from its start to its end, and one on
 * standby, so that Stop has an interpreter at hand that is ready.
 */
import { runtime } from "./python-runtime.js";

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

/** @param {string} name */
const address = (name) => new URL(`${name}?v=${TRYFIELD_FILES[name]}`, import.meta.url);

/**
 * A file of ours, for a worker that may ask for nothing.
 * @param {string} name
 */
export async function bytes(name) {
  const response = await fetch(address(name));
  if (!response.ok) throw new Error(`${name}: HTTP ${response.status}`);
  return response.arrayBuffer();
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
    const [script, pyodide, module, archive] = await Promise.all([
      fetch(address("code-worker.js")).then((response) => response.text()),
      ...["pyodide/pyodide.mjs", "pyodide/pyodide.asm.mjs", "python.zip"].map(bytes),
    ]);
    if (this.#ended) return new Promise(() => {});
    // Of an opaque origin: neither storage nor cookies of the site are its own.
    const worker = new Worker(`data:text/javascript,${encodeURIComponent(script)}`, {
      type: "module",
      name: "tryfield-code",
    });
    this.#worker = worker;
    const { compiled, snapshot } = runtime.parts;
    worker.postMessage(
      {
        kind: "start",
        base: new URL("pyodide/", import.meta.url).href,
        scripts: [pyodide, module],
        archive,
        compiled,
        snapshot,
      },
      [pyodide, module, archive],
    );
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
