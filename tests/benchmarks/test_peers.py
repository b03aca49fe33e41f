"""Side by side with other checkers of examples, on GitHub's own description of its API.

The peers come from npm.
"""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests import inputs
from tests.benchmarks import peers

ROOT = Path(__file__).resolve().parents[2]
CACHE = peers.PEERS / "npm"
DOCUMENT = inputs.github()
SETTINGS = {
    "redocly.yaml": "rules:\n  no-invalid-media-type-examples: error\n"
    "  no-invalid-parameter-examples: error\n  no-invalid-schema-examples: error\n",
    "spectral.yaml": "extends: [[spectral:oas, off]]\n"
    "rules: {oas3-valid-media-example: true, oas3-valid-schema-example: true}\n",
}
COMMANDS = {
    "redocly lint": "redocly lint --config redocly.yaml --format json --max-problems 100000",
    "spectral lint": "spectral lint -r spectral.yaml -f json",
    "openapi-examples-validator": "openapi-examples-validator",
}
_NULL = (
    "'nullable: true' allows the null that its 'enum' forgot: a slip of the schema, read as meant"
)
#: What a peer calls wrong, and why it is not: by operation and status.
NAMED = {
    ("GET /orgs/{org}/code-scanning/alerts", "200"): _NULL,
    ("GET /repos/{owner}/{repo}/code-scanning/alerts", "200"): _NULL,
    ("POST /repos/{owner}/{repo}/check-runs", "201"): _NULL,
    **dict.fromkeys(
        [
            ("PATCH /enterprises/{enterprise}/dependabot/repository-access", ""),
            ("PATCH /orgs/{org}/dependabot/repository-access", ""),
        ],
        "an example without a value: found by reading, where it is written, without an operation",
    ),
}
_OPERATION = re.compile(
    r"#?/paths/(?P<path>[^/]+)/(?P<method>[a-z]+)/(?:responses/(?P<status>\w+)|requestBody)"
)


@pytest.fixture(scope="module")
def installed() -> None:
    """The peers, once."""
    peers.from_npm()
    for name, text in SETTINGS.items():
        (CACHE / name).write_text(text, encoding="utf-8")


def timed(command: list[str], cwd: Path) -> tuple[float, float, str]:
    """Seconds on the clock and of the processor, and what was written."""
    path = f"{peers.NODE / 'bin'}{os.pathsep}{os.environ['PATH']}"
    # As `pip install` leaves Python: with bytecode, whatever this machine has set.
    kept = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(peers.PEERS / "bytecode")}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.perf_counter()
    done = subprocess.run(
        command,
        cwd=cwd,
        env={**os.environ, **kept, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    wall = time.perf_counter() - begin
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, f"{done.stdout}\n{done.stderr}"


def test_examples_of_a_large_description(installed: None) -> None:
    peers: dict[str, set[tuple[str, str]]] = {}
    spent: dict[str, tuple[float, float]] = {}
    print()
    for name, words in COMMANDS.items():
        program, *rest = words.split()
        command = [str(CACHE / "node_modules/.bin" / program), *rest, str(DOCUMENT)]
        wall, cpu, text = timed(command, CACHE)
        peers[name] = set(_operations(text))
        spent[name] = wall, cpu
        print(f"{name}: {wall:.1f} s, {cpu:.1f} s of CPU, {len(peers[name])} places")
    program = "from tryfield.cli import main; main()"
    command = [sys.executable, "-c", program, "check", str(DOCUMENT), "--format", "json"]
    timed(command, ROOT)  # writes the bytecode
    wall, cpu, text = timed(command, ROOT)
    findings = json.loads(text[: text.rindex("}") + 1])["findings"]
    ours = {
        (endpoint, f.get("status", ""))
        for f in findings
        if f["rule"] != "field-never-shown"
        for endpoint in f.get("endpoints") or [f.get("endpoint", "")]
    }
    undocumented = sum("undocumented" in f["rule"] for f in findings)
    print(f"tryfield check: {wall:.1f} s, {cpu:.1f} s of CPU, {len(ours)} places")
    print(f"undocumented names that only tryfield finds: {undocumented}")
    for name, (clock, theirs) in spent.items():
        print(f"{name}, beside tryfield check: {clock / wall:.2f} times the time")
        print(f"{name}, CPU beside tryfield check: {theirs / cpu:.2f} times")

    for name, places in peers.items():
        missing = places - ours
        print(f"{name}, places that are ours too: {len(places & ours)} of {len(places)}")
        for place in sorted(missing & NAMED.keys()):
            print(f"  not {' '.join(place)}: {NAMED[place]}")
        assert missing <= NAMED.keys()
    assert undocumented > 0


def _operations(text: str) -> Iterable[tuple[str, str]]:
    """The operations and statuses that a report of a peer calls wrong.

    Where a peer only says that it cannot validate, it has found nothing.
    """
    for one in _problems(text):
        if "cannot be used without" in one.get("message", ""):
            continue
        pointer = one.get("examplePath", "")
        if path := one.get("path"):
            pointer = "/" + "/".join(str(name).replace("/", "~1") for name in path)
        elif "location" in one:
            pointer = (one.get("from") or one["location"][0]).get("pointer", "")
        if match := _OPERATION.match(pointer):
            path = match["path"].replace("~1", "/").replace("~0", "~")
            yield f"{match['method'].upper()} {path}", match["status"] or ""


def _problems(text: str) -> list[Any]:
    """The list of problems, wherever in the output it begins."""
    decoder = json.JSONDecoder()
    for begin in re.finditer(r"^[\[{]\s*$|^\[\{", text, re.MULTILINE):
        try:
            found, _ = decoder.raw_decode(text, begin.start())
        except ValueError:
            continue
        return list(found["problems"] if isinstance(found, dict) else found)
    return []
