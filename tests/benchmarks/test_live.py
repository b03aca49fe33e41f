"""Live checks of API servers that others wrote, beside Schemathesis, in one run.

`../shared/fleet` installs and serves them, and counts from the recordings alone what was reached.
Both call a server that has just begun, with all methods and no settings.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import pytest

from tests import inputs
from tests.benchmarks import peers

TOKEN = "token tok-1234567890"
METHODS = "GET,HEAD,OPTIONS,POST,PUT,PATCH,DELETE,TRACE"
_COUNTED = re.compile(r"(\d+) operations, .* (\d+) answered with success .* (\d+) documented error")


class Server(NamedTuple):
    """A server of the fleet."""

    address: str
    document: str  #: name of the file that it publishes
    least: float  #: share of its operations that are to answer with success


SERVERS = {
    "httpbin": Server("http://127.0.0.1:9400", "openapi.json", 0.85),
    "jupyter": Server("http://127.0.0.1:9401", "openapi.yaml", 0.7),
    "prefect": Server("http://127.0.0.1:9402/api", "openapi.json", 0.75),
    "chroma": Server("http://127.0.0.1:9403", "openapi.json", 0.75),
}


class Reached(NamedTuple):
    """What a recording reached."""

    operations: int
    successes: int
    refusals: int
    seconds: float

    def __str__(self) -> str:
        share = 100 * self.successes / self.operations
        return f"{share:.0f} %, {self.refusals} documented refusals, {self.seconds:.0f} s"


def fleet(*words: str) -> str:
    """What a command of the fleet prints."""
    command = [sys.executable, str(inputs.shared("fleet") / "fleet"), *words]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=900).stdout


@contextmanager
def serving(name: str, document: Path) -> Iterator[None]:
    """A server without any data, once it answers; its document is written."""
    command = [sys.executable, str(inputs.shared("fleet") / "fleet"), "serve", name]
    with Path(os.devnull).open("wb") as nothing:
        process = subprocess.Popen(command, stdout=nothing, stderr=nothing)
    try:
        for _ in range(180):
            with suppress(urllib.error.HTTPError), suppress(OSError):
                urllib.request.urlopen(SERVERS[name].address, timeout=5).close()
                break
            time.sleep(0.5)
        time.sleep(3)
        fleet("document", name, str(document))
        yield
    finally:
        process.terminate()
        process.wait(60)


def reached(name: str, document: Path, words: list[str], recording: str) -> Reached:
    """Run a command against a server, and count what its recording reached."""
    begin = time.perf_counter()
    subprocess.run(
        words,
        cwd=document.parent,
        env={**os.environ, "TOKEN": TOKEN},
        check=False,
        capture_output=True,
        timeout=400,
    )
    seconds = time.perf_counter() - begin
    printed = fleet("count", name, str(document), str(document.parent / recording))
    found = _COUNTED.search(printed)
    assert found is not None, printed
    operations, successes, refusals = map(int, found.groups())
    return Reached(operations, successes, refusals, seconds)


@pytest.mark.parametrize("name", SERVERS)
def test_a_server_is_reached_further_than_by_a_fuzzer(name: str, tmp_path: Path) -> None:
    server = SERVERS[name]
    fleet("install", name)
    document = tmp_path / server.document
    ours = [sys.executable, "-c", "from tryfield.cli import main; main()", "check", document.name]
    ours += ["--live", server.address, "--methods", METHODS, "--refusals", "--record", "ours.har"]
    program = peers.from_pypi("schemathesis", programs=True) / "bin" / "schemathesis"
    theirs = [str(program), "run", document.name, "--url", server.address, "--max-examples", "5"]
    theirs += ["--report", "har", "--report-har-path", "theirs.har", "--max-time", "140"]
    if name == "jupyter":
        ours += ["--header", "Authorization: ${TOKEN}"]
        theirs += ["--header", f"Authorization: {TOKEN}"]

    with serving(name, document):
        mine = reached(name, document, ours, "ours.har")
    with serving(name, document):
        other = reached(name, document, theirs, "theirs.har")

    print(f"\n{name}: ours {mine}; Schemathesis {other}")
    assert mine.successes / mine.operations >= server.least
    assert mine.successes >= other.successes
    assert mine.refusals >= other.refusals
