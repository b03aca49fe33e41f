"""A pytest plugin that leaves out what Pyodide cannot run, in both interpreters alike.

That is test files that import what has no pure-Python form or that need processes, and property
tests. What becomes of the rest is written to the file that the environment variable RESULTS
names: `{"tests": {id: outcome}, "left_out": [...]}`.
"""

from __future__ import annotations

import ast
import asyncio
import json
import os
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

_KNOWN = {"hypothesis", "pytest", "tests", "yaml"}
_LAYERS = ("tryfield.core", "tryfield.readers", "tryfield.__version__")
_PROCESSES = {"multiprocessing", "socket", "subprocess", "threading"}
_tests: dict[str, str] = {}
_left_out: list[str] = []


def pytest_configure() -> None:
    if sys.platform == "emscripten":
        asyncio.run = _finish


def _finish(coroutine: Coroutine[Any, Any, Any], **_: object) -> Any:
    """Run what waits for nothing: the loop of a browser cannot be waited for."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        return done.value
    coroutine.close()
    raise RuntimeError("this coroutine waits for something")


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    if collection_path.suffix != ".py" or not collection_path.name.startswith("test_"):
        return None
    if all(map(_is_portable, _imports(collection_path))):
        return None
    _left_out.append(collection_path.name)
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
        return module.startswith(_LAYERS)
    if top in _PROCESSES:
        return False
    return top in _KNOWN or top in sys.stdlib_module_names


def pytest_collection_modifyitems(config: Any, items: list[Any]) -> None:
    properties = [i for i in items if getattr(getattr(i, "obj", None), "is_hypothesis_test", False)]
    _left_out.extend(item.nodeid for item in properties)
    items[:] = [item for item in items if item not in properties]
    config.hook.pytest_deselected(items=properties)


def pytest_collection_finish(session: Any) -> None:
    _tests.update({item.nodeid: "collected" for item in session.items})


def pytest_runtest_logreport(report: Any) -> None:
    if report.when == "call" or report.outcome != "passed":
        _tests[report.nodeid] = report.outcome


def pytest_sessionfinish() -> None:
    results = {"tests": _tests, "left_out": sorted(_left_out)}
    Path(os.environ["RESULTS"]).write_text(json.dumps(results), "utf-8")
