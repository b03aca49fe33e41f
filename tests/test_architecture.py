"""Imports go one way; the table is the one of docs/architecture.md."""

from __future__ import annotations

import ast
import re
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[1] / "src"

# What a layer imports of the others, no more and no less. Front ends never import each other.
MAY_IMPORT = {
    "core": set(),
    "readers": {"core", "relative_paths"},
    "rendering": {"assets", "configuration", "core", "project", "readers"},
    "checking": {"configuration", "core", "project", "readers", "relative_paths"},
    "project": {"configuration", "core", "readers", "relative_paths"},
    "configuration": {"core"},
    "relative_paths": {"core"},
    "json_export": {"core", "project", "relative_paths"},
    "scaffold": {"configuration", "core", "project", "readers"},
    "assets": {"core"},
    "cells": {"readers"},
    "demo": {"core", "relay"},
    "relay": {"core"},
    "cli": {"commands"},
    "commands": {
        *("checking", "configuration", "core", "demo", "json_export", "project"),
        *("readers", "relative_paths", "relay", "rendering", "scaffold"),
    },
    "build_messages": {
        *("checking", "configuration", "core", "project", "relative_paths", "rendering"),
    },
    "mkdocs_plugin": {
        *("assets", "build_messages", "configuration", "core", "project", "rendering"),
    },
    "pytest_plugin": {
        *("checking", "configuration", "core", "project", "readers", "relative_paths"),
    },
    "middleware": {"checking", "configuration", "core", "project", "relative_paths"},
    "handler": {"core", "project", "rendering"},
}
# Core from the innermost outwards. A part imports itself and what stands above it; those of one
# line are one step, and may import each other as long as it makes no circle.
CORE_ORDER = {
    "model": (
        "model",
        "errors",
        "findings",
        "wire",
        "caches",
        "json_pointer",
        "near_names",
        "fence_marks",
        "multipart",
        "secret_names",
    ),
    "JSON text": ("lossless_json", "media_types", "documented_response", "jsontext"),
    "schema": ("schema",),
    "contract": ("contract",),
    "fields": ("fields", "example_generator", "parameter_styles"),
    "verdict": ("verdict",),
    "request and curl": (
        *("curl", "request", "endpoint_index", "response_links", "mock"),
        *("masking", "snippets", "cells"),
    ),
    "rules": ("rules",),
    "console": ("console", "bridge"),
}
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
    "uvicorn": {"relay"},
}


GROUP_POSSESSIVELY = re.compile(r"(?<!\\)\)(?:[*+?]|\{[\d,]+\})\+")


def layer_of(path: Path) -> str:
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return "handler" if parts[0] == "mkdocstrings_handlers" else parts[1]


def part_of(name: str) -> str:
    """Of `tryfield.core.model`, `core`."""
    return name.partition(".")[2].split(".")[0]


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
CORE_MODULES = [
    path
    for path in MODULES
    if layer_of(path) == "core" and path.parts[-2:] != ("core", "__init__.py")
]


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")


NAMES = {name_of(path) for path in MODULES}


def imported_modules(path: Path) -> set[str]:
    """The modules of ours that a file imports, also those named behind `from … import`."""
    named: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            named |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            below = {f"{node.module}.{alias.name}" for alias in node.names} & NAMES
            named |= below or {node.module}
    return named & NAMES


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_a_module_imports_only_what_its_layer_may(path: Path) -> None:
    layer = layer_of(path)
    wrong = [
        f"{path.name}:{line}: {layer} imports {name}"
        for line, name in imports(path)
        if name.partition(".")[0] == "tryfield"
        and part_of(name) not in MAY_IMPORT[layer] | {layer, "__version__"}
        and not (name == "tryfield" and str(path).endswith(GIVES_THE_PACKAGE))
    ]

    assert wrong == []


def test_each_grant_of_the_table_is_used() -> None:
    used: dict[str, set[str]] = {}
    for path in MODULES:
        used.setdefault(layer_of(path), set()).update(part_of(name) for _, name in imports(path))

    assert {
        layer: may - used[layer] for layer, may in MAY_IMPORT.items() if may - used[layer]
    } == {}


def test_each_framework_is_used_where_it_may_be() -> None:
    used: dict[str, set[str]] = {}
    for path in MODULES:
        for _, name in imports(path):
            used.setdefault(name.split(".")[0], set()).add(layer_of(path))

    assert {name: may - used[name] for name, may in ONLY.items() if may - used[name]} == {}


def test_core_is_in_the_order_of_the_table() -> None:
    steps = {part: at for at, parts in enumerate(CORE_ORDER.values()) for part in parts}
    wrong = [
        f"{path.relative_to(SOURCE)}:{line}: imports {name}"
        for path in CORE_MODULES
        for line, name in imports(path)
        if name.startswith("tryfield.core.")
        and steps[name.split(".")[2]] > steps[path.relative_to(SOURCE).with_suffix("").parts[2]]
    ]

    assert wrong == []


def test_a_part_of_core_does_without_what_is_another_idea() -> None:
    wrong = [
        f"{path.name}:{line}: imports {name}"
        for path in CORE_MODULES
        for line, name in imports(path)
        if name.startswith("tryfield.core.")
        and name.split(".")[2]
        in NEVER.get(path.relative_to(SOURCE).with_suffix("").parts[2], set())
    ]

    assert wrong == []


def test_each_part_of_core_has_its_step() -> None:
    parts = [path.relative_to(SOURCE).with_suffix("").parts[2] for path in CORE_MODULES]

    assert sorted(sum(CORE_ORDER.values(), ())) == sorted(set(parts))


def test_no_modules_import_each_other_in_a_circle() -> None:
    """An import inside a function counts as well: it hides a circle, and does not break it."""
    graph = {name_of(path): imported_modules(path) for path in MODULES}
    try:
        circle: list[str] = []
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle = error.args[1]

    assert circle == []


@pytest.mark.parametrize("path", CORE_MODULES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_core_imports_the_standard_library_only(path: Path) -> None:
    browser = {"js", "pyodide"}  # only inside functions that run in the browser
    foreign = [
        name
        for _, name in imports(path)
        if name.split(".")[0] not in sys.stdlib_module_names | {"tryfield", "__future__"} | browser
    ]

    assert foreign == []


def test_one_module_escapes_the_tokens_of_a_json_pointer() -> None:
    copies = [path.name for path in MODULES if '"~1"' in path.read_text(encoding="utf-8")]

    assert copies == ["json_pointer.py"]


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_a_framework_is_known_to_its_own_front_end_only(path: Path) -> None:
    layer = layer_of(path)
    wrong = [
        f"{path.name}:{line}: {name}"
        for line, name in imports(path)
        if name.split(".")[0] in ONLY and layer not in ONLY[name.split(".")[0]]
    ]

    assert wrong == []


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
