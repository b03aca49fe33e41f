/**
 * One worker for a reader's code, from its start to its end. Used by `runner.js` and `spare.js`.
 */
import { runtime } from "./runtime.js";

/** @typedef {import("./messages.d.ts").ReaderNews} ReaderNews */
/** @typedef {import("./messages.d.ts").ReaderOrder} ReaderOrder */

/** @param {string} name */
const address = (name) => new URL(`${name}?v=${TRYFIELD_READER[name]}`, import.meta.url);

/**
 * A file of ours, for a worker that may ask for nothing.
 * @param {string} name
 */
export async function bytes(name) {
  const response = await fetch(address(name));
  if (!response.ok) throw new Error(`${name}: HTTP ${response.status}`);
  return response.arrayBuffer();
}

export class Interpreter {
  /** @type {Worker | undefined} */
  #worker;
  #ended = false;
  /** HTTP clients that it was given. @type {Set<string>} */
  clients = new Set();
  /** What it has to say, once it is ready. @type {(news: ReaderNews) => void} */
  heard = () => {};
  /** Fulfilled when it can run code; pending for ever when it was ended before. */
  ready = this.#start();

  constructor() {
    this.ready.catch(() => this.end());
  }

  get ended() {
    return this.#ended;
  }

  /** @param {ReaderOrder} order @param {Transferable[]} [transfer] */
  post(order, transfer = []) {
    this.#worker?.postMessage(order, transfer);
  }

  end() {
    this.#ended = true;
    this.#worker?.terminate();
    this.#worker = undefined;
  }

  async #start() {
    await runtime.start();
    const [script, pyodide, module, archive] = await Promise.all([fetch(address("reader.js")).then((response) => response.text()), ...["pyodide/pyodide.mjs", "pyodide/pyodide.asm.mjs", "python.zip"].map(bytes)]);
    if (this.#ended) return new Promise(() => {});
    // Of an opaque origin: neither storage nor cookies of the site are its own.
    const worker = new Worker(`data:text/javascript,${encodeURIComponent(script)}`, { type: "module", name: "tryfield-reader" });
    this.#worker = worker;
    const { compiled, snapshot } = runtime.parts;
    worker.postMessage({ kind: "boot", base: new URL("pyodide/", import.meta.url).href, scripts: [pyodide, module], archive, compiled, snapshot }, [pyodide, module, archive]);
    return /** @type {Promise<void>} */ (new Promise((resolve, reject) => {
      worker.onerror = (event) => reject(new Error(event.message || "reader.js"));
      worker.onmessage = ({ data }) => {
        /** @type {ReaderNews} */
        const news = data;
        if (this.#ended) return;
        if (news.kind === "ready") resolve();
        else if (news.kind === "failed") reject(new Error(news.reason));
        else this.heard(news);
      };
    }));
  }
}
