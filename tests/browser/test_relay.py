"""An API that lets no page read its answers, on a site with a relay: the relay is used."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from tests.browser.console import Console, opened
from tests.rendering.building import site as built
from tests.serving import running
from tryfield.relay.relay_application import application as relay

ANSWER = {"type": "object", "properties": {"id": {"type": "integer"}}}
RESPONSES = {
    "200": {"description": "Fine.", "content": {"application/json": {"schema": ANSWER}}},
}


def definition(api: str) -> str:
    paths: dict[str, Any] = {
        "/read": {"get": {"operationId": "read", "responses": RESPONSES}},
        "/write": {"post": {"operationId": "write", "responses": RESPONSES}},
        "/events": {"get": {"operationId": "events", "responses": RESPONSES}},
        "/moved": {"get": {"operationId": "moved", "responses": RESPONSES}},
    }
    return json.dumps(
        {
            "openapi": "3.1.0",
            "info": {"title": "T", "version": "1"},
            "servers": [{"url": api}],
            "paths": paths,
        }
    )


@dataclass
class Place:
    """The API, and the site that documents it."""

    asked: list[tuple[str, str]] = field(default_factory=list)
    site: str = ""
    relayed: list[str] = field(default_factory=list)

    def open(self, page: Page, name: str) -> Console:
        self.asked.clear()
        self.relayed.clear()
        console = opened(page, f"{self.site}/reference/{name}/")
        console.touch()
        return console


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    found = Place()

    async def events() -> AsyncIterator[str]:
        for number in range(1000):
            yield f'data: {{"id": {number}}}\n\n'
            await asyncio.sleep(0.05)

    async def answer(request: Request) -> Response:
        if request.method in ("GET", "POST"):
            found.asked.append((request.method, request.url.path))
        if request.url.path == "/moved":
            return RedirectResponse("/read")
        if request.url.path == "/events":
            return StreamingResponse(events(), media_type="text/event-stream")
        return JSONResponse({"id": 7})

    api = Starlette(
        routes=[Route("/{rest:path}", answer, methods=["GET", "POST", "HEAD", "OPTIONS"])]
    )
    with running(api) as address:
        made = built(
            tmp_path_factory.mktemp("relay"),
            {"api.json": definition(address)},
            tryfield={"sources": ["api.json"], "group_by": "none", "options": {"relay": "/relay"}},
            theme={"name": "material", "font": False},
        )
        assert made.log == ()
        sender = relay([address])

        async def counted(scope: Any, receive: Any, send: Any) -> None:
            found.relayed.append(scope["method"])
            await sender(scope, receive, send)

        class Counted:
            async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
                await counted(scope, receive, send)

        host = Starlette(
            routes=[
                Route("/relay", Counted(), methods=["POST"]),
                Mount("/", StaticFiles(directory=made.folder, html=True)),
            ]
        )
        with running(host) as documentation:
            found.site = documentation
            yield found


def test_what_only_reads_is_sent_again_through_the_relay(page: Page, place: Place) -> None:
    console = place.open(page, "read")

    console.send()

    assert console.marks()["id"] == "matches"
    assert place.relayed == ["POST"]
    response = console.element.get_by_role("region", name="Response")
    expect(response).to_contain_text("through the relay of this site")


def test_what_may_change_data_is_sent_again_only_when_the_reader_says_so(
    page: Page, place: Place
) -> None:
    console = place.open(page, "write")

    console.send()
    before = list(place.relayed)
    console.element.get_by_role("button", name="Send through the relay").click()
    expect(console.element.get_by_role("region", name="Response")).to_contain_text("200 OK")

    assert before == []
    assert place.relayed == ["POST"]
    assert console.marks()["id"] == "matches"


def test_a_reader_chooses_the_relay_beforehand(page: Page, place: Place) -> None:
    console = place.open(page, "write")
    console.element.get_by_label("Through the relay of this site").check()

    console.send()

    assert place.asked == [("POST", "/write")]
    assert place.relayed == ["POST"]
    assert console.marks()["id"] == "matches"


def test_another_address_that_answered_is_named(page: Page, place: Place) -> None:
    console = place.open(page, "moved")

    console.send()

    response = console.element.get_by_role("region", name="Response")
    expect(response).to_contain_text("answered by")
    expect(response).to_contain_text("/read")


def test_a_stream_comes_piece_by_piece_and_cancel_keeps_what_came(page: Page, place: Place) -> None:
    console = place.open(page, "events")
    console.element.get_by_label("Through the relay of this site").check()

    console.element.get_by_role("button", name="Send", exact=True).click()
    response = console.element.get_by_role("region", name="Response")
    expect(response).to_contain_text('data: {"id": 3}')
    console.element.get_by_role("button", name="Cancel").click()

    expect(response).to_contain_text("200 OK")
    expect(response).to_contain_text("through the relay of this site")
    console.element.get_by_role("tab", name="Raw").click()
    expect(response.get_by_role("tabpanel", name="Raw")).to_contain_text('data: {"id": 3}')


@pytest.mark.parametrize(("name", "chosen"), [("read", False), ("write", True)])
def test_code_of_a_reader_goes_through_the_relay(
    page: Page, place: Place, name: str, chosen: bool
) -> None:
    console = place.open(page, name)
    if chosen:
        console.element.get_by_label("Through the relay of this site").check()
    console.open_python()

    console.run()

    expect(console.element).to_contain_text("It ran through.")
    assert place.asked[-1][1] == f"/{name}"
    assert place.relayed == ["POST"]
    assert console.marks()["id"] == "matches"
