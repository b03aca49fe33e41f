/**
 * python.zip: compiled by the interpreter that will load it, Pyodide itself under Node.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadPyodide } from "pyodide";
import { wheels } from "./download-wheels.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
const SITE_PACKAGES = "/lib/python3.14/site-packages";

/** What comes with each client, beside what all of them need. @type {Record<string, string[]>} */
const CLIENTS = {
  "httpx.zip": ["httpx2-", "httpx2_jsfetch-", "idna-"],
  "requests.zip": ["requests-", "urllib3-", "charset_normalizer-", "idna-"],
};

const ENVIRONMENT = {
  HOME: "/home/pyodide",
  SOURCE_DATE_EPOCH: "315532800",
  PYTHONHASHSEED: "0",
  COLUMNS: "80",
};

/** An interpreter that has our scripts. */
async function interpreter() {
  const python = await loadPyodide({ args: ["-OO"], env: ENVIRONMENT });
  for (const name of ["lean_bytecode.py", "python_archive.py"])
    python.FS.writeFile(`${SITE_PACKAGES}/${name}`, readFileSync(join(HERE, name)));
  return python;
}

/**
 * Write the archives: the interpreter's own, and one for each HTTP client.
 * @param {string} root    the project's folder
 * @param {string} folder  where to write
 * @returns {Promise<number>} how many files the interpreter's own holds
 */
export async function buildPython(root, folder) {
  const python = await interpreter();
  for (const wheel of wheels(root, join(root, "playground", "pyodide-build.txt"))) {
    const bytes = new Uint8Array(readFileSync(wheel));
    python.FS.writeFile(`/tmp/${basename(wheel)}`, bytes);
    python.unpackArchive(bytes, "wheel", { extractDir: SITE_PACKAGES });
  }
  python.FS.writeFile(
    "/tmp/stdlib.zip",
    readFileSync(fileURLToPath(import.meta.resolve("pyodide/python_stdlib.zip"))),
  );

  const sources = mkdtempSync(join(tmpdir(), "tryfield-"));
  try {
    cpSync(join(root, "src", "tryfield", "__init__.py"), join(sources, "tryfield", "__init__.py"));
    cpSync(join(root, "src", "tryfield", "core"), join(sources, "tryfield", "core"), {
      recursive: true,
      // The rules judge references, and no console does.
      filter: (path) => !/(__pycache__|[\\/]core[\\/]rules)$/.test(path),
    });
    python.FS.mkdirTree("/sources");
    python.mountNodeFS("/sources", sources);
    const archives = python.pyimport("python_archive");
    const files = archives.pack("/tmp/stdlib.zip", "/sources", "/tmp/python.zip");
    const fresh = await interpreter();
    fresh.FS.writeFile("/tmp/python.zip", python.FS.readFile("/tmp/python.zip"));
    const { needed, reorder } = fresh.pyimport("python_archive");
    const first = reorder("/tmp/python.zip", needed("/tmp/python.zip"));
    writeFileSync(join(folder, "python.zip"), fresh.FS.readFile("/tmp/python.zip"));
    writeFileSync(join(folder, "python-first.zip"), first.toJs());
    const clients = wheels(root, join(root, "playground", "http-clients.txt"));
    for (const [name, prefixes] of Object.entries(CLIENTS)) {
      const chosen = clients.filter((path) =>
        prefixes.some((prefix) => basename(path).startsWith(prefix)),
      );
      for (const path of chosen)
        python.FS.writeFile(`/tmp/${basename(path)}`, new Uint8Array(readFileSync(path)));
      archives.pack_wheels(
        chosen.map((path) => `/tmp/${basename(path)}`).join(" "),
        `/tmp/${name}`,
      );
      writeFileSync(join(folder, name), python.FS.readFile(`/tmp/${name}`));
    }
    return files;
  } finally {
    rmSync(sources, { recursive: true, force: true });
  }
}
