"""What the console is measured on: a small site, an API, and a page with Pyodide as it comes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Playwright
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from tests.benchmarks.test_verdict import USER, users
from tests.browser.conftest import ARGUMENTS, find_chromium
from tests.rendering.building import site
from tests.serving import running

ROOT = Path(__file__).resolve().parents[2]
STOCK = ROOT / "playground" / "node_modules" / "pyodide"
MEGABYTE = users(5800)
SMALL = users(3)
_KEPT = (b"cache-control", b"public, max-age=31536000, immutable")

#: Waits for something on the page without asking for it again and again.
UNTIL = """
const until = (element, met) => new Promise((resolve) => {
  if (met()) return resolve();
  const observer = new MutationObserver(() => met() && (observer.disconnect(), resolve()));
  observer.observe(element, { subtree: true, childList: true, attributes: true, characterData: true });
});
const element = document.querySelector("tryfield-console");
const panel = element.querySelector(".tryfield-console-panel");
"""  # noqa: E501 - JavaScript

TOUCH = f"""async () => {{
  {UNTIL}
  const began = performance.now();
  panel.dispatchEvent(new PointerEvent("pointerdown"));
  await until(panel, () => panel.dataset.ready === "yes");
  return performance.now() - began;
}}"""

#: The next visit is prepared.
KEPT = """async () => {
  const cache = await caches.open("tryfield-python");
  return (await cache.keys()).length > 0;
}"""

#: Collects the lengths of tasks that kept the page from anything else.
WATCH = """() => {
  window.tasks = [];
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) window.tasks.push(one.duration);
  }).observe({ type: "longtask" });
}"""

_STOCK_PAGE = """<!doctype html><title>Stock</title>"""
_STOCK_WORKER = """
import { loadPyodide } from "./pyodide/pyodide.mjs";
const python = await loadPyodide();
python.runPython("1 + 1");
postMessage("ready");
"""
STOCK_START = """() => new Promise((resolve, reject) => {
  const began = performance.now();
  const worker = new Worker("worker.mjs", { type: "module" });
  worker.onerror = (event) => reject(new Error(event.message));
  worker.onmessage = () => { resolve(performance.now() - began); worker.terminate(); };
})"""


@dataclass(frozen=True, slots=True)
class Measured:
    """Where everything is: one origin, so that nothing is asked twice for another reason."""

    address: str

    def page(self, name: str) -> str:
        """The page of one endpoint."""
        return f"{self.address}/reference/{name}/"

    @property
    def stock(self) -> str:
        """An empty page that can start Pyodide as its makers publish it."""
        return f"{self.address}/stock/"


@contextmanager
def measured(folder: Path) -> Iterator[Measured]:
    """The site, as long as the block lasts."""
    definition = json.dumps(_definition())
    built = site(
        folder, {"api.json": definition}, tryfield={"sources": ["api.json"], "group_by": "none"}
    )
    assert built.log == ()
    with running(_application(built.folder)) as address:
        yield Measured(address)


@contextmanager
def profile(playwright: Playwright, folder: Path) -> Iterator[BrowserContext]:
    """A browser that knows nothing yet, and keeps what it gets on disk as a reader's does."""
    context = playwright.chromium.launch_persistent_context(
        folder, executable_path=find_chromium(), args=ARGUMENTS
    )
    context.set_default_timeout(60_000)
    yield context
    context.close()


def started(context: BrowserContext, url: str, script: str) -> float:
    page = context.new_page()
    page.goto(url)
    page.wait_for_load_state("networkidle")
    taken = float(page.evaluate(script))
    page.close()
    return taken


def visited(context: BrowserContext, url: str) -> float:
    """A first visit that stays until the next one is prepared."""
    page = context.new_page()
    page.goto(url)
    page.wait_for_load_state("networkidle")
    taken = float(page.evaluate(TOUCH))
    page.wait_for_function(KEPT)
    page.close()
    return taken


def resident(browser: Browser) -> int:
    """Kilobytes of the largest renderer, where /proc says so; Python's memory is in it."""
    session = browser.new_browser_cdp_session()
    found: list[dict[str, Any]] = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    sizes = [_private(one["id"]) for one in found if one["type"] == "renderer"]
    return max(sizes, default=0)


def _private(process: int) -> int:
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text("ascii")
    except OSError:
        return 0
    return sum(int(size) for size in re.findall(r"^Private_\w+:\s+(\d+)", text, re.MULTILINE))


def _definition() -> dict[str, Any]:
    schema = {"type": "array", "items": USER}
    content = {"application/json": {"schema": schema}}
    answer = {"200": {"description": "The users.", "content": content}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Measured", "version": "1"},
        "servers": [{"url": "/"}],
        "paths": {
            f"/{name}": {"get": {"operationId": name, "summary": name, "responses": answer}}
            for name in ("small", "megabyte")
        },
    }


def _application(built: Path) -> Starlette:
    return Starlette(
        routes=[
            Route("/small", _answering(SMALL)),
            Route("/megabyte", _answering(MEGABYTE)),
            Route("/stock/", _stock_page),
            Route("/stock/worker.mjs", _stock_worker),
            Mount("/stock/pyodide", StaticFiles(directory=STOCK)),
            Mount("/", StaticFiles(directory=built, html=True)),
        ],
        middleware=[Middleware(_Kept)],
    )


def _answering(body: bytes) -> Any:
    async def answer(request: Request) -> Response:
        return Response(body, media_type="application/json")

    return answer


async def _stock_page(request: Request) -> Response:
    return HTMLResponse(_STOCK_PAGE)


async def _stock_worker(request: Request) -> Response:
    return Response(_STOCK_WORKER, media_type="text/javascript")


class _Kept:
    """Lets the browser keep what never changes, as a host of static files can."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        path = scope.get("path", "")

        async def sent(message: Any) -> None:
            if message["type"] == "http.response.start" and ("/assets/" in path or "/py" in path):
                headers = [pair for pair in message["headers"] if pair[0] != b"cache-control"]
                message = {**message, "headers": [*headers, _KEPT]}
            await send(message)

        await self._app(scope, receive, sent)
