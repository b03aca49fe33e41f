"""What a page costs a reader who does not touch the console."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from tests.rendering.building import USER, site
from tests.rendering.kinds import KINDS
from tests.serving import running
from tryfield import assets

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    files = {"docs/api/create-user.mdx": USER, "kinds.json": json.dumps(KINDS)}
    found: Path = site(
        tmp_path_factory.mktemp("costs"),
        files,
        tryfield={"sources": ["docs/api", "kinds.json"]},
        theme={"name": "material", "font": False, "features": ["content.tabs.link"]},
    ).folder
    return found


@pytest.fixture(scope="module")
def address(built: Path) -> Iterator[str]:
    app = Starlette(routes=[Mount("/", StaticFiles(directory=built, html=True))])
    with running(app) as found:
        yield found


@pytest.fixture(scope="module")
def slowly(built: Path) -> Iterator[str]:
    """The same site; the endpoint of a page comes after its browser has drawn what is above."""

    async def page(_: Request) -> StreamingResponse:
        html = (built / "api" / "create-user" / "index.html").read_text("utf-8")
        above, mark, below = html.partition("<article")
        assert mark

        async def pieces() -> AsyncIterator[str]:
            yield above
            await asyncio.sleep(0.5)
            yield mark + below

        return StreamingResponse(pieces(), media_type="text/html")

    files = StaticFiles(directory=built, html=True)
    with running(Starlette(routes=[Route("/api/create-user/", page), Mount("/", files)])) as found:
        yield found


@pytest.mark.parametrize(("name", "most"), [("tryfield.js", 6_000), ("tryfield.css", 5_000)])
def test_what_every_page_loads_is_small(name: str, most: int) -> None:
    assert len(gzip.compress((assets.folder() / name).read_bytes())) < most


SHIFT = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) sum += one.value;
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 1000);
})"""


@pytest.mark.parametrize("width", [390, 1100, 1440])
def test_nothing_moves_and_nothing_comes_from_elsewhere(
    browser: Browser, address: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/api/create-user/", wait_until="load")

    assert page.evaluate(SHIFT) < 0.02
    assert [url for url in asked if not url.startswith((address, "data:"))] == []
    assert not any("console.js" in url or "pyodide" in url for url in asked)
    page.close()


def test_nothing_moves_when_a_page_comes_slowly(browser: Browser, slowly: str) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(f"{slowly}/api/create-user/", wait_until="load")

    assert page.evaluate(SHIFT) < 0.02
    page.close()


def test_a_page_is_copied_as_markdown(browser: Browser, address: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.clock.install(time=0)
    page.goto(f"{address}/api/create-user/")
    page.clock.pause_at(60_000)  # what is said for two seconds stands until time goes on
    page.get_by_text("Use this page").click()
    button = page.locator("[data-tryfield-copy]")
    for _ in range(2):
        button.click()
        expect(button).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    page.clock.run_for(60_000)

    assert "# Create User" in copied
    expect(button).to_have_text("Copy as Markdown")
    context.close()


def test_the_chosen_language_is_the_one_of_the_next_page(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}/api/create-user/")
    page.get_by_text("Python", exact=True).click()
    page.goto(f"{address}/reference/pets/choices/")

    expect(page.get_by_text("import httpx")).to_be_visible()
    page.close()


def test_the_search_names_the_endpoint_that_has_a_field(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(address)
    page.locator("input.md-search__input").click()
    page.keyboard.type("current_token")
    found = page.locator(".md-search-result__item").first

    expect(found.locator("h1")).to_have_text("Create User")
    found.locator("a").first.click()
    expect(page).to_have_title("Create User - Site")
    page.close()


@pytest.mark.parametrize("path", ["reference/pets/choices", "reference", "reference/trees"])
def test_on_paper_there_is_nothing_to_press(browser: Browser, address: str, path: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}/{path}/")
    page.emulate_media(media="print")

    assert not page.locator(
        "article :is(tryfield-console, tryfield-menu, tryfield-action):visible"
    ).count()
    page.close()


#: What the first use of a console needs beside the script and the styles of the console.
RUNTIME = ("console-worker.js", "pyodide-js.bin", "pyodide-wasm.bin", "python.bin")


@pytest.fixture(scope="module")
def eager(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site whose author has the console fetched when a page is idle."""
    folder = site(
        tmp_path_factory.mktemp("eager"),
        {"docs/api/create-user.mdx": USER},
        tryfield={"sources": ["docs/api"], "options": {"settings": {"preload": "idle"}}},
        theme={"name": "material", "font": False},
    ).folder
    with running(Starlette(routes=[Mount("/", StaticFiles(directory=folder, html=True))])) as found:
        yield found


def fetched(page: Page) -> set[str]:
    """The files of Python that came to the page, by their names."""
    names: list[str] = page.evaluate(
        "performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname)"
    )
    return {name.rpartition("/")[2] for name in names} & {*RUNTIME, "python-rest.bin", "console.js"}


def test_an_author_may_have_it_fetched_when_a_page_is_idle(browser: Browser, eager: str) -> None:
    page = browser.new_page()
    page.goto(f"{eager}/api/create-user/")

    page.wait_for_function(
        "names => names.every((name) => performance.getEntriesByType('resource')"
        ".some((one) => one.name.includes(`/${name}?`) && one.responseEnd > 0))",
        arg=list(RUNTIME),
    )

    assert fetched(page) == {*RUNTIME, "console.js"}
    expect(page.get_by_role("button", name="Try it")).to_be_visible()
    assert [worker.url for worker in page.workers if "console-worker" in worker.url] == []
    page.close()


def saves_data(page: Page) -> None:
    """What a reader sets in their browser."""
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setDataSaverOverride", {"dataSaverEnabled": True})


def test_nothing_is_fetched_ahead_where_a_reader_saves_data(browser: Browser, eager: str) -> None:
    page = browser.new_page()
    saves_data(page)
    page.goto(f"{eager}/api/create-user/")
    assert page.evaluate("navigator.connection.saveData")

    page.get_by_role("button", name="Try it").hover()
    page.wait_for_timeout(1500)

    assert fetched(page) == set()
    page.close()


def test_pointing_at_try_it_fetches_and_opens_nothing(browser: Browser, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}/api/create-user/")
    page.wait_for_timeout(500)
    assert fetched(page) == set()

    with page.expect_worker(lambda worker: "console-worker" in worker.url):
        page.get_by_role("button", name="Try it").hover()

    expect(page.get_by_role("button", name="Try it")).to_be_visible()
    expect(page.locator("[data-ready]")).to_have_count(0)
    page.close()
