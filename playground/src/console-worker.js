/**
 * The console's worker: Python builds, sends and judges. Knows nothing of the page.
 */

import { decodeText, toBase64 } from "./bytes.js";
import { layOut } from "./json-layout.js";
import { downloadAndStart, downloadSnapshot } from "./pyodide-download.js";
import { Transport } from "./transport.js";

/** @typedef {import("./worker-messages.d.ts").ToConsoleWorker} ToConsoleWorker */
/** @typedef {import("./worker-messages.d.ts").FromConsoleWorker} FromConsoleWorker */

/** @param {FromConsoleWorker} message */
const post = (message) => globalThis.postMessage(message);

/** @type {any} tryfield.core.bridge, once Python runs */
let bridge;
const transport = new Transport();

/** Milliseconds after a start, when nothing of the page is waiting for the network. */
const QUIET = 4000;

/** Milliseconds until the page, which waits for its form, has it. */
const SOON = 30;

/** @param {WebAssembly.Module} [module] @param {Blob} [snapshot]  of an earlier start */
async function start(module, snapshot) {
  try {
    const started = await downloadAndStart({
      module,
      snapshot,
      progress: (loaded, total) => post({ kind: "progress", loaded, total }),
    });
    bridge = started.python.pyimport("tryfield.core.bridge");
    post({ kind: "ready", module: started.module });
    const used = started.snapshot;
    if (used) setTimeout(() => post({ kind: "snapshot", snapshot: new Blob([used]) }), SOON);
    else if (!snapshot && (started.compressed || isLocal())) setTimeout(prepareNextVisit, QUIET);
  } catch (error) {
    const blocked = transport.blocked[0];
    const reason = blocked
      ? `The site's content security policy (${blocked.directive}) forbids it.`
      : String(error);
    post({ kind: "failed", reason });
  }
}

/** Whether the files come from this machine, so that their size does not matter. */
function isLocal() {
  return /^(localhost|127\.|\[::1\])/.test(location.hostname);
}

async function prepareNextVisit() {
  if (/** @type {any} */ (navigator).connection?.saveData) return;
  const snapshot = await downloadSnapshot();
  if (snapshot) post({ kind: "snapshot", snapshot });
}

/**
 * Put bodies, which travel as bytes, where the bridge expects them as text.
 * @param {string} argument
 * @param {Record<string, Uint8Array>} [bodies]  by the name of what they belong to
 */
function withBodies(argument, bodies) {
  if (!bodies) return argument;
  const value = JSON.parse(argument);
  for (const [name, bytes] of Object.entries(bodies)) value[name].body = toBase64(bytes);
  return JSON.stringify(value);
}

/** @param {Exclude<ToConsoleWorker, { kind: "start" | "cancel" }>} message */
async function handle(message) {
  switch (message.kind) {
    case "call":
      return bridge.call(message.operation, withBodies(message.argument, message.bodies));
    case "exchange":
      return transport.exchange(bridge, message, (value) =>
        post({ kind: "response-progress", id: message.id, value }),
      );
    case "code-request":
      return transport.sendCodeRequest(bridge, message);
    case "layout":
      return layOut(decodeText(message.bytes, message.charset));
  }
}

globalThis.onmessage = async ({ data }) => {
  /** @type {ToConsoleWorker} */
  const message = data;
  if (message.kind === "start") return start(message.module, message.snapshot);
  if (message.kind === "cancel") return transport.cancel(message.id);
  const { id } = message;
  try {
    const value = await handle(message);
    post({ kind: "result", id, value });
  } catch (error) {
    post({ kind: "error", id, message: error instanceof Error ? error.message : String(error) });
  }
};
