/**
 * The console's worker: Python builds, sends and judges. Knows nothing of the page.
 */
import { pack } from "./base64.js";
import { boot } from "./boot.js";
import { lines } from "./lines.js";
import { Transport } from "./transport.js";

/** @typedef {import("./messages.d.ts").Order} Order */
/** @typedef {import("./messages.d.ts").News} News */

/** @param {News} news @param {Transferable[]} [transfer] */
const tell = (news, transfer = []) => globalThis.postMessage(news, { transfer });

/** @type {any} tryfield.core.bridge, once Python runs */
let bridge;
const transport = new Transport();

/** @param {WebAssembly.Module} [kept] */
async function start(kept) {
  try {
    const { python, module } = await boot({
      module: kept,
      progress: (loaded, total) => tell({ kind: "progress", loaded, total }),
    });
    bridge = python.pyimport("tryfield.core.bridge");
    tell({ kind: "ready", module });
  } catch (error) {
    const blocked = transport.blocked[0];
    const reason = blocked ? `The site's content security policy (${blocked.directive}) forbids it.` : String(error);
    tell({ kind: "failed", reason });
  }
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
    case "lines":
      return lines(order.text);
  }
}

globalThis.onmessage = async ({ data }) => {
  /** @type {Order} */
  const order = data;
  if (order.kind === "boot") return start(order.module);
  if (order.kind === "cancel") return transport.cancel(order.id);
  const { id } = order;
  try {
    const value = await obey(order);
    tell({ kind: "result", id, value });
  } catch (error) {
    tell({ kind: "error", id, message: error instanceof Error ? error.message : String(error) });
  }
};
