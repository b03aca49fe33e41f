// Asks the bridge as the browser has it: what a console loads first, in Pyodide, under Node.
// usage: node ask.mjs PYODIDE_FOLDER PYTHON_ZIP LOCK_FILE < lines of ["operation", "argument"]
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

// Before Pyodide is there, which reads no more from a pipe that it would have to wait for.
const lines = readFileSync(0, "utf-8").split("\n").filter(Boolean);
const [folder, zip] = process.argv.slice(2, 4).map((path) => resolve(path));
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`).href);
const lock = readFileSync(process.argv[4], "utf-8");
const python = await loadPyodide({ indexURL: folder, stdLibURL: zip, lockFileContents: lock });
const call = python.pyimport("tryfield.core.bridge").call;

process.stdout.write(JSON.stringify(lines.map((line) => call(...JSON.parse(line)))));
