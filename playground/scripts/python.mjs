/**
 * python.zip: compiled by the interpreter that will load it, Pyodide itself under Node.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadPyodide } from "pyodide";
import { wheels } from "./wheels.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const SITE_PACKAGES = "/lib/python3.14/site-packages";

/**
 * Write the archive.
 * @param {string} root  the project's folder
 * @param {string} out   the file to write
 * @returns {Promise<number>} how many files it holds
 */
export async function buildPython(root, out) {
  const python = await loadPyodide({
    args: ["-OO"],
    env: { HOME: "/home/pyodide", SOURCE_DATE_EPOCH: "315532800", PYTHONHASHSEED: "0", COLUMNS: "80" },
  });
  for (const wheel of wheels(root)) {
    const bytes = new Uint8Array(readFileSync(wheel));
    python.FS.writeFile(`/tmp/${basename(wheel)}`, bytes);
    python.unpackArchive(bytes, "wheel", { extractDir: SITE_PACKAGES });
  }
  python.FS.writeFile(`${SITE_PACKAGES}/pack.py`, readFileSync(join(HERE, "pack.py")));
  python.FS.writeFile("/tmp/stdlib.zip", readFileSync(fileURLToPath(import.meta.resolve("pyodide/python_stdlib.zip"))));

  const sources = mkdtempSync(join(tmpdir(), "tryfield-"));
  try {
    cpSync(join(root, "src", "tryfield", "__init__.py"), join(sources, "tryfield", "__init__.py"));
    cpSync(join(root, "src", "tryfield", "core"), join(sources, "tryfield", "core"), {
      recursive: true,
      filter: (path) => !path.endsWith("__pycache__"),
    });
    python.FS.mkdirTree("/sources");
    python.mountNodeFS("/sources", sources);
    const pack = python.pyimport("pack");
    const files = pack.pack("/tmp/stdlib.zip", "/sources", "/tmp/python.zip");
    writeFileSync(out, python.FS.readFile("/tmp/python.zip"));
    return files;
  } finally {
    rmSync(sources, { recursive: true, force: true });
  }
}
