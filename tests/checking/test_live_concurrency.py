"""`--concurrency`: so many calls at the same time, and none before what it needs."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from tests.checking.conftest import Ran, project, tryfield
from tests.serving import running

__all__ = ["project", "tryfield"]
READS = [f"/things{number}" for number in range(7)]


class Busy:
    """An API that keeps each call until as many are under way as it was told to wait for."""

    def __init__(self, together: int) -> None:
        self.together = together
        self.now = 0
        self.most = 0
        self.order: list[str] = []

    async def answer(self, request: Request) -> JSONResponse:
        self.order.append(request.url.path + ("?" + request.url.query if request.url.query else ""))
        self.now += 1
        self.most = max(self.most, self.now)
        for _ in range(50):  # not for ever: the first call is alone
            if self.now >= self.together:
                break
            await asyncio.sleep(0.01)
        self.now -= 1
        return JSONResponse({"name": "x"})

    def application(self) -> Starlette:
        return Starlette(routes=[Route(path, self.answer) for path in (*READS, "/session")])


def document(capture: bool) -> dict[str, Any]:
    schema = {"type": "object", "properties": {"name": {"type": "string"}}}
    done = {"200": {"description": "", "content": {"application/json": {"schema": schema}}}}
    paths: dict[str, Any] = {path: {"get": {"responses": done}} for path in READS}
    if capture:
        paths["/session"] = {
            "get": {"responses": done, "x-tryfield": {"capture": {"word": "name"}}}
        }
        for path in READS[3:]:
            word = {"name": "word", "in": "query", "required": True, "schema": {"type": "string"}}
            paths[path]["get"]["parameters"] = [word]
            paths[path]["get"]["x-tryfield"] = {"values": {"query": {"word": "${word}"}}}
    info = {"title": "t", "version": "1"}
    return {"openapi": "3.1.0", "info": info, "paths": paths}


def checked(
    tryfield: Callable[..., Ran], folder: Path, api: Busy, *words: str, capture: bool = False
) -> Ran:
    (folder / "api.json").write_text(json.dumps(document(capture)), "utf-8")
    with running(api.application()) as address:
        return tryfield("check", "api.json", "--live", address, *words)


@pytest.mark.parametrize(("words", "most"), [((), 1), (("--concurrency", "3"), 3)])
def test_as_many_calls_are_under_way_as_was_said(
    tryfield: Callable[..., Ran], project: Path, words: tuple[str, ...], most: int
) -> None:
    api = Busy(together=most)

    ran = checked(tryfield, project, api, *words)

    assert "7 of 7 operations called, 7 with success" in ran.out
    assert api.most == most
    assert sorted(api.order) == READS


def test_a_call_waits_for_what_it_captures_from(
    tryfield: Callable[..., Ran], project: Path
) -> None:
    api = Busy(together=4)

    ran = checked(tryfield, project, api, "--concurrency", "4", capture=True)

    assert "8 of 8 operations called, 8 with success" in ran.out
    filled = {f"{path}?word=x" for path in READS[3:]}
    assert filled <= set(api.order)
    before = api.order[: api.order.index("/session")]
    assert not filled & set(before)


def test_the_findings_are_those_of_calls_one_by_one(
    tryfield: Callable[..., Ran], project: Path
) -> None:
    runs = []
    for words in ((), ("--concurrency", "5")):
        checked(tryfield, project, Busy(together=1), *words, "--output", "json=report.json")
        report = json.loads((project / "report.json").read_text("utf-8"))
        runs.append([(one["rule"], one["message"]) for one in report["findings"]])

    assert runs[0] == runs[1]
