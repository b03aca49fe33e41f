"""What stands in a reader's way: lost values, false reasons, a header that nobody can send."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from tests.browser.console import Console, opened
from tests.rendering.building import site as built
from tests.serving import running

CORS = {"Access-Control-Allow-Origin": "*"}
OBJECT = {"type": "object", "properties": {"id": {"type": "integer"}}}


def definition(api: str) -> str:
    responses = {
        "200": {
            "description": "Fine.",
            "headers": {
                "X-Rate": {"required": True, "schema": {"type": "integer"}},
                "Last-Modified": {"schema": {"type": "string"}},
            },
            "content": {"application/json": {"schema": OBJECT}},
        }
    }
    string = {"type": "string"}

    def get(name: str, *parameters: dict[str, Any]) -> dict[str, Any]:
        return {"get": {"operationId": name, "parameters": [*parameters], "responses": responses}}

    form = (
        {"name": "q", "in": "query", "required": True, "schema": string, "example": "one"},
        {"name": "token", "in": "query", "schema": string},
        {"name": "day", "in": "query", "schema": {**string, "format": "date"}},
    )
    agent = {"name": "User-Agent", "in": "header", "schema": string, "example": "me/1"}
    body = {
        "content": {
            "application/xml": {
                "schema": {
                    "type": "object",
                    "xml": {"name": "order"},
                    "required": ["id"],
                    "properties": {"id": {"type": "integer", "xml": {"attribute": True}}},
                }
            }
        },
        "required": True,
    }
    paths = {
        "/form": get("form", *form),
        "/agent": get("agent", agent),
        "/loop": get("loop"),
        "/away": get("away"),
        "/order": {"post": {"operationId": "order", "requestBody": body, "responses": responses}},
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

    site: str = ""
    asked: list[str] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)

    def open(self, page: Page, name: str) -> Console:
        console = opened(page, f"{self.site}/reference/{name}/")
        console.touch()
        return console


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    found = Place()

    async def shut(request: Request) -> Response:
        return JSONResponse({"id": 7})

    async def answer(request: Request) -> Response:
        path = request.url.path
        headers = CORS | {"Access-Control-Allow-Headers": "*", "X-Rate": "7"}
        if request.method == "OPTIONS":
            return Response(headers=headers)
        found.asked.append(f"{request.method} {path}?{request.url.query}")
        found.bodies.append((await request.body()).decode())
        if path == "/loop":
            return RedirectResponse("/loop", 302, headers=CORS)
        if path == "/away":
            return RedirectResponse(f"{elsewhere}/read", 302, headers=CORS)
        return JSONResponse({"id": 7}, headers=headers)

    methods = ["GET", "POST", "HEAD", "OPTIONS"]
    with (
        running(Starlette(routes=[Route("/{rest:path}", shut, methods=methods)])) as elsewhere,
        running(Starlette(routes=[Route("/{rest:path}", answer, methods=methods)])) as address,
    ):
        made = built(
            tmp_path_factory.mktemp("way"),
            {"api.json": definition(address)},
            tryfield={"sources": ["api.json"], "group_by": "none"},
            theme={"name": "material", "font": False},
        )
        assert made.log == ()
        host = Starlette(routes=[Mount("/", StaticFiles(directory=made.folder, html=True))])
        with running(host) as documentation:
            found.site = documentation
            yield found


def test_what_was_filled_in_is_there_again_after_a_link_and_back(page: Page, place: Place) -> None:
    console = place.open(page, "form")
    console.element.get_by_label("q", exact=True).fill("mine")
    console.element.get_by_label("token", exact=True).fill("secret")
    page.get_by_role("link", name="agent").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("agent")

    page.go_back()
    console.touch()

    expect(console.element.get_by_label("q", exact=True)).to_have_value("mine")
    expect(console.element.get_by_label("token", exact=True)).to_have_value("")
    console.element.get_by_role("button", name="Reset").click()
    expect(console.element.get_by_label("q", exact=True)).to_have_value("one")


def test_an_empty_date_does_not_look_filled_in(page: Page, place: Place) -> None:
    console = place.open(page, "form")
    day = console.element.locator("[data-path=day]")

    expect(day.get_by_text("not sent")).to_be_visible()
    day.locator("input").fill("2026-01-31")

    expect(day.get_by_text("not sent")).to_be_hidden()
    console.send()
    assert "day=2026-01-31" in place.asked[-1]


def test_a_header_that_a_browser_drops_is_left_out_with_one_press(page: Page, place: Place) -> None:
    console = place.open(page, "agent")
    console.element.get_by_label("User-Agent", exact=True).fill("me/1")
    console.send()
    response = console.element.get_by_role("region", name="Response")
    expect(response).to_contain_text("A browser sets the header User-Agent itself")

    response.get_by_role("button", name="Send without User-Agent").click()

    expect(response).to_contain_text("200 OK")
    assert place.asked[-1] == "GET /agent?"


def test_a_redirection_without_end_is_not_called_an_unreachable_server(
    page: Page, place: Place
) -> None:
    console = place.open(page, "loop")

    console.send()

    response = console.element.get_by_role("region", name="Response")
    expect(response).to_contain_text("The server works, but this address leads nowhere.")
    expect(response).to_contain_text("redirects this request")
    expect(response).not_to_contain_text("Nothing at")


def test_a_redirection_to_a_server_without_cors_is_not_blamed_on_the_first(
    page: Page, place: Place
) -> None:
    console = place.open(page, "away")

    console.send()

    response = console.element.get_by_role("region", name="Response")
    expect(response).to_contain_text("It is redirected to a server that does not let this page")
    expect(response).not_to_contain_text("without 'Access-Control-Allow-Origin'")


def test_a_header_that_cors_hides_is_not_visible_here(page: Page, place: Place) -> None:
    console = place.open(page, "form")

    console.send()

    marks = page.locator("[data-tryfield-place='response-header 200']")
    expect(marks.locator("[data-tryfield-path='X-Rate'] .tryfield-mark")).to_contain_text(
        "not visible here"
    )
    expect(marks.locator("[data-tryfield-path='Last-Modified'] .tryfield-mark")).to_contain_text(
        "absent"
    )
    expect(console.outcome).to_contain_text("matches the documentation")


def test_a_body_of_xml_is_made_and_not_objected_to(page: Page, place: Place) -> None:
    console = place.open(page, "order")
    expect(console.element).not_to_contain_text("The documentation would object")
    expect(console.element).not_to_contain_text("cannot be compared")
    made = console.element.get_by_text("made from the schema")
    expect(made).to_be_visible()

    console.send()
    console.element.get_by_role("textbox", name="Body").fill("<order/>")

    assert place.bodies[-1].strip().endswith('<order id="1"/>')
    expect(made).to_have_count(0)
