/**
 * Builds what a site serves to its readers into `build/site/`.
 *
 *     node build.mjs            all of it; what has not changed is kept
 *     node build.mjs --fresh    all of it, from nothing
 */
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { buildPython } from "./scripts/build-python.mjs";
import { bundle } from "./scripts/bundle-javascript.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = dirname(HERE);
const SITE = join(HERE, "build", "site");
const PYTHON = join(HERE, "build", "python");
const STAMP = join(HERE, "build", "python.stamp");

/** @param {string} folder @returns {string[]} */
function files(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.name === "__pycache__") return [];
      return entry.isDirectory() ? files(path) : [path];
    })
    .sort();
}

/** @param {string[]} paths */
function digest(paths) {
  const hash = createHash("sha256");
  for (const path of paths)
    hash.update(relative(ROOT, path)).update("\0").update(readFileSync(path)).update("\0");
  return hash.digest("hex");
}

/** Put a file where it belongs only when it is whole, so that a stopped build leaves no half. */
async function python() {
  const out = join(PYTHON, "python.zip");
  const inputs = [
    ...files(join(ROOT, "src", "tryfield", "core")).filter(
      (path) => path.endsWith(".py") && !/core[\\/]rules[\\/]/.test(path),
    ),
    join(ROOT, "src", "tryfield", "__init__.py"),
    join(HERE, "package-lock.json"),
    join(HERE, "pyodide-build.txt"),
    join(HERE, "http-clients.txt"),
    ...files(join(HERE, "scripts")),
  ];
  const key = digest(inputs);
  if (existsSync(out) && existsSync(STAMP) && readFileSync(STAMP, "utf8") === key) return;
  const halves = join(HERE, "build", "part");
  mkdirSync(halves, { recursive: true });
  const count = await buildPython(ROOT, halves);
  for (const name of readdirSync(halves)) renameSync(join(halves, name), join(PYTHON, name));
  writeFileSync(STAMP, key);
  console.log(`python.zip: ${count} files`);
}

if (process.argv.includes("--fresh")) rmSync(join(HERE, "build"), { recursive: true, force: true });
mkdirSync(PYTHON, { recursive: true });
await python();
// Nothing of an earlier build comes along.
rmSync(SITE, { recursive: true, force: true });
mkdirSync(SITE, { recursive: true });
await bundle(HERE, PYTHON, SITE);
for (const path of files(SITE)) {
  console.log(`${statSync(path).size.toString().padStart(9)}  ${relative(SITE, path)}`);
}
// Pyodide keeps Node alive; everything is written.
process.exit(0);
