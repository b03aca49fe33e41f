/**
 * Joins and minifies the modules and styles. Each file asks for the next by its content's hash,
 * so that a browser never mixes two releases of a site.
 */

import { createHash } from "node:crypto";
import { copyFileSync, existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const BROWSERS = ["chrome111", "firefox114", "safari16.4"];
const RUNTIME = [
  "pyodide/pyodide.mjs",
  "pyodide/pyodide.asm.mjs",
  "pyodide/pyodide.asm.wasm",
  "python.zip",
];
const CLIENTS = ["httpx.zip", "requests.zip"];

/**
 * @param {string} here  the playground's folder
 * @param {string} site  where to write
 */
export async function bundle(here, site) {
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
      format: "esm",
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

  const names = [...RUNTIME, ...(existsSync(join(site, "snapshot.bin")) ? ["snapshot.bin"] : [])];
  const runtime = Object.fromEntries(
    names.map((name) => [name, { version: version(name), bytes: statSync(join(site, name)).size }]),
  );
  await join_("console-worker.js", { TRYFIELD_RUNTIME: runtime });
  await join_("code-worker.js", {});
  await join_("python-editor.js", {});
  await join_("oauth.js", {});
  await join_("oauth-callback.js", {});
  await join_("service-worker.js", {});
  copyFileSync(join(here, "src", "callback.html"), join(site, "callback.html"));
  const lazy = Object.fromEntries(
    [...RUNTIME, ...CLIENTS, "code-worker.js", "python-editor.js", "oauth.js"].map((name) => [
      name,
      version(name),
    ]),
  );
  await join_("console.js", {
    TRYFIELD_WORKER: version("console-worker.js"),
    TRYFIELD_FILES: lazy,
  });
  await join_("tryfield.js", {
    TRYFIELD_CONSOLE: version("console.js"),
    TRYFIELD_STYLE: version("console.css"),
  });
}
