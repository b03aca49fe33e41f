/**
 * Starts Pyodide as quickly as it can be: every file in flight at once, from the site itself, and
 * from the memory of an earlier start where the browser has kept one.
 *
 * Whatever fails is a rejected promise.
 */

import { startPyodide } from "./pyodide-start.js";
import { unpacked } from "./runtime-files.js";

/**
 * @typedef {object} Given  what an earlier start has left
 * @property {WebAssembly.Module} [module]
 * @property {ArrayBuffer} [archive]
 * @property {ArrayBuffer} [snapshot]
 */

/**
 * @typedef {object} Started
 * @property {any} python  the Pyodide interpreter
 * @property {WebAssembly.Module} module
 * @property {ArrayBuffer} archive  python.zip
 * @property {ArrayBuffer} [snapshot]  that it was made from
 */

const SCRIPT = "pyodide-js.bin";
const WASM = "pyodide-wasm.bin";
const ARCHIVE = "python.bin";
const KEPT = "tryfield-python";
/** Where the snapshot is kept: it fits these files and no others. */
const SNAPSHOT = new URL(
  `snapshot?v=${[SCRIPT, WASM, ARCHIVE].map((name) => TRYFIELD_FILES[name].version).join("-")}`,
  import.meta.url,
).href;

/** The snapshot, when an earlier visit has left it. @returns {Promise<ArrayBuffer | undefined>} */
async function keptSnapshot() {
  try {
    const found = await (await caches.open(KEPT)).match(SNAPSHOT);
    if (!found?.body) return undefined;
    return await new Response(
      found.body.pipeThrough(new DecompressionStream("gzip")),
    ).arrayBuffer();
  } catch {
    // No storage, or not over https: every visit is the first.
    return undefined;
  }
}

/** Keep it for the next visit, instead of any other. @param {ArrayBuffer} snapshot */
async function keep(snapshot) {
  const packed = new Blob([snapshot]).stream().pipeThrough(new CompressionStream("gzip"));
  // Whole before it is kept: a page may close meanwhile.
  const whole = new Response(await new Response(packed).blob());
  const cache = await caches.open(KEPT);
  for (const old of await cache.keys()) await cache.delete(old);
  await cache.put(SNAPSHOT, whole);
}

/** @param {string} text @returns {Promise<any>} what `pyodide-js.bin` says */
async function evaluated(text) {
  const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  try {
    await import(url);
  } finally {
    URL.revokeObjectURL(url);
  }
  return /** @type {any} */ (globalThis).tryfieldPyodide;
}

/** @param {Given} given @param {(name: string, bytes: number) => void} arrived */
function download({ module, archive }, arrived) {
  /** @param {string} name */
  const file = (name) =>
    unpacked(name, (bytes) => arrived(name, bytes)).then(
      (stream) =>
        new Response(stream, {
          headers: { "content-type": name === WASM ? "application/wasm" : "application/zip" },
        }),
    );
  const parts = {
    script: file(SCRIPT)
      .then((response) => response.text())
      .then(evaluated),
    compiled: module ? Promise.resolve(module) : WebAssembly.compileStreaming(file(WASM)),
    archive: archive
      ? Promise.resolve(archive)
      : file(ARCHIVE).then((response) => response.arrayBuffer()),
  };
  // Whichever fails first is the reason; the others must not be reported as unhandled.
  for (const part of Object.values(parts)) part.catch(() => {});
  return parts;
}

/**
 * @param {Given} given
 * @param {(loaded: number, total: number) => void} progress  bytes, as they travel
 * @returns {Promise<Started>}
 */
export async function downloadAndStart(given, progress) {
  const wanted = [SCRIPT, ...(given.module ? [] : [WASM]), ...(given.archive ? [] : [ARCHIVE])];
  const total = wanted.reduce((sum, name) => sum + TRYFIELD_FILES[name].bytes, 0);
  let loaded = 0;
  const { script, compiled, archive } = download(given, (_, bytes) => {
    loaded += bytes;
    progress(loaded, total);
  });
  const { python, snapshot } = await startPyodide({
    script,
    compiled,
    archive,
    snapshot: given.snapshot ? Promise.resolve(given.snapshot) : keptSnapshot(),
  });
  return { python, module: await compiled, archive: await archive, snapshot };
}

/**
 * Make a snapshot with an interpreter of its own, which then ends: not a public interface of Pyodide.
 * It is made by the browser that will use it, so that it has what that browser has.
 * @param {Given} given
 * @param {readonly string[]} modules  that shall have been imported
 * @returns {Promise<ArrayBuffer | undefined>} nothing where it cannot be kept
 */
export async function makeSnapshot(given, modules) {
  if (!globalThis.caches || (await (await caches.open(KEPT)).match(SNAPSHOT))) return undefined;
  const { python } = await startPyodide({ ...download(given, () => {}), forSnapshot: true });
  for (const name of modules) python.pyimport(name).destroy();
  python.pyimport("gc").collect();
  const snapshot = python.makeMemorySnapshot().slice().buffer;
  await keep(snapshot);
  return snapshot;
}
