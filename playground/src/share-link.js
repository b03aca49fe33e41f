/**
 * Values of a form as a link, and back. A link holds no credential, no base URL, and sends nothing.
 */

import { credentialStore } from "./credential-store.js";
import { parse, stringify } from "./lossless-json.js";
import { isSecretName } from "./secret-names.js";

/** @typedef {import("./protocol.d.ts").Values} Values */

const PREFIX = "#try=";

/**
 * What of the values may be seen by others: no credentials, no headers, no server.
 * @param {Record<string, any>} values  with exact numbers
 * @returns {Record<string, any>}
 */
export function shareable({ parameters = [], mediaType, body, form }) {
  const secrets = credentialStore.secrets();
  /** @param {unknown} value */
  const open = (value) => {
    const text = typeof value === "string" ? value : stringify(value, "");
    return !secrets.some(
      (secret) => text.includes(secret) || text.includes(JSON.stringify(secret).slice(1, -1)),
    );
  };
  return {
    parameters: parameters.filter(
      (/** @type {any} */ one) => open(one.value) && !(one.in !== "path" && isSecretName(one.name)),
    ),
    mediaType,
    body: open(body) ? body : undefined,
    form: form?.filter((/** @type {any} */ one) => open(one.value) && !isSecretName(one.name)),
  };
}

/** @param {string} endpoint @param {Record<string, any>} values */
export function linkTo(endpoint, values) {
  const bytes = new TextEncoder().encode(stringify(shareable(values), ""));
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  return `${location.href.replace(/#.*/, "")}${PREFIX}${encodeURIComponent(endpoint)}:${text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")}`;
}

/**
 * The values in the address of the page, when they are for this endpoint.
 * @param {string} endpoint
 * @param {string} fragment
 * @returns {Map<string, any> | undefined}
 */
export function fromLink(endpoint, fragment) {
  const start = `${PREFIX}${encodeURIComponent(endpoint)}:`;
  if (!fragment.startsWith(start)) return undefined;
  try {
    const text = atob(fragment.slice(start.length).replaceAll("-", "+").replaceAll("_", "/"));
    const value = parse(
      new TextDecoder("utf-8", { fatal: true }).decode(
        Uint8Array.from(text, (one) => one.charCodeAt(0)),
      ),
    );
    if (!(value instanceof Map)) return undefined;
    const kept = new Map();
    if (isList(value.get("parameters"))) kept.set("parameters", value.get("parameters"));
    if (isList(value.get("form"))) kept.set("form", value.get("form"));
    for (const name of ["mediaType", "body"])
      if (typeof value.get(name) === "string") kept.set(name, value.get(name));
    return kept;
  } catch {
    return undefined;
  }
}

/** @param {unknown} value  a list of named values? */
function isList(value) {
  return (
    Array.isArray(value) &&
    value.every((one) => one instanceof Map && typeof one.get("name") === "string")
  );
}
