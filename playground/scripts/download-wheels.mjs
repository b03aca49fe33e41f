/**
 * Wheels that the build needs: pinned by hash, fetched once into `.cache/`.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

/**
 * The files of the wheels, downloaded when they are not there yet.
 * @param {string} root  the project's folder
 * @param {string} pins  the file that names them
 * @returns {string[]}
 */
export function wheels(root, pins) {
  const key = createHash("sha256").update(readFileSync(pins)).digest("hex").slice(0, 16);
  const folder = join(root, ".cache", `${basename(pins, ".txt")}-${key}`);
  const wanted = (readFileSync(pins, "utf8").match(/^[\w-]+==/gm) ?? []).length;
  if (found(folder).length !== wanted) {
    mkdirSync(folder, { recursive: true });
    execFileSync(
      python(root),
      [
        "-m",
        "pip",
        "download",
        "--quiet",
        "--disable-pip-version-check",
        "--require-hashes",
        "--no-deps",
        "--only-binary=:all:",
        "--python-version",
        "3.14",
        "--dest",
        folder,
        "--requirement",
        pins,
      ],
      { stdio: ["ignore", "inherit", "inherit"] },
    );
  }
  return found(folder);
}

/** @param {string} folder */
function found(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".whl"))
    .sort()
    .map((name) => join(folder, name));
}

/** @param {string} root */
function python(root) {
  const own = join(root, ".venv", "bin", "python");
  return process.env.PYTHON ?? (existsSync(own) ? own : "python3");
}
