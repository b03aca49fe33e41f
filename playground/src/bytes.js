/**
 * Bytes as text: as base64, because the bridge speaks JSON, and as what they say.
 */

/** @param {string} text @returns {Uint8Array<ArrayBuffer>} */
export function unpack(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** @param {Uint8Array} bytes @returns {string} */
export function pack(bytes) {
  const parts = [];
  // A multiple of three, so that the parts join; small enough to be spread.
  for (let at = 0; at < bytes.length; at += 30_000) parts.push(btoa(String.fromCharCode(...bytes.subarray(at, at + 30_000))));
  return parts.join("");
}

/** @param {Uint8Array} bytes @param {string} charset  as the answer names it; unknown ones are UTF-8 */
export function decode(bytes, charset) {
  try {
    return new TextDecoder(charset || "utf-8").decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}
