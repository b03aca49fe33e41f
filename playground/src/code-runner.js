/**
 * The page's side of a reader's code: runs it, sends for it, stops it.
 */
import { codeWorkers } from "./code-worker-pool.js";
import { unpackedBytes } from "./runtime-files.js";

/** @typedef {import("./code-worker-pool.js").CodeWorker} CodeWorker */
/** @typedef {import("./worker-messages.d.ts").FromCodeWorker} FromCodeWorker */

/**
 * @typedef {object} Run
 * @property {(text: string, error: boolean) => void} output
 * @property {(request: string) => Promise<string>} send  what `bridge.carry` gives
 */

/** @typedef {{ run: Run, resolve: (failed: boolean) => void, reject: (error: Error) => void }} Current */

/** The worker was stopped before the code came to its end. */
export class Stopped extends Error {}

/** One namespace, and the worker that has it. */
export class Runner {
  /** @type {CodeWorker | undefined} */
  #worker;
  /** @type {Current | undefined} */
  #current;

  get running() {
    return this.#current !== undefined;
  }

  /** Begin to load, unless that has begun. */
  async start() {
    if (!this.#worker || this.#worker.ended) {
      const worker = codeWorkers.take();
      this.#worker = worker;
      worker.received = (message) => this.#receive(worker, message);
    }
    const worker = this.#worker;
    await worker.ready;
    return worker;
  }

  /**
   * Run code to its end.
   * @param {string} code
   * @param {Run} run
   * @returns {Promise<boolean>} whether it failed
   */
  async run(code, run) {
    /** @type {Current | undefined} */
    let current;
    const done = /** @type {Promise<boolean>} */ (
      new Promise((resolve, reject) => {
        current = { run, resolve, reject };
      })
    );
    this.#current = current;
    done
      .catch(() => {})
      .finally(() => {
        if (this.#current === current) this.#current = undefined;
      });
    try {
      // Who stops while it starts waits no longer.
      const worker = await Promise.race([this.start(), done]);
      if (typeof worker === "boolean") return worker;
      for (const [name, pattern] of /** @type {const} */ ([
        ["httpx", /\bhttpx2?\b/],
        ["requests", /\brequests\b/],
      ])) {
        if (worker.clients.has(name) || !pattern.test(code)) continue;
        const archive = await unpackedBytes(`${name}.bin`);
        worker.clients.add(name);
        worker.post({ kind: "client", name, archive }, [archive]);
      }
      worker.post({ kind: "run", code });
      if (!worker.ended) codeWorkers.prepareStandby(this);
    } catch (error) {
      current?.reject(error instanceof Error ? error : new Error(String(error)));
    }
    return done;
  }

  /** End whatever runs; the next run begins with an empty namespace, as soon as it can. */
  stop() {
    this.#end();
    this.start().catch(() => {});
    codeWorkers.prepareStandby(this);
  }

  /** End whatever runs, for good. */
  close() {
    this.#end();
    codeWorkers.leave(this);
  }

  #end() {
    this.#worker?.end();
    this.#worker = undefined;
    this.#current?.reject(new Stopped());
  }

  /** @param {CodeWorker} worker @param {FromCodeWorker} message */
  async #receive(worker, message) {
    if (!this.#current) return;
    const { run, resolve } = this.#current;
    if (message.kind === "output") run.output(String(message.text), message.error === true);
    else if (message.kind === "done") resolve(message.failed === true);
    else if (message.kind === "send") {
      const text = await run
        .send(String(message.request))
        .catch((error) =>
          JSON.stringify({ refused: error instanceof Error ? error.message : String(error) }),
        );
      worker.post({ kind: "response", id: message.id, text });
    }
  }
}
