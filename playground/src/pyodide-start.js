/**
 * The interpreter, from what its files are: no network, no package index.
 */

const LOCK = JSON.stringify({
  info: { abi_version: "2026_0", arch: "wasm32", platform: "emscripten_5_0_3", python: "3.14.2" },
  packages: {},
});

/** A name for where it comes from; nothing is asked for there. */
const INDEX = "https://pyodide.invalid/";

/**
 * @typedef {object} Parts
 * @property {Promise<{ loadPyodide: any, createPyodideModule: any }>} script
 * @property {Promise<WebAssembly.Module>} compiled
 * @property {Promise<ArrayBuffer>} archive  python.zip
 * @property {Promise<ArrayBuffer | undefined>} [snapshot]  where there is one
 * @property {boolean} [forSnapshot]  its memory is going to be taken
 */

/**
 * @param {Parts} parts
 * @returns {Promise<{ python: any, snapshot: ArrayBuffer | undefined }>}
 */
export async function startPyodide({ script, compiled, archive, snapshot, forSnapshot = false }) {
  const { loadPyodide, createPyodideModule } = await script;
  const restore = interceptFetch(compiled, archive);
  /** @param {ArrayBuffer} [from] */
  const start = (from) =>
    Promise.race([
      loadPyodide({
        indexURL: INDEX,
        lockFileContents: LOCK,
        packageBaseUrl: INDEX,
        createPyodideModule,
        env: { HOME: "/home/pyodide", LANG: "C.UTF-8" },
        _loadSnapshot: from,
        _makeSnapshot: forSnapshot,
      }),
      rejectsWith(compiled),
      rejectsWith(archive),
    ]);
  try {
    const earlier = await snapshot;
    const [python, used] = earlier
      ? await startFromSnapshot(start, earlier)
      : [await start(), undefined];
    return { python, snapshot: used };
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
async function startFromSnapshot(start, snapshot) {
  try {
    const python = await start(snapshot);
    // Pyodide would hold the bytes as long as it lives.
    delete python._api.config._loadSnapshot;
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
function rejectsWith(promise) {
  return new Promise((_, reject) => promise.catch(reject));
}

/**
 * Hand Pyodide the files that are already on their way instead of letting it ask again.
 * @param {Promise<WebAssembly.Module>} compiled
 * @param {Promise<ArrayBuffer>} archive
 * @returns {() => void} puts everything back
 */
function interceptFetch(compiled, archive) {
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
