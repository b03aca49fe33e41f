"""A pytest plugin for running tests where only the standard library, pytest and the core are.

Test files that import anything else are passed over. What becomes of the rest is written to the
file that the environment variable RESULTS names: `{"tests": {id: outcome}, "passed_over": [...]}`.
"""

from __future__ import annotations

import ast
import json
import os
import sys
from pathlib import Path
from typing import Any

_KNOWN = {"pytest", "tests"}
_PROCESSES = {"multiprocessing", "socket", "subprocess", "threading"}
_tests: dict[str, str] = {}
_passed_over: list[str] = []


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    if collection_path.suffix != ".py" or not collection_path.name.startswith("test_"):
        return None
    if all(map(_is_portable, _imports(collection_path))):
        return None
    _passed_over.append(collection_path.name)
    return True


def _imports(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


def _is_portable(module: str) -> bool:
    top = module.partition(".")[0]
    if top == "tryfield":
        return module == "tryfield" or module.startswith(("tryfield.core", "tryfield.__version__"))
    if top in _PROCESSES:
        return False
    return top in _KNOWN or top in sys.stdlib_module_names


def pytest_collection_finish(session: Any) -> None:
    _tests.update({item.nodeid: "collected" for item in session.items})


def pytest_runtest_logreport(report: Any) -> None:
    if report.when == "call" or report.outcome != "passed":
        _tests[report.nodeid] = report.outcome


def pytest_sessionfinish() -> None:
    results = {"tests": _tests, "passed_over": sorted(_passed_over)}
    Path(os.environ["RESULTS"]).write_text(json.dumps(results), "utf-8")
