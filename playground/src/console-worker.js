/**
 * The console's worker: Python builds, sends and judges. Knows nothing of the page.
 */

import { decodeText, toBase64 } from "./bytes.js";
import { layOut } from "./json-layout.js";
import { downloadAndStart, makeSnapshot } from "./pyodide-download.js";
import { Transport } from "./transport.js";

/** @typedef {import("./worker-messages.d.ts").ToConsoleWorker} ToConsoleWorker */
/** @typedef {import("./worker-messages.d.ts").FromConsoleWorker} FromConsoleWorker */

/** @param {FromConsoleWorker} message @param {Transferable[]} [transfer] */
const post = (message, transfer = []) => globalThis.postMessage(message, { transfer });

/** @type {any} tryfield.core.bridge, once Python runs */
let bridge;
const transport = new Transport();

/** Milliseconds until the page, which waits for its form, has it. */
const SOON = 30;
/** What an open console comes to need, though the bridge asks for it late. */
const USED = ["bridge", "console.response_report", "curl.curl_parser"].map(
  (name) => `tryfield.core.${name}`,
);

/** @param {import("./pyodide-download.js").Given} given  by an earlier start */
async function start(given) {
  try {
    const { python, module, archive, snapshot } = await downloadAndStart(given, (loaded, total) =>
      post({ kind: "progress", loaded, total }),
    );
    bridge = python.pyimport("tryfield.core.bridge");
    post({ kind: "ready" });
    setTimeout(() => post({ kind: "parts", module, archive }, [archive]), SOON);
    if (snapshot && !given.snapshot)
      setTimeout(() => post({ kind: "snapshot", snapshot: new Blob([snapshot]) }), SOON);
  } catch (error) {
    const blocked = transport.blocked[0];
    const reason = blocked
      ? `The site's content security policy (${blocked.directive}) forbids it.`
      : String(error);
    post({ kind: "failed", reason });
  }
}

/** @param {import("./pyodide-download.js").Given} given */
async function prepareNextVisit(given) {
  const snapshot = await makeSnapshot(given, USED).catch(() => undefined);
  post({ kind: "snapshot", snapshot: snapshot && new Blob([snapshot]) });
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

/** @param {Exclude<ToConsoleWorker, { kind: "start" | "make-snapshot" | "cancel" }>} message */
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
  if (message.kind === "start") return start(message);
  if (message.kind === "make-snapshot") return prepareNextVisit(message);
  if (message.kind === "cancel") return transport.cancel(message.id);
  const { id } = message;
  try {
    const value = await handle(message);
    post({ kind: "result", id, value });
  } catch (error) {
    post({ kind: "error", id, message: error instanceof Error ? error.message : String(error) });
  }
};
