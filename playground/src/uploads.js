/**
 * The files that a reader chose. Python gets a short text in place of each; the worker puts the
 * file there when it sends, so that its bytes never become text.
 */

/** @typedef {import("./lossless-json.js").Json} Json */

const REFERENCE = /tryfield-file-[0-9a-f]{32}/g;
/** @type {Map<string, File>} */
const chosen = new Map();

/** A file as a value of the form: an `Upload`. @param {File} file @returns {Map<string, Json>} */
export function upload(file) {
  const random = crypto.getRandomValues(new Uint8Array(16));
  const digits = Array.from(random, (byte) => byte.toString(16).padStart(2, "0"));
  const reference = `tryfield-file-${digits.join("")}`;
  chosen.set(reference, file);
  return new Map([
    ["filename", file.name],
    ["mediaType", file.type],
    ["reference", reference],
  ]);
}

/** Whether a value is no reference to a file that another visit has chosen. @param {Json | undefined} value */
export function isThere(value) {
  const reference = value instanceof Map ? value.get("reference") : undefined;
  return typeof reference !== "string" || chosen.has(reference);
}

/** The chosen files that a text refers to. @param {string} text @returns {Record<string, File>} */
export function filesOf(text) {
  /** @type {Record<string, File>} */
  const found = {};
  for (const [reference] of text.matchAll(REFERENCE)) {
    const file = chosen.get(reference);
    if (file) found[reference] = file;
  }
  return found;
}

/**
 * A body with the files where their references stand.
 * @param {Uint8Array<ArrayBuffer>} body
 * @param {Record<string, File>} files
 * @param {string} mediaType  of the body: a form of pairs holds the text of a file
 * @returns {Promise<Blob | Uint8Array<ArrayBuffer>>}
 */
export async function withFiles(body, files, mediaType) {
  if (!Object.keys(files).length) return body;
  /** @type {BlobPart[]} */
  const parts = [];
  let end = 0;
  // One character a byte, so that positions are the same.
  for (const { 0: reference, index } of new TextDecoder("latin1")
    .decode(body)
    .matchAll(REFERENCE)) {
    const file = files[reference];
    if (!file) continue;
    parts.push(body.subarray(end, index), await content(file, mediaType));
    end = index + reference.length;
  }
  parts.push(body.subarray(end));
  return new Blob(parts);
}

/** @param {File} file @param {string} mediaType @returns {Promise<BlobPart>} */
async function content(file, mediaType) {
  try {
    if (/^application\/x-www-form-urlencoded\b/i.test(mediaType))
      return new URLSearchParams([["", await file.text()]]).toString().slice(1);
    // What has changed since it was chosen is noticed here, not taken for a fault of the network.
    await file.slice(0, 1).arrayBuffer();
    return file;
  } catch {
    throw new DOMException(`${file.name} has changed or is gone.`, "NotReadableError");
  }
}
