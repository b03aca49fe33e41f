"""Imports go one way; the table is the one of docs/architecture.md."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[1] / "src"

# What a layer may import, from the innermost outwards. Front ends never import each other.
MAY_IMPORT = {
    "core": {"core"},
    "readers": {"core", "readers"},
    "rendering": {"core", "readers", "project", "configuration", "rendering", "assets"},
    "checking": {"core", "readers", "project", "relative_paths", "configuration", "checking"},
    "project": {"core", "readers", "relative_paths", "configuration", "project"},
    "configuration": {"core", "configuration"},
    "relative_paths": {"core"},
    "json_export": {"core", "project", "relative_paths", "json_export"},
    "scaffold": {"core", "readers", "project", "configuration", "scaffold"},
    "assets": {"core", "assets"},
    "cells": {"cells", "readers"},
    "demo": {"core", "readers", "project", "demo", "relay"},
    "relay": {"core", "relay"},
    "cli": {"commands"},
    "commands": {
        "commands",
        "assets",
        "checking",
        "configuration",
        "core",
        "demo",
        "json_export",
        "relative_paths",
        "project",
        "readers",
        "relay",
        "rendering",
        "scaffold",
    },
    "build_messages": {"core", "rendering", "checking", "configuration", "relative_paths"},
    "mkdocs_plugin": {
        *("core", "readers", "rendering", "project"),
        *("configuration", "assets", "build_messages"),
    },
    "pytest_plugin": {"core", "readers", "checking", "project", "configuration"},
    "handler": {"core", "readers", "rendering", "project", "configuration", "assets"},
}
# What is given to code that imports it; everything else names the module that it needs.
GIVES_THE_PACKAGE = ("checking/snippets/snippet_process.py",)
# Only these files may know a framework, so that the rest runs without it.
ONLY = {
    "mkdocs": {"mkdocs_plugin", "handler"},
    "mkdocstrings": {"handler"},
    "pytest": {"pytest_plugin"},
    "click": {"cli", "commands"},
    "starlette": {"demo", "relay"},
    "sqlalchemy": {"demo"},
    "uvicorn": {"demo", "relay"},
}


GROUP_POSSESSIVELY = re.compile(r"(?<!\\)\)(?:[*+?]|\{[\d,]+\})\+")


def layer_of(path: Path) -> str:
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return "handler" if parts[0] == "mkdocstrings_handlers" else parts[1]


def imports(path: Path) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module == "tryfield":
            found += [(node.lineno, f"tryfield.{alias.name}") for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append((node.lineno, node.module or ""))
    return found


MODULES = [path for path in sorted(SOURCE.rglob("*.py")) if layer_of(path) != "__init__"]


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_a_module_imports_only_what_its_layer_may(path: Path) -> None:
    layer = layer_of(path)
    wrong = [
        f"{path.name}:{line}: {layer} imports {name}"
        for line, name in imports(path)
        if name.partition(".")[0] == "tryfield"
        and name.partition(".")[2].split(".")[0] not in MAY_IMPORT[layer] | {"__version__"}
        and not (name == "tryfield" and str(path).endswith(GIVES_THE_PACKAGE))
    ]

    assert wrong == []


@pytest.mark.parametrize(
    "path", [p for p in MODULES if layer_of(p) == "core"], ids=lambda p: str(p.relative_to(SOURCE))
)
def test_core_imports_the_standard_library_only(path: Path) -> None:
    browser = {"js", "pyodide"}  # only inside functions that run in the browser
    foreign = [
        name
        for _, name in imports(path)
        if name.split(".")[0] not in sys.stdlib_module_names | {"tryfield", "__future__"} | browser
    ]

    assert foreign == []


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_a_framework_is_known_to_its_own_front_end_only(path: Path) -> None:
    layer = layer_of(path)
    wrong = [
        f"{path.name}:{line}: {name}"
        for line, name in imports(path)
        if name.split(".")[0] in ONLY and layer not in ONLY[name.split(".")[0]]
    ]

    assert wrong == []


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_a_module_stays_small_enough_to_read(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_pattern_repeats_a_group_possessively(path: Path) -> None:
    """`(…)*+` finds other texts on Python 3.11.0 to 3.11.4; `(?>(…)*)` means the same on all."""
    patterns = [
        node.value
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and ("\\" in node.value or "(?" in node.value)
    ]

    assert [text for text in patterns if GROUP_POSSESSIVELY.search(text)] == []
