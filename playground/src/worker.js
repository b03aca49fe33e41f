/**
 * The console's worker: Python builds, sends and judges. Knows nothing of the page.
 */
import { decode, pack } from "./bytes.js";
import { boot, fetchSnapshot } from "./boot.js";
import { lines } from "./lines.js";
import { Transport } from "./transport.js";

/** @typedef {import("./messages.d.ts").Order} Order */
/** @typedef {import("./messages.d.ts").News} News */

/** @param {News} news */
const tell = (news) => globalThis.postMessage(news);

/** @type {any} tryfield.core.bridge, once Python runs */
let bridge;
const transport = new Transport();

/** Milliseconds after a start, when nothing of the page is waiting for the network. */
const QUIET = 4000;

/** Milliseconds until the page, which waits for its form, has it. */
const SOON = 30;

/** @param {WebAssembly.Module} [kept] @param {Blob} [memory] */
async function start(kept, memory) {
  try {
    const { python, module, snapshot, compressed } = await boot({
      module: kept,
      snapshot: memory,
      progress: (loaded, total) => tell({ kind: "progress", loaded, total }),
    });
    bridge = python.pyimport("tryfield.core.bridge");
    tell({ kind: "ready", module });
    if (snapshot) setTimeout(() => tell({ kind: "snapshot", snapshot: new Blob([snapshot]) }), SOON);
    else if (!memory && (compressed || isLocal())) setTimeout(prepareNextVisit, QUIET);
  } catch (error) {
    const blocked = transport.blocked[0];
    const reason = blocked ? `The site's content security policy (${blocked.directive}) forbids it.` : String(error);
    tell({ kind: "failed", reason });
  }
}

/** Whether the files come from this machine, so that their size does not matter. */
function isLocal() {
  return /^(localhost|127\.|\[::1\])/.test(location.hostname);
}

async function prepareNextVisit() {
  if (/** @type {any} */ (navigator).connection?.saveData) return;
  const snapshot = await fetchSnapshot();
  if (snapshot) tell({ kind: "snapshot", snapshot });
}

/**
 * Put bodies, which travel as bytes, where the bridge expects them as text.
 * @param {string} argument
 * @param {Record<string, Uint8Array>} [bodies]  by the name of what they belong to
 */
function withBodies(argument, bodies) {
  if (!bodies) return argument;
  const value = JSON.parse(argument);
  for (const [name, bytes] of Object.entries(bodies)) value[name].body = pack(bytes);
  return JSON.stringify(value);
}

/** @param {Exclude<Order, { kind: "boot" | "cancel" }>} order */
async function obey(order) {
  switch (order.kind) {
    case "call":
      return bridge.call(order.operation, withBodies(order.argument, order.bodies));
    case "exchange":
      return transport.exchange(bridge, order, (value) => tell({ kind: "piece", id: order.id, value }));
    case "carry":
      return transport.carry(bridge, order);
    case "lines":
      return lines(decode(order.bytes, order.charset));
  }
}

globalThis.onmessage = async ({ data }) => {
  /** @type {Order} */
  const order = data;
  if (order.kind === "boot") return start(order.module, order.snapshot);
  if (order.kind === "cancel") return transport.cancel(order.id);
  const { id } = order;
  try {
    const value = await obey(order);
    tell({ kind: "result", id, value });
  } catch (error) {
    tell({ kind: "error", id, message: error instanceof Error ? error.message : String(error) });
  }
};
