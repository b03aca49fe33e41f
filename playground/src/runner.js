/**
 * The page's side of a reader's code: starts its worker, sends for it, stops it.
 */
import { runtime } from "./runtime.js";

/** @typedef {import("./messages.d.ts").ReaderNews} ReaderNews */

/**
 * @typedef {object} Run
 * @property {(text: string, error: boolean) => void} output
 * @property {(request: string) => Promise<string>} send  what `bridge.carry` gives
 */

/** @typedef {{ run: Run, resolve: (failed: boolean) => void, reject: (error: Error) => void }} Current */

/** @param {string} name */
const address = (name) => new URL(`${name}?v=${TRYFIELD_READER[name]}`, import.meta.url);

/** @param {string} name */
async function bytes(name) {
  const response = await fetch(address(name));
  if (!response.ok) throw new Error(`${name}: HTTP ${response.status}`);
  return response.arrayBuffer();
}

/** The worker was stopped before the code came to its end. */
export class Stopped extends Error {}

/** One namespace, and the worker that has it. */
export class Runner {
  /** @type {Promise<Worker> | undefined} */
  #worker;
  /** @type {Worker | undefined} */
  #living;
  /** @type {Set<string>} */
  #clients = new Set();
  /** @type {Current | undefined} */
  #current;
  /** How often it was stopped: what began before that must not go on. */
  #stops = 0;

  get running() {
    return this.#current !== undefined;
  }

  /** Begin to load, unless that has begun. */
  start() {
    if (this.#worker) return this.#worker;
    const begun = (this.#worker = this.#begin());
    begun.catch(() => this.#worker === begun && (this.#worker = undefined));
    return begun;
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
    const done = /** @type {Promise<boolean>} */ (new Promise((resolve, reject) => (this.#current = current = { run, resolve, reject })));
    done.catch(() => {}).finally(() => this.#current === current && (this.#current = undefined));
    try {
      const worker = await this.start();
      for (const [name, pattern] of /** @type {const} */ ([["httpx", /\bhttpx2?\b/], ["requests", /\brequests\b/]])) {
        if (this.#clients.has(name) || !pattern.test(code)) continue;
        const archive = await bytes(`${name}.zip`);
        if (this.#living !== worker) return done;
        this.#clients.add(name);
        worker.postMessage({ kind: "client", name, archive }, [archive]);
      }
      if (this.#living === worker) worker.postMessage({ kind: "run", code });
    } catch (error) {
      current?.reject(error instanceof Error ? error : new Error(String(error)));
    }
    return done;
  }

  /** End whatever runs; the next one begins with an empty namespace. */
  stop() {
    this.#living?.terminate();
    this.#living = undefined;
    this.#worker = undefined;
    this.#stops += 1;
    this.#clients.clear();
    this.#current?.reject(new Stopped());
  }

  async #begin() {
    const stops = this.#stops;
    await runtime.start();
    const { compiled, snapshot } = runtime.parts;
    const [script, pyodide, module, archive] = await Promise.all([fetch(address("reader.js")).then((response) => response.text()), ...["pyodide/pyodide.mjs", "pyodide/pyodide.asm.mjs", "python.zip"].map(bytes)]);
    if (stops !== this.#stops) throw new Stopped();
    // Of an opaque origin: neither storage nor cookies of the site are its own.
    const worker = new Worker(`data:text/javascript,${encodeURIComponent(script)}`, { type: "module", name: "tryfield-reader" });
    this.#living = worker;
    return /** @type {Promise<Worker>} */ (new Promise((resolve, reject) => {
      worker.onerror = (event) => reject(new Error(event.message || "reader.js"));
      worker.onmessage = ({ data }) => {
        /** @type {ReaderNews} */
        const news = data;
        if (worker !== this.#living) return;
        if (news.kind === "ready") resolve(worker);
        else if (news.kind === "failed") reject(new Error(news.reason));
        else this.#hear(worker, news);
      };
      worker.postMessage({ kind: "boot", base: new URL("pyodide/", import.meta.url).href, scripts: [pyodide, module], archive, compiled, snapshot }, [pyodide, module, archive]);
    }));
  }

  /** @param {Worker} worker @param {ReaderNews} news */
  async #hear(worker, news) {
    if (!this.#current) return;
    const { run, resolve } = this.#current;
    if (news.kind === "output") run.output(String(news.text), news.error === true);
    else if (news.kind === "done") resolve(news.failed === true);
    else if (news.kind === "send") {
      const text = await run.send(String(news.request)).catch((error) => JSON.stringify({ refused: error instanceof Error ? error.message : String(error) }));
      worker.postMessage({ kind: "answer", id: news.id, text });
    }
  }
}
