"""A site that runs from right to left: code and JSON do not, and nothing is out of sight."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from tests.browser.console import Console
from tests.rendering.building import site
from tests.serving import running

THING = {"tags": ["a", 1], "note": "word " * 80}


def _document() -> str:
    tags = {"type": "array", "items": {"type": "string"}}
    values = {"type": "object", "additionalProperties": {"type": ["string", "integer", "boolean"]}}
    properties = {"tags": tags, "note": {"type": "string"}, "more": values}
    content = {"application/json": {"schema": {"type": "object", "properties": properties}}}
    text = "Kinds:\n\n- `a`\n\n```json\n{}\n```"
    operation = {
        "operationId": "thing",
        "summary": "Get a thing",
        "description": text,
        "responses": {"200": {"description": "Done.", "content": content}},
    }
    return json.dumps(
        {
            "openapi": "3.1.0",
            "info": {"title": "Things", "version": "1"},
            "servers": [{"url": "/"}],
            "paths": {"/thing": {"get": operation}},
        }
    )


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    built: Path = site(
        tmp_path_factory.mktemp("right-to-left"),
        {"things.json": _document()},
        tryfield={"sources": ["things.json"]},
        theme={"name": "material", "font": False, "language": "ar", "direction": "rtl"},
    ).folder

    async def thing(_: Request) -> Response:
        return JSONResponse(THING)

    pages = StaticFiles(directory=built, html=True)
    with running(Starlette(routes=[Route("/thing", thing), Mount("/", pages)])) as found:
        yield f"{found}/reference/thing/"


@pytest.fixture
def console(page: Page, address: str) -> Console:
    page.goto(address)
    console = Console(page)
    console.touch()
    console.send()
    return console


def test_a_response_is_in_sight_and_its_lines_begin_at_their_beginning(console: Console) -> None:
    viewer = console.page.locator(".tryfield-console-viewer")

    expect(viewer.get_by_text('"tags"')).to_be_in_viewport()
    inside = viewer.evaluate(
        """(box) => {
          const line = box.querySelector(".tryfield-console-line").getBoundingClientRect();
          return [line.x - box.getBoundingClientRect().x, box.scrollWidth > box.clientWidth];
        }"""
    )
    assert inside == [0, True]


@pytest.mark.parametrize(
    ("selector", "first", "last"),
    [
        (".tryfield-console-status > strong", "200", "OK"),
        (".tryfield-mark", "✗", "differs"),
    ],
)
def test_words_stand_in_the_order_of_their_language(
    console: Console, selector: str, first: str, last: str
) -> None:
    places = console.page.locator(selector).first.evaluate(
        """(element, words) => {
          const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
          const found = [];
          for (const word of words) {
            walker.currentNode = element;
            while (walker.nextNode()) {
              const at = walker.currentNode.data.indexOf(word);
              if (at < 0) continue;
              const range = document.createRange();
              range.setStart(walker.currentNode, at);
              range.setEnd(walker.currentNode, at + word.length);
              found.push(range.getBoundingClientRect().x);
              break;
            }
          }
          return found;
        }""",
        [first, last],
    )

    assert len(places) == 2
    assert places[0] < places[1]


def test_code_runs_from_left_to_right(console: Console) -> None:
    page = console.page
    codes = page.locator("article :is(pre, .tryfield-example, .tryfield-call)")

    assert set(codes.evaluate_all("all => all.map((one) => getComputedStyle(one).direction)")) == {
        "ltr"
    }


def test_items_that_differ_are_told_from_their_array_and_choices_are_silent(
    console: Console,
) -> None:
    row = console.page.locator('[data-tryfield-path="tags"]')
    expect(row).to_contain_text("✗ differs inside")
    expect(row).to_contain_text("each item: ✗ differs")

    marks = console.page.locator('[data-tryfield-path="more"] .tryfield-mark')
    assert len(marks.all()) <= 2
