/**
 * Requests of a reader's code: the console's worker sends them, of an endpoint's code or of a cell.
 */
import { credentialStore } from "./credential-store.js";
import { runtime } from "./python-runtime.js";

/** @param {string} url */
export function originOf(url) {
  try {
    return new URL(url).origin;
  } catch {
    return "";
  }
}

/**
 * Have the console's worker send what code asks for.
 * @param {Record<string, unknown>} argument  of `bridge.carry`
 * @param {{ relay: string, relayed: boolean, timeout: number }} how  `relayed`: always by the relay
 * @param {() => Promise<unknown>} open  what the bridge must know first
 * @returns {Promise<any>}
 */
export async function sendCodeRequest(argument, { relay, relayed, timeout }, open) {
  await runtime.start();
  const page = location.origin;
  const origin = originOf(/** @type {{ url: string }} */ (argument.request).url);
  const once = async () => {
    const options = {
      relay: relay && new URL(relay, location.href).href,
      relayed,
      timeout,
      origin,
      secrets: credentialStore.secrets(),
      page,
    };
    return JSON.parse(
      await runtime.sendCodeRequest({ ...argument, page, relay: Boolean(relay) }, options),
    );
  };
  const result = await once();
  if (result.error?.code !== "not-open") return result;
  await open();
  return once();
}
