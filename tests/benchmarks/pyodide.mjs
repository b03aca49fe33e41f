/**
 * Runs a script in Pyodide as the console has it, and says what importing costs there.
 *
 *     node pyodide.mjs <folder of python.zip> <pyodide-lock.json> work <work.py> <work.json>
 *     node pyodide.mjs <folder of python.zip> <pyodide-lock.json> import <module>...
 */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const [built, lock, what, ...words] = process.argv.slice(2);
const folder = fileURLToPath(new URL("../../playground/node_modules/pyodide", import.meta.url));
const { loadPyodide } = await import(pathToFileURL(join(folder, "pyodide.mjs")).href);
const python = await loadPyodide({
  indexURL: folder,
  stdLibURL: join(resolve(built), "python.zip"),
  lockFileContents: readFileSync(lock, "utf8"),
});

// The thread's own time: what else this machine does, and the compiler beside it, is no cost.
function clock() {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1e6;
}

if (what === "work") {
  python.globals.set("clock", clock);
  python.FS.writeFile("/tmp/work.json", readFileSync(words[1]));
  python.globals.set("source", readFileSync(words[0], "utf8"));
  console.log(
    python.runPython(`
import json, sys
sys.argv = ["work.py", "/tmp/work.json"]
known = {"__name__": "work"}
exec(compile(source, "work.py", "exec"), known)
json.dumps(known["measured"]("/tmp/work.json", clock))
`),
  );
} else {
  /** @type {Record<string, number>} */
  const found = {};
  for (const name of words) {
    const begin = clock();
    python.runPython(`import ${name}`);
    found[name] = clock() - begin;
  }
  console.log(JSON.stringify(found));
}
// Pyodide keeps Node alive; everything is said.
process.exit(0);
