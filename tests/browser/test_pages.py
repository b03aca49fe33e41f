"""Pages in a real browser: nothing foreign acts, nothing moves, everything fits and prints."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from tests.rendering.building import USER, site
from tests.rendering.test_hostile import PAYLOADS, document
from tests.serving import running

pytestmark = pytest.mark.browser

# Material has scripts in its pages; theirs are not in question, hence no `script-src` but the rest.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; frame-src 'none'; object-src 'none'; base-uri 'none'; form-action 'self'"
)


class _Strict(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
        response = await call_next(request)
        response.headers["Content-Security-Policy"] = POLICY
        return response


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[str]]]:
    """A site with every payload at every place: its address, and its pages."""
    files = {}
    for number, payload in enumerate(PAYLOADS):
        said = document(payload)
        (operation,) = said["paths"].values()
        operation["post"]["operationId"] = f"hostile{number}"
        said["paths"] = {f"/hostile{number}/{{id}}": operation}
        files[f"docs/api/hostile{number}.json"] = json.dumps(said)
    features = ["search.highlight", "search.suggest", "navigation.sections"]
    theme = {"name": "material", "font": False, "features": features}
    built = site(tmp_path_factory.mktemp("hostile"), files, theme=theme)
    pages = [
        page.relative_to(built.folder).as_posix()
        for page in sorted(built.folder.rglob("*.html"))
        if page.name != "callback.html"  # a file of the console, with nothing of a definition
    ]
    app = Starlette(
        routes=[Mount("/", StaticFiles(directory=built.folder, html=True))],
        middleware=[Middleware(_Strict)],
    )
    with running(app) as address:
        yield address, pages


ACTING = """() => [...document.querySelectorAll("*")].flatMap((one) => [...one.attributes]
  .filter(({ name, value }) => /^on/i.test(name) || /^[\\s\\x00-\\x20]*javascript:/i.test(value))
  .map(({ name, value }) => `${one.localName} ${name}=${value}`))"""


def test_no_text_of_a_definition_runs_on_any_page(
    browser: Browser, hostile: tuple[str, list[str]]
) -> None:
    address, pages = hostile
    page = browser.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("dialog", lambda dialog: errors.append(dialog.message))
    for path in pages:
        page.goto(f"{address}/{path}")
        assert "Site" in page.title(), path
        assert page.evaluate(ACTING) == [], path

    assert errors == []
    page.close()


def test_no_text_of_a_definition_runs_in_the_search(
    browser: Browser, hostile: tuple[str, list[str]]
) -> None:
    page = browser.new_page()
    page.goto(hostile[0])
    page.locator("input.md-search__input").click()
    page.keyboard.type("pwned")
    page.locator(".md-search-result__item").first.wait_for()

    assert page.title() == "Site"
    assert page.evaluate(ACTING) == []
    page.close()


@pytest.fixture(scope="module")
def users(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return site(tmp_path_factory.mktemp("users"), {"docs/api/create-user.mdx": USER}).folder


@pytest.fixture
def from_disk(browser: Browser, users: Path) -> Iterator[Page]:
    page = browser.new_page()
    page.goto((users / "api" / "create-user" / "index.html").as_uri())
    yield page
    page.close()


def test_a_page_is_whole_from_disk(from_disk: Page) -> None:
    for text in ("The new token.", "POST", "JSON or null", "curl --request POST"):
        assert from_disk.get_by_text(text).first.is_visible()


def test_a_page_is_whole_without_javascript(browser: Browser, users: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((users / "api" / "create-user" / "index.html").as_uri())

    assert page.get_by_text("The new token.").is_visible()
    assert page.get_by_text("With JavaScript, and served over HTTP").is_visible()
    page.get_by_text("Python", exact=True).click()
    assert page.get_by_text("import httpx").is_visible()
    context.close()


@pytest.mark.parametrize("width", [390, 768, 1100, 1440])
def test_a_page_is_never_wider_than_its_window(from_disk: Page, width: int) -> None:
    from_disk.set_viewport_size({"width": width, "height": 900})

    assert from_disk.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.parametrize(("width", "beside"), [(390, False), (1440, True)])
def test_examples_stand_beside_the_fields_where_there_is_room(
    from_disk: Page, width: int, beside: bool
) -> None:
    from_disk.set_viewport_size({"width": width, "height": 900})
    words = from_disk.locator(".tryfield-documentation").bounding_box()
    side = from_disk.locator(".tryfield-side").bounding_box()

    assert words is not None
    assert side is not None
    assert (side["x"] > words["x"] + words["width"] / 2) == beside


def test_right_to_left_is_mirrored_and_keeps_code_and_english_in_order(
    browser: Browser, tmp_path: Path
) -> None:
    theme = {"name": "material", "font": False, "language": "ar", "direction": "rtl"}
    built = site(tmp_path, {"docs/api/create-user.mdx": USER}, theme=theme)
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto((built.folder / "api" / "create-user" / "index.html").as_uri())
    words = page.locator(".tryfield-documentation").bounding_box()
    side = page.locator(".tryfield-side").bounding_box()
    style = "(one) => [getComputedStyle(one).direction, getComputedStyle(one).unicodeBidi]"

    assert words is not None
    assert side is not None
    assert side["x"] < words["x"]
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert page.locator(".tryfield-example code").first.evaluate(style)[0] == "ltr"
    assert page.get_by_text("The new token.").evaluate(style) == ["rtl", "plaintext"]
    page.close()


def test_on_paper_every_tab_and_field_is_open_and_the_console_is_gone(from_disk: Page) -> None:
    from_disk.emulate_media(media="print")
    from_disk.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = false))")

    assert not from_disk.locator("tryfield-console").is_visible()
    for text in ("import httpx", "await fetch", "Its environment."):
        assert from_disk.get_by_text(text).first.is_visible()


def test_a_link_to_a_field_leads_to_it(browser: Browser, users: Path) -> None:
    page = browser.new_page()
    address = (users / "api" / "create-user" / "index.html").as_uri()
    page.goto(f"{address}#create-user-response-2xx-user_group-tag")

    assert page.locator(".tryfield-field:target").get_attribute("data-tryfield-path") == (
        "user_group.tag"
    )
    page.close()
