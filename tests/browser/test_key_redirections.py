"""An API that redirects a call with a key: the reader decides whether another host gets the key."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Locator, Page, expect
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from tests.browser.console import Console, opened
from tests.rendering.building import site as built
from tests.serving import running
from tryfield.relay.relay_application import application as relay

KEY = "the-key-of-the-first-host"
CORS = [Middleware(CORSMiddleware, allow_origins=["*"], allow_headers=["*"])]


def definition(api: str) -> str:
    schema = {"type": "object", "properties": {"id": {"type": "integer"}}}
    answers = {"200": {"description": "Fine.", "content": {"application/json": {"schema": schema}}}}
    operation = {"operationId": "moved", "security": [{"key": []}], "responses": answers}
    scheme = {"type": "apiKey", "in": "header", "name": "X-Key"}
    return json.dumps(
        {
            "openapi": "3.1.0",
            "info": {"title": "T", "version": "1"},
            "servers": [{"url": api}],
            "paths": {"/moved": {"get": operation}},
            "components": {"securitySchemes": {"key": scheme}},
        }
    )


@dataclass
class Place:
    """A site with a relay, and the keys that came to the host that the API leads to."""

    site: str = ""
    keys: list[str | None] = field(default_factory=list)

    def sent(self, page: Page) -> tuple[Console, Locator]:
        """The console after a call with the key, and its response."""
        self.keys.clear()
        console = opened(page, f"{self.site}/reference/moved/")
        console.touch()
        console.element.get_by_label("Key", exact=True).fill(KEY)
        console.send()
        return console, console.element.get_by_role("region", name="Response")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    found = Place()

    async def answer(request: Request) -> Response:
        found.keys.append(request.headers.get("x-key"))
        return JSONResponse({"id": 7})

    second = Starlette(routes=[Route("/read", answer)], middleware=CORS)
    with running(second) as other:

        async def lead(_: Request) -> Response:
            return RedirectResponse(f"{other}/read")

        with running(Starlette(routes=[Route("/moved", lead)], middleware=CORS)) as api:
            made = built(
                tmp_path_factory.mktemp("redirections"),
                {"api.json": definition(api)},
                tryfield={
                    "sources": ["api.json"],
                    "group_by": "none",
                    "options": {"relay": "/relay"},
                },
                theme={"name": "material", "font": False},
            )
            assert made.log == ()
            host = Starlette(
                routes=[
                    Route("/relay", relay([api, other])),
                    Mount("/", StaticFiles(directory=made.folder, html=True)),
                ]
            )
            with running(host) as documentation:
                found.site = documentation
                yield found


def test_a_redirection_of_a_call_with_a_key_waits_for_the_reader(page: Page, place: Place) -> None:
    _, response = place.sent(page)

    expect(response).to_contain_text("redirects")
    expect(response.get_by_role("button", name="Follow without the key")).to_be_visible()
    expect(response.get_by_role("button", name="Follow with the key")).to_be_visible()
    assert place.keys == []


@pytest.mark.parametrize(("words", "key"), [("without", None), ("with", KEY)])
def test_the_reader_says_whether_the_other_host_gets_the_key(
    page: Page, place: Place, words: str, key: str | None
) -> None:
    console, response = place.sent(page)

    response.get_by_role("button", name=f"Follow {words} the key").click()
    expect(response).to_contain_text("200 OK")

    assert place.keys == [key]
    assert console.marks()["id"] == "matches"


def test_the_relay_takes_no_key_to_another_host(page: Page, place: Place) -> None:
    console, response = place.sent(page)

    response.get_by_role("button", name="Send through the relay").click()
    expect(response).to_contain_text("200 OK")

    assert place.keys == [None]
    assert console.marks()["id"] == "matches"
