"""A site that lets itself be read offline: pages, consoles and Mock, and no answer of an API."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from tests.browser.conftest import PATIENCE
from tests.browser.console import Console
from tests.rendering.building import USER, site
from tests.serving import running

VERSIONS = ("1.0", "2.0")
#: Files without which no console opens.
NEEDED = (
    "python.bin",
    "pyodide-wasm.bin",
    "pyodide-js.bin",
    "console-worker.js",
    "console.js",
    "console.css",
    "openapi.json",
)
TEAM = USER.replace("/api/user", "/api/team").replace("Create User", "Create Team")
#: A page with a cell that nobody has run while there was a network.
GUIDE = """\
# Guide

```python tryfield
import httpx
print(httpx.post("https://api.example.com/api/team", json={"current_token": "t"}).status_code)
```
"""
MADE_OF = """() => [location.href, ...[...document.querySelectorAll(
  "script[src], link[rel=stylesheet]")].map((one) => one.src ?? one.href)]"""
HERE = {"environments": [{"name": "Here", "url": "/", "default": True}]}


def answered(request: object) -> JSONResponse:
    return JSONResponse({"user_group": {"token": "t", "tag": None}})


@pytest.fixture(scope="module")
def application(tmp_path_factory: pytest.TempPathFactory) -> Starlette:
    """Two versions of a site side by side, as mike lays them out; the API is of the same origin."""
    root = tmp_path_factory.mktemp("versions")
    for version in VERSIONS:
        folder = tmp_path_factory.mktemp(f"v{version}")
        user = USER.replace("https://api.example.com", "").replace("Create User", f"User {version}")
        built = site(
            folder,
            {"docs/api/user.mdx": user, "docs/api/team.mdx": TEAM, "docs/guide.md": GUIDE},
            tryfield={"options": {"settings": {"offline": version == "2.0", **HERE}}},
            extra={"version": {"provider": "mike"}},
        )
        assert built.log == ()
        built.folder.rename(root / version)
    said = [{"version": version, "title": version, "aliases": []} for version in VERSIONS]
    (root / "versions.json").write_text(json.dumps(said), "utf-8")
    return Starlette(
        routes=[
            Route("/api/user", answered, methods=["POST", "GET"]),
            Mount("/docs", StaticFiles(directory=root, html=True)),
        ]
    )


@pytest.fixture
def versions(application: Starlette) -> Iterator[str]:
    with running(application) as address:
        yield f"{address}/docs"


def kept(page: Page) -> list[str]:
    """Addresses of all that was kept for later."""
    found: list[str] = page.evaluate(
        "async () => (await Promise.all((await caches.keys()).map(async (name) =>"
        " (await (await caches.open(name)).keys()).map(({ url }) => url)))).flat()"
    )
    return found


def settled(page: Page) -> None:
    """Wait until what the page is made of, and what the console needs, was kept."""
    made: list[str] = page.evaluate(MADE_OF)
    deadline = time.monotonic() + PATIENCE / 1000
    while missing := [name for name in (*NEEDED, *made) if name not in " ".join(kept(page))]:
        assert time.monotonic() < deadline, missing
        page.wait_for_timeout(100)


def test_after_the_first_touch_page_and_console_are_there_offline(
    page: Page, application: Starlette
) -> None:
    with running(application) as address:
        page.goto(f"{address}/docs/2.0/api/user/")
        console = Console(page)
        console.touch()
        console.send()
        settled(page)

    # The server is gone: nothing can come but from what was kept.
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("User 2.0")
    console.touch()
    console.send()
    refused = console.outcome.inner_text()
    console.element.get_by_label("Server").select_option(value="mock")
    console.send()

    assert "cannot be reached" in refused
    expect(console.outcome).to_contain_text("matches the documentation")
    assert set(console.marks().values()) <= {"matches", "not-checkable"}
    assert [url for url in kept(page) if url.endswith("/api/user")] == []
    assert all(url.startswith(f"{address}/docs/2.0/") for url in kept(page))


def test_a_cell_is_answered_from_the_documentation_offline(
    page: Page, application: Starlette
) -> None:
    with running(application) as address:
        page.goto(f"{address}/docs/2.0/api/user/")
        Console(page).touch()
        settled(page)
        page.goto(f"{address}/docs/2.0/guide/")
        expect(page.locator("tryfield-cell")).to_have_count(1)
    page.reload()

    page.locator("tryfield-cell").get_by_role("button", name="Run").click()

    expect(page.locator("tryfield-cell").get_by_role("log")).to_have_text("200\n", timeout=60_000)


def test_a_site_that_does_not_ask_for_it_keeps_nothing(page: Page, versions: str) -> None:
    page.goto(f"{versions}/1.0/api/user/")
    console = Console(page)
    console.touch()
    page.wait_for_load_state("networkidle")

    registered = page.evaluate(
        "async () => (await navigator.serviceWorker.getRegistrations()).length"
    )
    assert registered == 0
    assert kept(page) == []


def test_each_version_has_a_console_of_its_own(page: Page, versions: str) -> None:
    for version in VERSIONS:
        page.goto(f"{versions}/{version}/api/user/")
        console = Console(page)
        console.touch()
        console.send()

        expect(page.get_by_role("heading", level=1)).to_have_text(f"User {version}")
        expect(console.outcome).to_contain_text("200 OK. The response matches the documentation.")
        expect(page.locator(".md-version__current")).to_have_text(version)
