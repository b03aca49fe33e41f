/**
 * Joins and minifies the modules and styles. Each file asks for the next by its content's hash,
 * so that a browser never mixes two releases of a site.
 */

import { createHash } from "node:crypto";
import { copyFileSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { endOfFiles } from "../src/archives.js";

const BROWSERS = ["chrome111", "firefox114", "safari16.4"];
const PYODIDE = dirname(fileURLToPath(import.meta.resolve("pyodide")));
/** Loads a script by its address: nobody of us asks for that, and a reader's code must not. */
const LOADS_SCRIPTS = /async (\w+)=>await import\(\1\)/;

/**
 * Pyodide's two scripts as one that is no module, so that others can stand behind it in one text.
 * @returns {Promise<string>}
 */
async function pyodideScript() {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { loadPyodide } from "./pyodide.mjs";
        import createPyodideModule from "./pyodide.asm.mjs";
        globalThis.tryfieldPyodide = { loadPyodide, createPyodideModule };`,
      resolveDir: PYODIDE,
    },
    bundle: true,
    write: false,
    minify: true,
    format: "iife",
    target: BROWSERS,
    charset: "utf8",
    legalComments: "none",
    external: ["node:*", "ws"],
    // Only Node asks for what lies beside a script.
    define: { "import.meta.url": JSON.stringify("https://pyodide.invalid/") },
    plugins: [
      {
        name: "no-scripts-by-address",
        setup({ onLoad }) {
          onLoad({ filter: /pyodide(\.asm)?\.mjs$/ }, ({ path }) => {
            const text = readFileSync(path, "utf8");
            if (!LOADS_SCRIPTS.test(text))
              throw new Error(`${path}: where scripts are loaded was not found`);
            return {
              contents: text.replace(LOADS_SCRIPTS, "async()=>{throw new TypeError('no scripts')}"),
            };
          });
        },
      },
    ],
    logLevel: "warning",
  });
  return outputFiles[0].text;
}

/**
 * Compressed here, since a host may not do it; the browser unpacks it. The name says nothing of it,
 * or else a host would.
 * @param {string | Buffer} content @param {string} path
 */
function pack(content, path) {
  writeFileSync(path, gzipSync(content, { level: 9 }));
}

/**
 * @param {string} here  the playground's folder
 * @param {string} python  where the archives of Python are
 * @param {string} site  where to write
 */
export async function bundle(here, python, site) {
  pack(await pyodideScript(), join(site, "pyodide-js.bin"));
  pack(readFileSync(join(PYODIDE, "pyodide.asm.wasm")), join(site, "pyodide-wasm.bin"));
  for (const name of ["httpx", "requests"])
    pack(readFileSync(join(python, `${name}.zip`)), join(site, `${name}.bin`));
  const first = readFileSync(join(python, "python-first.zip"));
  const whole = readFileSync(join(python, "python.zip"));
  const common = endOfFiles(first);
  if (!whole.subarray(0, common).equals(first.subarray(0, common)))
    throw new Error("python.zip does not begin like python-first.zip");
  pack(first, join(site, "python.bin"));
  pack(whole.subarray(common), join(site, "python-rest.bin"));
  /** @param {string} name */
  const version = (name) =>
    createHash("sha256")
      .update(readFileSync(join(site, name)))
      .digest("hex")
      .slice(0, 12);
  /** @param {string} entry @param {Record<string, unknown>} values */
  const join_ = async (entry, values) => {
    await build({
      entryPoints: [join(here, "src", entry)],
      outfile: join(site, entry),
      bundle: true,
      minify: true,
      format: entry === "code-worker.js" ? "iife" : "esm",
      target: BROWSERS,
      charset: "utf8",
      legalComments: "none",
      define: Object.fromEntries(
        Object.entries(values).map(([name, value]) => [name, JSON.stringify(value)]),
      ),
      logLevel: "warning",
    });
  };

  // What every page needs, and what comes with the first touch.
  for (const [out, parts] of Object.entries({
    "tryfield.css": ["page.css", "closed-console.css"],
    "console.css": ["console.css"],
  })) {
    await build({
      stdin: {
        contents: parts.map((name) => readFileSync(join(here, "src", name), "utf8")).join("\n"),
        loader: "css",
      },
      outfile: join(site, out),
      minify: true,
      target: BROWSERS,
      charset: "utf8",
      logLevel: "warning",
    });
  }

  /** @param {string[]} names */
  const facts = (names) =>
    Object.fromEntries(
      names.map((name) => [
        name,
        { version: version(name), bytes: statSync(join(site, name)).size },
      ]),
    );
  const runtime = ["pyodide-js.bin", "pyodide-wasm.bin", "python.bin"];
  await join_("console-worker.js", { TRYFIELD_FILES: facts(runtime) });
  await join_("code-worker.js", {});
  await join_("python-editor.js", {});
  await join_("oauth.js", {});
  await join_("oauth-callback.js", {});
  await join_("service-worker.js", {});
  copyFileSync(join(here, "src", "callback.html"), join(site, "callback.html"));
  await join_("console.js", {
    TRYFIELD_FILES: facts([
      ...runtime,
      "python-rest.bin",
      "httpx.bin",
      "requests.bin",
      "console-worker.js",
      "code-worker.js",
      "python-editor.js",
      "oauth.js",
    ]),
  });
  await join_("tryfield.js", {
    TRYFIELD_CONSOLE: version("console.js"),
    TRYFIELD_STYLE: version("console.css"),
  });
}
