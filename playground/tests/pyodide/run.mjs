/**
 * Runs the tests of the engine inside Pyodide, where the console runs it.
 *
 *     node run.mjs <results.json> <folder of pytest's packages> <pytest arguments...>
 *
 * The tests, their inputs, and `shared/` beside the project where there is one, are mounted as
 * they are. Of our modules, those that ship are taken from `python.zip`: the tests meet what readers
 * get. pytest and what it needs are pure Python, so Pyodide takes them from the environment of the
 * project.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadPyodide } from "pyodide";

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = dirname(dirname(dirname(HERE)));
const PACKAGES = ["_pytest", "iniconfig", "packaging", "pluggy", "pygments", "pytest", "yaml"];

// Without this, Node would show the one line that all of Pyodide is.
process.on("uncaughtException", (error) => {
  console.error(`${error.name}: ${error.message}`.slice(0, 4000));
  process.exit(70);
});

const [out, packages, ...options] = process.argv.slice(2);
const python = await loadPyodide({
  env: {
    HOME: "/home/pyodide",
    PYTHONDONTWRITEBYTECODE: "1",
    RESULTS: "/tmp/results.json",
  },
});

/** @param {string} target @param {string} source */
function mount(target, source) {
  python.FS.mkdirTree(target);
  python.mountNodeFS(target, source);
}

const wanted = readdirSync(packages).filter((name) =>
  PACKAGES.includes(name.replace(/-[\d.]+\.dist-info$/, "")),
);
for (const name of wanted) mount(`/packages/${name}`, join(packages, name));
python.FS.writeFile("/packages/py.py", readFileSync(join(packages, "py.py")));
mount("/plugin", HERE);
mount("/sources", join(ROOT, "src"));
mount("/project/main/tests", join(ROOT, "tests"));
mount("/project/main/docs", join(ROOT, "docs"));
python.FS.writeFile(
  "/tmp/python.zip",
  readFileSync(join(ROOT, "playground", "build", "python", "python.zip")),
);
python.FS.writeFile(
  "/project/main/pyproject.toml",
  "[tool.pytest.ini_options]\nfilterwarnings = ['error']\n",
);
const inputs = {
  "/project/main/.cache/inputs": join(ROOT, ".cache", "inputs"),
  "/project/shared": join(dirname(ROOT), "shared"),
};
for (const [target, source] of Object.entries(inputs)) {
  if (existsSync(source)) mount(target, source);
}

python.FS.chdir("/project/main");
python.globals.set(
  "options",
  python.toPy(["-p", "no:cacheprovider", "-p", "portable", ...options]),
);
const status = await python.runPythonAsync(`
import os, shutil, sys, zipfile
src = "/project/main/src"
shutil.copytree("/sources", src, ignore=shutil.ignore_patterns("__pycache__"))
with zipfile.ZipFile("/tmp/python.zip") as archive:
    for name in archive.namelist():
        if name.startswith("tryfield/core/"):
            archive.extract(name, src)
            os.remove(f"{src}/{name.removesuffix('c')}")
sys.path[:0] = ["/packages", "/plugin", "/plugin/absent", "/project/main/src", "/project/main"]
import pytest
int(pytest.main(list(options)))
`);
writeFileSync(out, python.FS.readFile("/tmp/results.json"));
// Pyodide keeps Node alive; everything is written.
process.exit(status);
