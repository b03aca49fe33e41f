"""How many files one story passes: distinct files below src that are entered while it is told.

A reader who follows a story opens as many files. Modules are imported before, so that what they do
when they are imported does not count; neither does `core/schema`, which is read as one thing.

Run with `-s` to see the table, or `python -m tests.benchmarks.test_stories --files` for the names.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import importlib
import io
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from tests.serving import running

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"
ONE_THING = ("tryfield/core/schema/",)
FRONT_ENDS = {"tryfield.pytest_plugin", "tryfield.mkdocs_plugin"}  # need their host

PAGE = """\
---
title: Get a team
api: GET https://api.example.com/teams/{id}
---
<ParamField path="id" type="integer" required>Which team.</ParamField>
<ResponseField name="name" type="string">What it is called.</ResponseField>
<ResponseExample>
```json 200
{"name": 7}
```
</ResponseExample>
"""
NULLABLE = {
    "openapi": "3.0.3",
    "info": {"title": "Teams", "version": "1"},
    "servers": [{"url": "https://api.example.com"}],
    "paths": {
        "/teams/{id}": {
            "get": {
                "operationId": "get-team",
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
                ],
                "responses": {
                    "200": {
                        "description": "The team.",
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "properties": {"name": {"type": "string", "nullable": True}},
                                }
                            }
                        },
                    }
                },
            }
        }
    },
}


def finding() -> None:
    """From a field of an MDX page to the finding that `tryfield check` prints."""
    with _folder("get-team.mdx", PAGE):
        printed = _command("check", "get-team.mdx")
    assert "example-field-type" in printed


def row() -> None:
    """From a field of an MDX page to its row on the page of a site."""
    from tests.rendering.rendered import page
    from tryfield.readers.definition_reader import read_text

    (endpoint,) = read_text(PAGE, file="get-team.mdx").reference.endpoints
    assert "What it is called." in page(endpoint)


def mark() -> None:
    """From *Send* to the marks of the fields, by the bridge of the browser."""
    from tryfield.core import bridge
    from tryfield.core.contract.contract_writer import to_contract
    from tryfield.readers.definition_reader import read_text

    (endpoint,) = _untraced(lambda: read_text(PAGE, file="get-team.mdx").reference.endpoints)
    contract = _untraced(lambda: to_contract(endpoint))
    form = json.loads(bridge.call("open", json.dumps({"endpoint": "team", "contract": contract})))
    values = {
        **form["values"],
        "parameters": [{"in": "path", "name": "id", "value": 1}],
    }
    came = {
        "status": 200,
        "headers": [["content-type", "application/json"]],
        "body": base64.b64encode(b'{"name": 7}').decode(),
        "seconds": 0.1,
        "url": "https://api.example.com/teams/1",
    }

    async def fetch(_: str) -> str:
        return json.dumps(came)

    argument = json.dumps({"endpoint": "team", "values": values})
    judged = json.loads(asyncio.run(bridge.exchange(argument, fetch)))["judged"]
    assert judged["outcome"] == "differs"


def nullable() -> None:
    """From `nullable` of OpenAPI 3.0 to the verdict about a null."""
    from tryfield.core.verdict.response_judge import judge_response
    from tryfield.core.wire import WireResponse
    from tryfield.readers.definition_reader import read_text

    (endpoint,) = read_text(json.dumps(NULLABLE), file="teams.json").reference.endpoints
    headers = (("content-type", "application/json"),)
    judgement = judge_response(
        endpoint, WireResponse(status=200, headers=headers, body=b'{"name": null}')
    )
    assert [field.verdict for field in judgement.fields if field.path == "name"] == ["matches"]


def live() -> None:
    """One call of `tryfield check --live`, and the finding about its response."""

    async def team(_: Request) -> JSONResponse:
        return JSONResponse({"name": 7})

    text = PAGE.replace(" required>", ' required default="1">').replace("7}", '"Compilers"}')
    with (
        running(Starlette(routes=[Route("/teams/{id}", team)])) as address,
        _folder("get-team.mdx", text),
    ):
        printed = _command("check", "get-team.mdx", "--live", address)
    assert "live-field-type" in printed


STORIES: dict[str, tuple[Callable[[], None], int]] = {
    "MDX field to finding": (finding, 55),
    "field to row": (row, 55),
    "Send to mark": (mark, 55),
    "3.0 nullable to verdict": (nullable, 55),
    "one live call": (live, 70),
}


@contextlib.contextmanager
def _folder(name: str, text: str) -> Iterator[None]:
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        Path(name).write_text(text, encoding="utf-8")
        yield


def _command(*words: str) -> str:
    from tryfield.cli import main

    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.suppress(SystemExit):
        main(list(words))
    return printed.getvalue()


def _untraced(act: Callable[[], Any]) -> Any:
    """What only prepares a story is none of it."""
    tracer = sys.getprofile()
    sys.setprofile(None)
    try:
        return act()
    finally:
        sys.setprofile(tracer)


def entered(story: Callable[[], None]) -> list[str]:
    """The files that a story enters, below src, with `core/schema` left out."""
    for path in sorted(SOURCE.rglob("*.py")):
        name = ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")
        if name not in FRONT_ENDS:
            importlib.import_module(name)
    files: set[str] = set()

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code.co_name != "<module>":
            files.add(frame.f_code.co_filename)

    threading.setprofile(note)
    sys.setprofile(note)
    try:
        story()
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
    below = (file.removeprefix(f"{SOURCE}{os.sep}") for file in files if file.endswith(".py"))
    return sorted(file for file in below if file[0] != os.sep and not file.startswith(ONE_THING))


def counted(name: str) -> list[str]:
    """The files of a story, told in a process of its own, so that nothing is cached."""
    done = subprocess.run(
        [sys.executable, "-m", __name__, name],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{SOURCE}{os.pathsep}{ROOT}"},
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )
    files: list[str] = json.loads(done.stdout.splitlines()[-1])
    return files


@pytest.mark.parametrize("name", STORIES)
def test_a_story_passes_few_files(name: str) -> None:
    _, most = STORIES[name]
    files = counted(name)

    print(f"{name} {len(files)} files, at most {most}")
    assert len(files) <= most


def main() -> None:
    """Print the table, or the files of one story as JSON."""
    words = sys.argv[1:]
    if words and words[0] in STORIES:
        print(json.dumps(entered(STORIES[words[0]][0])))
        return
    for name, (_, most) in STORIES.items():
        files = counted(name)
        print(f"{name:26} {len(files):4}   at most {most}")
        if "--files" in words:
            print("\n".join(f"    {file}" for file in files))


if __name__ == "__main__":
    __name__ = "tests.benchmarks.test_stories"
    main()
