/**
 * snapshot.bin: the memory of an interpreter that has imported `tryfield.core`, so that a reader's
 * second visit need not start one. Not a public interface of Pyodide: each of its traps is checked
 * here, and a browser that cannot use it starts from python.zip.
 *
 *     node --experimental-wasm-jspi scripts/make-snapshot.mjs PYTHON.ZIP OUT
 */
import { writeFileSync } from "node:fs";
import { loadPyodide } from "pyodide";

const [archive, out] = process.argv.slice(2);
/** A heap that grew cannot be restored. */
const HEAP = 31_457_280;
const HEADER = 65_536;

// What is missing here would be missing for ever, in browsers that have it.
if (!("Suspending" in WebAssembly))
  throw new Error("this Node has no JavaScript promise integration");

const python = await loadPyodide({
  _makeSnapshot: true,
  _sysExecutable: "python",
  stdLibURL: archive,
  env: { HOME: "/home/pyodide", LANG: "C.UTF-8", PYTHONHASHSEED: "0" },
});
// What an open console comes to need is in it as well, though the bridge asks for it late.
for (const name of ["bridge", "console.response_report", "curl.curl_parser"])
  python.pyimport(`tryfield.core.${name}`).destroy();
python.pyimport("gc").collect();
/** @type {Uint8Array} */
const snapshot = /** @type {any} */ (python).makeMemorySnapshot();
if (snapshot.length < HEAP || snapshot.length > HEAP + HEADER)
  throw new Error(`the heap has ${snapshot.length} bytes`);
const text = Buffer.from(snapshot.buffer, snapshot.byteOffset, snapshot.length);
if (text.includes(process.cwd())) throw new Error("it holds a path of this machine");
writeFileSync(out, snapshot);
process.exit(0);
