/**
 * Starts Python in a worker: all files at once, no package index, the compiled module kept.
 *
 * Pyodide's own start waits for ever when its WebAssembly cannot be had (a wrong MIME type, a
 * content security policy). Here every failure ends in a rejected promise.
 */

import { bytesOf, startPyodide } from "./pyodide-start.js";

/**
 * @typedef {object} Started
 * @property {any} python  the Pyodide interpreter
 * @property {WebAssembly.Module} module  posted back to the page, for a quick restart
 * @property {ArrayBuffer} [snapshot]  that it was made from, where the page does not have it
 * @property {boolean} compressed  whether the host compresses what it serves
 */

const WASM = "pyodide/pyodide.asm.wasm";
const ARCHIVE = "python.zip";
const SNAPSHOT = "snapshot.bin";

/** @param {string} name */
function address(name) {
  return new URL(`${name}?v=${TRYFIELD_RUNTIME[name].version}`, import.meta.url).href;
}

/**
 * A file, with its bytes counted as they arrive.
 * @param {string} name
 * @param {(name: string, loaded: number, total: number) => void} progress
 * @returns {Promise<{ response: Response, compressed: boolean }>}
 */
async function load(name, progress) {
  const response = await fetch(address(name));
  if (!response.ok || !response.body) throw new Error(`${name}: HTTP ${response.status}`);
  const raw = TRYFIELD_RUNTIME[name].bytes;
  // With compression we see the bytes unpacked; what travels is said by the header.
  const total = Number(response.headers.get("content-length")) || raw;
  let seen = 0;
  const counter = new TransformStream({
    transform(chunk, controller) {
      seen += chunk.byteLength;
      progress(name, Math.min(total, Math.round((seen / raw) * total)), total);
      controller.enqueue(chunk);
    },
  });
  const counted = new Response(response.body.pipeThrough(counter), {
    headers: { "content-type": name === WASM ? "application/wasm" : "application/zip" },
  });
  return { response: counted, compressed: response.headers.has("content-encoding") };
}

/**
 * The snapshot, when an earlier visit has left it in the browser's cache.
 * @returns {Promise<ArrayBuffer | undefined>}
 */
async function cachedSnapshot() {
  if (!(SNAPSHOT in TRYFIELD_RUNTIME)) return undefined;
  try {
    const response = await fetch(address(SNAPSHOT), {
      cache: "only-if-cached",
      mode: "same-origin",
    });
    return response.ok ? await response.arrayBuffer() : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Leave the snapshot in the browser's cache for the next visit.
 * @returns {Promise<Blob | undefined>}
 */
export async function downloadSnapshot() {
  if (!(SNAPSHOT in TRYFIELD_RUNTIME)) return undefined;
  try {
    const response = await fetch(
      address(SNAPSHOT),
      /** @type {RequestInit} */ ({ priority: "low" }),
    );
    return response.ok ? await response.blob() : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {object} options
 * @param {WebAssembly.Module} [options.module]  from an earlier start
 * @param {Blob} [options.snapshot]  from an earlier start
 * @param {(loaded: number, total: number) => void} options.progress  bytes, as they travel
 * @returns {Promise<Started>}
 */
export async function downloadAndStart({ module, snapshot, progress }) {
  /** @type {Map<string, [number, number]>} */
  const parts = new Map();
  /** @param {string} name @param {number} loaded @param {number} total */
  const count = (name, loaded, total) => {
    parts.set(name, [loaded, total]);
    let sum = 0;
    let all = 0;
    for (const [have, want] of parts.values()) {
      sum += have;
      all += want;
    }
    progress(sum, all);
  };
  const earlier = snapshot ? bytesOf(snapshot) : cachedSnapshot();
  const compiled = module
    ? Promise.resolve(module)
    : load(WASM, count).then(({ response }) => WebAssembly.compileStreaming(response));
  const loaded = load(ARCHIVE, count);
  const archive = loaded.then(({ response }) => response.arrayBuffer());
  const scripts = Promise.all([
    import(address("pyodide/pyodide.mjs")),
    import(address("pyodide/pyodide.asm.mjs")),
  ]);
  // Whichever fails first is the reason; the others must not be reported as unhandled.
  for (const promise of [compiled, archive, scripts]) promise.catch(() => {});
  const [{ loadPyodide }, { default: createPyodideModule }] = await scripts;

  const indexURL = new URL("pyodide/", import.meta.url).href;
  const { python, snapshot: used } = await startPyodide({
    loadPyodide,
    createPyodideModule,
    indexURL,
    compiled,
    archive,
    snapshot: earlier,
  });
  return {
    python,
    module: await compiled,
    snapshot: snapshot ? undefined : used,
    compressed: (await loaded).compressed,
  };
}
