/**
 * Bytes as text: as base64, because the bridge speaks JSON, and as what they say.
 */

/** @param {string} text @returns {Uint8Array<ArrayBuffer>} */
export function fromBase64(text) {
  const native = /** @type {any} */ (Uint8Array).fromBase64;
  if (native) return native.call(Uint8Array, text);
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** @param {Uint8Array} bytes @returns {string} */
export function toBase64(bytes) {
  const native = /** @type {any} */ (bytes).toBase64;
  if (native) return native.call(bytes);
  const parts = [];
  // A multiple of three, so that the parts join; small enough to be spread.
  for (let at = 0; at < bytes.length; at += 30_000)
    parts.push(btoa(String.fromCharCode(...bytes.subarray(at, at + 30_000))));
  return parts.join("");
}

/** @param {Uint8Array} bytes @param {string} charset  as the response names it; unknown ones are UTF-8 */
export function decodeText(bytes, charset) {
  try {
    return new TextDecoder(charset || "utf-8").decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}
