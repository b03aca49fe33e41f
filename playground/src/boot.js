/**
 * Starts Python in a worker: all files at once, no package index, the compiled module kept.
 *
 * Pyodide's own start waits for ever when its WebAssembly cannot be had (a wrong MIME type, a
 * content security policy). Here every failure ends in a rejected promise.
 */

/**
 * @typedef {object} Started
 * @property {any} python  the Pyodide interpreter
 * @property {WebAssembly.Module} module  posted back to the page, for a quick restart
 * @property {ArrayBuffer} [snapshot]  that it was made from, for the same
 * @property {boolean} compressed  whether the host compresses what it serves
 */

const LOCK = JSON.stringify({
  info: { abi_version: "2026_0", arch: "wasm32", platform: "emscripten_5_0_3", python: "3.14.2" },
  packages: {},
});
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
    const response = await fetch(address(SNAPSHOT), { cache: "only-if-cached", mode: "same-origin" });
    return response.ok ? await response.arrayBuffer() : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Leave the snapshot in the browser's cache for the next visit.
 * @returns {Promise<ArrayBuffer | undefined>}
 */
export async function fetchSnapshot() {
  if (!(SNAPSHOT in TRYFIELD_RUNTIME)) return undefined;
  try {
    const response = await fetch(address(SNAPSHOT), /** @type {RequestInit} */ ({ priority: "low" }));
    return response.ok ? await response.arrayBuffer() : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {object} options
 * @param {WebAssembly.Module} [options.module]  from an earlier start
 * @param {ArrayBuffer} [options.snapshot]  from an earlier start
 * @param {(loaded: number, total: number) => void} options.progress  bytes, as they travel
 * @returns {Promise<Started>}
 */
export async function boot({ module, snapshot, progress }) {
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
  const memory = snapshot ? Promise.resolve(snapshot) : cachedSnapshot();
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

  const restore = divert(compiled, archive);
  /** @param {ArrayBuffer} [from] */
  const begin = (from) => Promise.race([
    loadPyodide({
      indexURL: new URL("pyodide/", import.meta.url).href,
      lockFileContents: LOCK,
      packageBaseUrl: new URL("pyodide/", import.meta.url).href,
      createPyodideModule,
      env: { HOME: "/home/pyodide", LANG: "C.UTF-8" },
      _loadSnapshot: from,
    }),
    rejection(compiled),
    rejection(archive),
  ]);
  try {
    const known = await memory;
    const [python, used] = known ? await restored(begin, known) : [await begin(), undefined];
    return { python, module: await compiled, snapshot: used, compressed: (await loaded).compressed };
  } finally {
    restore();
  }
}

/**
 * Start from a snapshot, or plainly when that fails: nobody shall notice.
 * @param {(from?: ArrayBuffer) => Promise<any>} start
 * @param {ArrayBuffer} snapshot
 * @returns {Promise<[python: any, snapshot: ArrayBuffer | undefined]>}
 */
async function restored(start, snapshot) {
  try {
    const python = await start(snapshot);
    // Every reader would have the same dice.
    python.pyimport("random").seed();
    return [python, snapshot];
  } catch {
    return [await start(), undefined];
  }
}

/**
 * Never fulfils; rejects when the promise does.
 * @param {Promise<unknown>} promise
 * @returns {Promise<never>}
 */
function rejection(promise) {
  return new Promise((_, reject) => promise.catch(reject));
}

/**
 * Hand Pyodide the files that are already on their way instead of letting it ask again.
 * @param {Promise<WebAssembly.Module>} compiled
 * @param {Promise<ArrayBuffer>} archive
 * @returns {() => void} puts everything back
 */
function divert(compiled, archive) {
  const { fetch } = globalThis;
  const { instantiateStreaming } = WebAssembly;
  globalThis.fetch = async (input, init) => {
    const url = String(input);
    if (url.endsWith("/pyodide.asm.wasm")) return new Response();
    if (url.endsWith("/python_stdlib.zip")) return new Response(await archive);
    return fetch(input, init);
  };
  WebAssembly.instantiateStreaming = async (_, imports) => {
    const module = await compiled;
    return { module, instance: await WebAssembly.instantiate(module, imports) };
  };
  return () => {
    globalThis.fetch = fetch;
    WebAssembly.instantiateStreaming = instantiateStreaming;
  };
}
