/**
 * The files of Python, which travel compressed whatever a host does, and are unpacked here.
 */

/** @param {string} name @returns {string} */
export function address(name) {
  return new URL(`${name}?v=${TRYFIELD_FILES[name].version}`, import.meta.url).href;
}

/**
 * A file of ours, unpacked, with its bytes counted as they arrive.
 * @param {string} name
 * @param {(bytes: number) => void} [arrived]  called with the size of each piece, as it travels
 * @returns {Promise<ReadableStream<Uint8Array<ArrayBuffer>>>}
 */
export async function unpacked(name, arrived = () => {}) {
  const response = await fetch(address(name));
  if (!response.ok || !response.body) throw new Error(`${name}: HTTP ${response.status}`);
  const counter = new TransformStream({
    transform(chunk, controller) {
      arrived(chunk.byteLength);
      controller.enqueue(chunk);
    },
  });
  return response.body.pipeThrough(counter).pipeThrough(new DecompressionStream("gzip"));
}

/** Its bytes. @param {string} name @returns {Promise<ArrayBuffer>} */
export async function unpackedBytes(name) {
  return new Response(await unpacked(name)).arrayBuffer();
}

/** What every first use needs. */
const FIRST = ["console-worker.js", "pyodide-js.bin", "pyodide-wasm.bin", "python.bin"];
/** @type {Promise<unknown> | undefined} */
let fetched;

/** Have the browser keep them, once, for whoever comes to use them; never fails. */
export function fetchFiles() {
  fetched ??= Promise.allSettled(
    FIRST.map(async (name) => (await fetch(address(name))).arrayBuffer()),
  );
  return fetched;
}
