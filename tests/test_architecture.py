"""Imports go one way; the tables are those of docs/architecture.md."""

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
    "demo": {"core", "demo", "relay"},
    "relay": {"core", "relay"},
    "cli": {"commands"},
    "commands": {
        "commands",
        "checking",
        "configuration",
        "core",
        "demo",
        "json_export",
        "relative_paths",
        "project",
        "relay",
        "rendering",
        "scaffold",
    },
    "build_messages": {"core", "rendering", "checking", "configuration", "relative_paths"},
    "mkdocs_plugin": {
        *("core", "rendering", "project"),
        *("configuration", "assets", "build_messages"),
    },
    "pytest_plugin": {"core", "checking", "project", "configuration"},
    "handler": {
        "core",
        "rendering",
        "project",
    },
}
# The order inside of `core`: a part imports what stands in the rows above its own, and nothing of
# its own row. Late imports, and those for types alone, count.
CORE = (
    ("errors", "model", "wire", "caches", "near_names", "multipart", "secret_names", "fence_marks"),
    ("findings", "json_pointer", "lossless_json", "masking", "media_types"),
    ("jsontext",),
    ("schema",),
    ("contract",),
    ("fields",),
    ("example_generator",),
    ("verdict",),
    ("curl",),
    ("request",),
    ("endpoint_index", "snippets", "cells", "mock"),
    ("rules",),
    ("console",),
    ("bridge",),
)
_ENGINE = {"schema", "contract", "fields", "verdict"}
# What a part does without although it comes before: for speed, or because it is another idea.
NEVER = {
    "curl": _ENGINE,
    "snippets": _ENGINE,
    "cells": _ENGINE,
    "mock": {"verdict"},
    "request": {"verdict"},
    "console": {"rules"},
    "bridge": {"rules"},
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


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")


NAMES = {name_of(path) for path in SOURCE.rglob("*.py")}


def modules_imported(path: Path) -> set[str]:
    """The modules of ours that a module imports, wherever it does."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in NAMES else node.module for name in names}
    return found & NAMES - {name_of(path)}


def part_of(path: Path) -> str:
    """The part of `core` that a module belongs to."""
    return path.relative_to(SOURCE / "tryfield" / "core").with_suffix("").parts[0]


def rank_of(part: str) -> int:
    return next((place for place, rank in enumerate(CORE) if part in rank), len(CORE))


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


def test_the_table_grants_only_what_is_used() -> None:
    used: dict[str, set[str]] = {layer: {layer} for layer in MAY_IMPORT}
    for path in MODULES:
        used[layer_of(path)] |= {
            name.split(".")[1] for _, name in imports(path) if name.startswith("tryfield.")
        }

    unused = {layer: may - used[layer] for layer, may in MAY_IMPORT.items()}
    assert {layer: names for layer, names in unused.items() if names} == {}


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


@pytest.mark.parametrize(
    "path", [p for p in MODULES if layer_of(p) == "core"], ids=lambda p: str(p.relative_to(SOURCE))
)
def test_a_part_of_core_imports_what_comes_before_it(path: Path) -> None:
    part = part_of(path)
    before = {one for rank in CORE[: rank_of(part)] for one in rank} - NEVER.get(part, set())
    wrong = [
        f"{path.name}: {part} imports {module}"
        for module in modules_imported(path)
        if module.startswith("tryfield.core.") and module.split(".")[2] not in before | {part}
    ]

    assert wrong == []


def test_every_part_of_core_has_its_place() -> None:
    parts = {part_of(path) for path in MODULES if layer_of(path) == "core"} - {"__init__"}

    assert parts == {part for rank in CORE for part in rank}


def test_no_modules_import_each_other_in_a_circle() -> None:
    """Late imports, and those for types alone, count as well."""
    graph = {name_of(path): modules_imported(path) for path in MODULES}
    done: set[str] = set()

    def circle(name: str, way: tuple[str, ...]) -> tuple[str, ...]:
        if name in way:
            return way[way.index(name) :]
        if name in done:
            return ()
        for other in sorted(graph.get(name, set())):
            if found := circle(other, (*way, name)):
                return found
        done.add(name)
        return ()

    assert [found for name in graph if (found := circle(name, ()))] == []


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
