/**
 * The worker that runs a reader's code: of an origin that is nobody's, so that it has no storage
 * and no cookies, and without any way to the network but a message to the page.
 *
 * It gets its files as bytes. What could send is taken away before the reader's code comes.
 */
import { startPyodide } from "./pyodide-start.js";

/** @typedef {import("./worker-messages.d.ts").ToCodeWorker} ToCodeWorker */
/** @typedef {import("./worker-messages.d.ts").FromCodeWorker} FromCodeWorker */

const postMessage = globalThis.postMessage.bind(globalThis);
/** @param {FromCodeWorker} message */
const post = (message) => postMessage(message);

/** What reaches the network, or makes code from text. */
const REMOVED = [
  "fetch",
  "fetchLater",
  "XMLHttpRequest",
  "WebSocket",
  "WebSocketStream",
  "EventSource",
  "WebTransport",
  "RTCPeerConnection",
  "FontFace",
  "fonts",
  "Worker",
  "SharedWorker",
  "importScripts",
  "eval",
  "BroadcastChannel",
  "indexedDB",
  "caches",
  "postMessage",
];
/** Milliseconds between two pieces of output, and characters of one run. */
const PAUSE = 50;
const MOST = 200_000;

/** @type {any} */
let python;
/** @type {any} tryfield.core.cells.cell_runner.Page */
let page;
/** @type {Map<number, (text: string) => void>} */
const waiting = new Map();
let count = 0;

const output = {
  parts: /** @type {{ text: string, error: boolean }[]} */ ([]),
  length: 0,
  flushed: 0,
};
const decoder = new TextDecoder();

function flush() {
  for (const { text, error } of output.parts) post({ kind: "output", text, error });
  output.parts = [];
  output.flushed = performance.now();
}

/** @param {string} text @param {boolean} error */
function print(text, error) {
  if (output.length > MOST) return;
  output.length += text.length;
  const last = output.parts.at(-1);
  if (last?.error === error) last.text += text;
  else output.parts.push({ text, error });
  if (output.length > MOST) output.parts.push({ text: "\n…\n", error: true });
  // A loop leaves no time for timers.
  if (performance.now() - output.flushed > PAUSE) flush();
}

/** @param {boolean} error */
const stream = (error) => ({
  /** @param {Uint8Array} bytes */
  write(bytes) {
    print(decoder.decode(bytes, { stream: true }), error);
    return bytes.length;
  },
  isatty: false,
});

/** Nothing but the page can be reached from now on. */
function seal() {
  const nothing = () => {
    throw new TypeError("Code in this page sends with httpx or requests only.");
  };
  for (const name of REMOVED) {
    for (let at = globalThis; at; at = Object.getPrototypeOf(at)) {
      if (Object.hasOwn(at, name))
        Reflect.defineProperty(at, name, {
          value: undefined,
          configurable: false,
          writable: false,
        });
    }
  }
  for (const one of [() => {}, async () => {}, function* () {}, async function* () {}]) {
    Object.defineProperty(Object.getPrototypeOf(one), "constructor", {
      value: nothing,
      configurable: false,
      writable: false,
    });
  }
  // What is a function must still be found to be one.
  Object.defineProperty(nothing, "prototype", { value: Function.prototype });
  Object.defineProperty(globalThis, "Function", {
    value: nothing,
    configurable: false,
    writable: false,
  });
  for (const name of /** @type {const} */ (["setTimeout", "setInterval"])) {
    const given = globalThis[name].bind(globalThis);
    const safe = (/** @type {any} */ what, /** @type {any[]} */ ...rest) =>
      typeof what === "function" ? given(what, ...rest) : nothing();
    Object.defineProperty(globalThis, name, { value: safe, configurable: false, writable: false });
  }
}

/** @param {string} request @returns {Promise<string>} */
function send(request) {
  flush();
  count += 1;
  const id = count;
  return new Promise((resolve) => {
    waiting.set(id, resolve);
    post({ kind: "send", id, request });
  });
}

let started = false;

/** @param {Extract<ToCodeWorker, { kind: "start" }>} message */
async function start({ archive, compiled, snapshot }) {
  // Once, and never by the reader's code.
  if (started) return;
  started = true;
  try {
    // It stands before this in the same script, since such a worker may import nothing in Safari.
    const script = Reflect.get(globalThis, "tryfieldPyodide");
    Reflect.deleteProperty(globalThis, "tryfieldPyodide");
    ({ python } = await startPyodide({
      script: Promise.resolve(script),
      compiled: Promise.resolve(compiled),
      archive: Promise.resolve(archive),
      snapshot: Promise.resolve(snapshot),
    }));
    // A snapshot knows the archive of the console; this one holds more.
    if (snapshot) python.pyimport("importlib").invalidate_caches();
    python.setStdout(stream(false));
    python.setStderr(stream(true));
    python.setStdin({ error: true });
    const ffi = python.pyimport("pyodide.ffi");
    const { TransportBridge } = python.pyimport("tryfield.core.cells.transport_bridge");
    const { Page } = python.pyimport("tryfield.core.cells.cell_runner");
    // Where nothing can wait in the middle of Python, code that waits runs again.
    page = Page(
      TransportBridge(send, "Suspending" in WebAssembly ? ffi.run_sync : undefined),
      python.pyimport("tryfield"),
    );
    seal();
    post({ kind: "ready" });
  } catch (error) {
    post({ kind: "failed", reason: String(error) });
  }
}

/** @param {string} code */
async function run(code) {
  output.length = 0;
  let traceback = "";
  try {
    const result =
      "Suspending" in WebAssembly ? await page.run.callPromising(code) : page.run(code);
    traceback = String(await result);
  } catch (error) {
    traceback = String(error);
  }
  if (traceback) {
    output.length = Math.min(output.length, MOST - traceback.length);
    print(traceback, true);
  }
  flush();
  post({ kind: "done", failed: traceback !== "" });
}

globalThis.onmessage = ({ data }) => {
  /** @type {ToCodeWorker} */
  const message = data;
  switch (message.kind) {
    case "start":
      return start(message);
    case "client": {
      const path = `/lib/${message.name}.zip`;
      python.FS.writeFile(path, new Uint8Array(message.archive));
      const { path: paths } = python.pyimport("sys");
      paths.append(path);
      return undefined;
    }
    case "run":
      return run(message.code);
    case "response":
      waiting.get(message.id)?.(message.text);
      waiting.delete(message.id);
  }
};
