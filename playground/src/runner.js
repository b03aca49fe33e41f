/**
 * The page's side of a reader's code: runs it, sends for it, stops it.
 */
import { bytes } from "./interpreter.js";
import { spare } from "./spare.js";

/** @typedef {import("./interpreter.js").Interpreter} Interpreter */
/** @typedef {import("./messages.d.ts").ReaderNews} ReaderNews */

/**
 * @typedef {object} Run
 * @property {(text: string, error: boolean) => void} output
 * @property {(request: string) => Promise<string>} send  what `bridge.carry` gives
 */

/** @typedef {{ run: Run, resolve: (failed: boolean) => void, reject: (error: Error) => void }} Current */

/** The worker was stopped before the code came to its end. */
export class Stopped extends Error {}

/** One namespace, and the interpreter that has it. */
export class Runner {
  /** @type {Interpreter | undefined} */
  #interpreter;
  /** @type {Current | undefined} */
  #current;

  get running() {
    return this.#current !== undefined;
  }

  /** Begin to load, unless that has begun. */
  async start() {
    if (!this.#interpreter || this.#interpreter.ended) {
      const interpreter = spare.take();
      this.#interpreter = interpreter;
      interpreter.heard = (news) => this.#hear(interpreter, news);
    }
    const interpreter = this.#interpreter;
    await interpreter.ready;
    return interpreter;
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
      // Who stops while it starts waits no longer.
      const interpreter = await Promise.race([this.start(), done]);
      if (typeof interpreter === "boolean") return interpreter;
      for (const [name, pattern] of /** @type {const} */ ([["httpx", /\bhttpx2?\b/], ["requests", /\brequests\b/]])) {
        if (interpreter.clients.has(name) || !pattern.test(code)) continue;
        const archive = await bytes(`${name}.zip`);
        interpreter.clients.add(name);
        interpreter.post({ kind: "client", name, archive }, [archive]);
      }
      interpreter.post({ kind: "run", code });
      if (!interpreter.ended) spare.prepare(this);
    } catch (error) {
      current?.reject(error instanceof Error ? error : new Error(String(error)));
    }
    return done;
  }

  /** End whatever runs; the next run begins with an empty namespace, as soon as it can. */
  stop() {
    this.#end();
    this.start().catch(() => {});
    spare.prepare(this);
  }

  /** End whatever runs, for good. */
  close() {
    this.#end();
    spare.leave(this);
  }

  #end() {
    this.#interpreter?.end();
    this.#interpreter = undefined;
    this.#current?.reject(new Stopped());
  }

  /** @param {Interpreter} interpreter @param {ReaderNews} news */
  async #hear(interpreter, news) {
    if (!this.#current) return;
    const { run, resolve } = this.#current;
    if (news.kind === "output") run.output(String(news.text), news.error === true);
    else if (news.kind === "done") resolve(news.failed === true);
    else if (news.kind === "send") {
      const text = await run.send(String(news.request)).catch((error) => JSON.stringify({ refused: error instanceof Error ? error.message : String(error) }));
      interpreter.post({ kind: "answer", id: news.id, text });
    }
  }
}
