"""The largest page of a large reference in Chromium, beside Scalar, Redoc and Swagger UI.

All show the same made document of 402 endpoints, from loopback, in one run: ours one page of many,
the others all of it on one page, as each comes from npm. Run with `-s` to see the figures.
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from tests.benchmarks.test_large_references import api, large
from tests.benchmarks.test_pages import Built
from tests.browser.conftest import browser, chromium
from tests.inputs import FOLDER, Input
from tests.serving import running

__all__ = ["api", "browser", "chromium", "large"]

SCALAR = Input(
    package="@scalar/api-reference@1.46.4",
    parts=("dist/browser/standalone.js",),
    sha256="335d7f2d3a8ebb6b93a0e45142f5ee15965c09826bcacb18aeb1c5c187eedcb5",
)
REDOC = Input(
    package="redoc@2.5.4",
    parts=("bundles/redoc.standalone.js",),
    sha256="44922df4d0eb45c1b066c09ec251e6bd9bd7ded16bc69e87613337b9d911a56e",
)
SWAGGER = Input(
    package="swagger-ui-dist@5.35.0",
    parts=("swagger-ui-bundle.js", "swagger-ui.css"),
    sha256="1b8e891893404ea4c3558b6a87e2a3e494e7eedba41168c2ece5800a391a6ea6",
)
_PAGES = {
    "Scalar": """<script id="api-reference" data-url="api.json"></script>
        <script src="scalar/dist/browser/standalone.js"></script>""",
    "Redoc": """<redoc spec-url="api.json"></redoc>
        <script src="redoc/bundles/redoc.standalone.js"></script>""",
    "Swagger UI": """<link rel="stylesheet" href="swagger/swagger-ui.css"><div id="ui"></div>
        <script src="swagger/swagger-ui-bundle.js"></script>
        <script>SwaggerUIBundle({ url: "api.json", dom_id: "#ui" })</script>""",
}
_ROUNDS = 3
_QUIET = 3000  # milliseconds without a long task
_ELEMENTS = 500  # by then the reader sees more than a frame
_WATCH = f"""
  window.watched = {{ content: 0, busy: 0 }};
  new PerformanceObserver((list) => {{
    for (const one of list.getEntries()) watched.busy = one.startTime + one.duration;
  }}).observe({{ type: "longtask", buffered: true }});
  const look = setInterval(() => {{
    if (document.getElementsByTagName("*").length < {_ELEMENTS}) return;
    watched.content = performance.now();
    clearInterval(look);
  }}, 20);
"""
_DONE = f"""() => watched.content && document.readyState === "complete"
  && performance.now() > Math.max(watched.busy, watched.content) + {_QUIET}"""
_SAID = """() => ({
  paint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0,
  content: watched.content,
  interactive: Math.max(watched.busy, watched.content),
  elements: document.getElementsByTagName("*").length,
})"""


@dataclass(frozen=True)
class Start:
    """Milliseconds from the address to what a reader waits for."""

    paint: float
    content: float
    interactive: float
    elements: int


@pytest.fixture(scope="module")
def addresses(
    api: dict[str, Any], large: Built, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for one in (SCALAR, REDOC, SWAGGER):
        if not one.folder.is_dir():
            one.fetch()
    folder = tmp_path_factory.mktemp("peers")
    (folder / "api.json").write_text(json.dumps(api), encoding="utf-8")
    for name, body in _PAGES.items():
        html = f"<!doctype html><title>{name}</title><body>{body}</body>"
        (folder / f"{name.split(' ')[0].lower()}.html").write_text(html, encoding="utf-8")
    routes = [
        *(
            Mount(f"/peers/{name}", StaticFiles(directory=one.folder))
            for name, one in (("scalar", SCALAR), ("redoc", REDOC), ("swagger", SWAGGER))
        ),
        Mount("/peers", StaticFiles(directory=folder)),
        Mount("/", StaticFiles(directory=large.folder, html=True)),
    ]
    pages = (large.folder / "reference").rglob("index.html")
    largest = max(pages, key=lambda file: file.stat().st_size).parent
    with running(Starlette(routes=routes)) as address:
        yield {
            "tryfield": f"{address}/{largest.relative_to(large.folder).as_posix()}/",
            **{name: f"{address}/peers/{name.split(' ')[0].lower()}.html" for name in _PAGES},
        }


def started(browser: Browser, address: str) -> Start:
    page = browser.new_context(viewport={"width": 1440, "height": 1000}).new_page()
    page.add_init_script(_WATCH)
    page.goto(address, timeout=180_000)
    page.wait_for_function(_DONE, timeout=300_000, polling=200)
    found = Start(**page.evaluate(_SAID))
    page.context.close()
    return found


def test_the_largest_page_is_there_before_those_of_its_peers(
    browser: Browser, addresses: dict[str, str]
) -> None:
    runs: dict[str, list[Start]] = {name: [] for name in addresses}
    for _ in range(_ROUNDS):
        for name, address in addresses.items():
            runs[name].append(started(browser, address))
    medians = {
        name: Start(
            paint=statistics.median(one.paint for one in found),
            content=statistics.median(one.content for one in found),
            interactive=statistics.median(one.interactive for one in found),
            elements=found[0].elements,
        )
        for name, found in runs.items()
    }
    for name, found in medians.items():
        print(
            f"\nlargest page, {name}: first paint {found.paint:.0f} ms, content "
            f"{found.content:.0f} ms, interactive {found.interactive:.0f} ms, "
            f"{found.elements} elements"
        )

    ours = medians.pop("tryfield")
    assert all(ours.content < other.content for other in medians.values())
    assert all(ours.interactive < other.interactive for other in medians.values())
