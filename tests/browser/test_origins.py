"""Credentials go to the origin that the page shows, whatever a server's URL looks like."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from tests.browser.console import Console, opened
from tests.rendering.building import site as built
from tests.serving import running

DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "T", "version": "1"},
    "servers": [
        {"url": "http://{region}.a.test:8001", "variables": {"region": {"default": "eu"}}},
        {"url": "http://a.test:8001//b.test:8002/."},
    ],
    "security": [{"token": []}],
    "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
    "paths": {
        "/x": {"post": {"operationId": "x", "responses": {"200": {"description": "Fine."}}}},
    },
}
TOKEN = "s3cret-of-a"
ALLOWED = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Allow-Methods": "*",
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site whose API has servers that can be misread."""
    theme = {"name": "material", "font": False}
    files = {"docs/api/x.json": json.dumps(DOCUMENT)}
    made = built(tmp_path_factory.mktemp("origins"), files, theme=theme)
    app = Starlette(routes=[Mount("/", StaticFiles(directory=made.folder, html=True))])
    with running(app) as found:
        (page,) = made.folder.rglob("x/index.html")
        yield f"{found}/{page.parent.relative_to(made.folder).as_posix()}/"


@pytest.fixture
def console(page: Page, address: str) -> tuple[Console, list[tuple[str, str]]]:
    """The open console, and what reaches any API: the URL, and its token."""
    sent: list[tuple[str, str]] = []

    def note(route: Route) -> None:
        if route.request.method == "POST":
            token = route.request.headers.get("authorization", "")
            sent.append((route.request.url, token))
        route.fulfill(status=200, body="{}", headers=ALLOWED)

    page.context.route(lambda url: ".test" in url, note)
    console = opened(page, address)
    console.touch()
    return console, sent


def test_a_server_that_looks_like_two_hosts_gets_what_was_typed_for_the_one_that_is_shown(
    console: tuple[Console, list[tuple[str, str]]],
) -> None:
    page, sent = console
    page.element.get_by_label("Server").select_option(index=1)
    page.authorize(TOKEN)
    expect(page.element).to_contain_text("Kept in memory only, for http://a.test:8001.")

    page.send()

    assert sent == [("http://a.test:8001//b.test:8002/x", f"Bearer {TOKEN}")]


def test_an_emptied_variable_is_questioned_and_nothing_is_sent(
    console: tuple[Console, list[tuple[str, str]]],
) -> None:
    page, sent = console
    page.element.get_by_label("region").fill("")
    page.authorize(TOKEN)
    expect(page.element).to_contain_text("sent nowhere until the address is complete")

    page.element.get_by_role("button", name="Send", exact=True).click()

    expect(page.element).to_contain_text("fill in a value for it")
    assert sent == []


def test_another_origin_gets_the_credential_only_if_the_reader_says_so(
    console: tuple[Console, list[tuple[str, str]]],
) -> None:
    page, sent = console
    page.authorize(TOKEN)
    page.element.get_by_label("region").fill("c.test:8003/")
    page.element.get_by_role("button", name="Send", exact=True).click()
    question = "entered for http://eu.a.test:8001. Send it to http://c.test:8003?"
    expect(page.element).to_contain_text(question)

    page.element.get_by_role("button", name="Send without").click()
    expect(page.outcome).not_to_have_text("")

    ((url, token),) = sent
    assert url.startswith("http://c.test:8003/")
    assert token == ""


@pytest.mark.parametrize("base", ["http://a.test:8001\\@b.test:8002", "http://x@a.test@b.test"])
def test_an_address_that_can_be_read_in_two_ways_is_sent_to_nobody(
    console: tuple[Console, list[tuple[str, str]]], base: str
) -> None:
    page, sent = console
    page.authorize(TOKEN)
    page.call(base)

    page.send()

    expect(page.outcome).to_contain_text("base URL")
    assert sent == []
