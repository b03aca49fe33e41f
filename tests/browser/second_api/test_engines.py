"""A reader's way through a site in the engines that readers have: the same code in each.

The site lies on a static host without CORS headers, below a path, under the strict policy.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.engines import ENGINES, READER, Chromium, Engine, firefox, webkit
from tests.browser.hosting import host
from tests.browser.second_api.site import Second
from tests.rendering.building import USER, site
from tests.serving import running

ATTACKS = """\
import js
print(js.self.origin)
for name in ("fetch", "XMLHttpRequest", "WebSocket", "EventSource", "importScripts", "Worker",
             "indexedDB", "caches", "eval", "postMessage", "BroadcastChannel", "document",
             "localStorage", "sessionStorage", "tryfieldPyodide"):
    print(name, getattr(js, name, None))
import pyodide_js
from pyodide.code import run_js
for attempt in (
    lambda: run_js("1"),
    lambda: js.Object.constructor("return 1")(),
    lambda: js.Function.new("return 1")(),
    lambda: js.setTimeout("fetch('{address}/stolen')", 0),
    lambda: __import__("urllib.request").request.urlopen("{address}/stolen"),
    lambda: __import__("pyodide.http").http.pyxhr.get("{address}/stolen"),
):
    try:
        attempt()
        print("REACHED")
    except BaseException as error:
        print("refused", type(error).__name__)
for attempt in (
    lambda: pyodide_js.loadPackage("{address}/stolen.whl"),
    lambda: __import__("pyodide.http").http.pyfetch("{address}/stolen"),
    lambda: pyodide_js._api.loadDynlib("{address}/stolen.so"),
):
    try:
        print("REACHED" if "stolen" in str(await attempt()) else "refused")
    except BaseException as error:
        print("refused", type(error).__name__)
"""


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Engine]:
    if request.param == "Chromium":
        yield Chromium(browser)
        return
    with (firefox if request.param == "Firefox" else webkit)() as found:
        yield found


def go(engine: Engine, script: str) -> str:
    """What a reader does and then reads."""
    return str(engine.run(READER + script))


OPEN = """
await reader.press("button", "Try it");
await reader.until(() => document.querySelector("[data-ready=yes]"), "the form");
"""
SENT = """
await reader.press("button", "Send");
await reader.says("tryfield-console [aria-live]", /\\S/);
"""
PYTHON = """
await reader.press("tab", "Python");
await reader.wait("box", "Python code");
"""
RAN = """
await reader.press("button", "Run");
return await reader.says("tryfield-console, tryfield-cell", /It (ran through|ended with an error)/);
"""


def test_a_request_is_sent_and_its_fields_are_marked(engine: Engine, api: Second) -> None:
    engine.open(f"{api.site}/reference/authbearer/")

    said = go(
        engine,
        f"""{OPEN}{SENT}
        return document.querySelector("tryfield-console").innerText;""",
    )

    assert "200 OK" in said
    marks = (
        "return [...document.querySelectorAll('.tryfield-mark')].map((one) => one.dataset.verdict)"
    )
    assert "differs" in engine.run(marks)


def test_python_runs_waits_for_responses_stops_and_reaches_nothing(
    engine: Engine, api: Second
) -> None:
    engine.open(f"{api.site}/reference/lines/")
    said = go(engine, OPEN + PYTHON + RAN)
    # What came, though nobody has documented it.
    assert '{"n": 2}' in said
    assert "DifferenceError" in said

    begun = """
    await reader.fill("Python code", "while True: pass");
    await reader.press("button", "Run");
    await reader.wait("button", "Stop");
    await new Promise((resolve) => setTimeout(resolve, 300));
    await reader.press("button", "Stop");
    await reader.fill("Python code", "print('response' in globals(), 6 * 7)");
    """
    assert "False 42" in go(engine, begun + RAN)

    # What runs after Stop is shut in as well.
    engine.run("sessionStorage.setItem('private', 'yes'); document.cookie = 'private=yes'")
    code = ATTACKS.replace("{address}", api.api)
    said = go(engine, f"await reader.fill('Python code', `{code}`);" + RAN)
    lines = said[said.index("null\n") :].splitlines()[1:]
    assert [line for line in lines[:15] if not line.endswith((" None", " undefined"))] == []
    tried = [line for line in lines if line.startswith(("refused", "REACHED"))]
    assert [line.partition(" ")[0] for line in tried] == ["refused"] * 9
    assert [path for path in api.asked if "stolen" in path] == []


def test_cells_run_and_share_their_names(engine: Engine, api: Second) -> None:
    engine.open(f"{api.site}/manual/")
    said = go(
        engine,
        """
        const [first, second] = document.querySelectorAll("tryfield-cell");
        const run = async (cell) => {
          cell.querySelector("button").click();
          const over = /It (ran through|ended with an error)/;
          await reader.until(() => over.test(cell.innerText), "the end of a cell");
          return cell.querySelector("[role=log]").innerText;
        };
        return [await run(first), await run(second)].join("|");
        """,
    )

    assert said.startswith("200\n|42\n")
    assert "SystemExit: enough" in said


def test_a_reader_signs_in(engine: Engine, api: Second) -> None:
    engine.open(f"{api.site}/reference/authoauth/")
    go(engine, OPEN)

    # Only what a reader presses opens a window.
    engine.click(READER + 'return await reader.wait("button", "Sign in");')
    said = go(
        engine,
        f"""await reader.says("tryfield-console", "Signed in.");
        {SENT}
        await reader.press("tab", "Raw");
        return await reader.says("[role=tabpanel]", "authorization");""",
    )

    assert "Bearer hunter2-oauth" in said


def test_links_lead_on_and_back_again(engine: Engine, api: Second) -> None:
    engine.open(f"{api.site}/reference/lines/")
    go(engine, OPEN)

    go(
        engine,
        """
        const first = location.pathname;
        [...document.querySelectorAll("a[href]")]
          .find(({ href }) => href.endsWith("/reference/upload/")).click();
        await reader.until(() => location.pathname !== first, "the next page");
        await reader.until(() => document.querySelector("h1").innerText.includes("upload"), "it");
        await reader.wait("button", "Try it");
        history.back();
        await reader.until(() => location.pathname === first, "the page before");
        await reader.until(() => document.querySelector("h1").innerText.includes("lines"), "it");
        """,
    )
    go(engine, OPEN + SENT)


@contextmanager
def offline_site(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """A site that lets itself be read offline, as long as its host runs."""
    built = site(
        folder, {"docs/api/user.mdx": USER}, tryfield={"options": {"settings": {"offline": True}}}
    )
    refused: list[str] = []
    with running(host(built.folder, "/docs", refused=refused)) as address:
        yield f"{address}/docs/api/user/", refused


def test_a_page_that_was_used_can_be_used_offline(engine: Engine, tmp_path: Path) -> None:
    mock = """
    const server = await reader.wait("box", "Server");
    server.value = "mock";
    server.dispatchEvent(new Event("change", { bubbles: true }));
    """
    with offline_site(tmp_path) as (url, refused):
        engine.open(url)
        kept = """
        await navigator.serviceWorker.ready;
        const wanted = ["python.bin", "pyodide-wasm.bin", "pyodide-js.bin", "console-worker.js"];
        for (;;) {
          const names = (await Promise.all((await caches.keys()).map(async (name) =>
            (await (await caches.open(name)).keys()).map(({ url }) => url)))).flat();
          if (wanted.every((name) => names.some((url) => url.includes(name)))) return;
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
        """
        go(engine, OPEN + kept)
        assert refused == []

    engine.open(url)
    said = go(
        engine, f"{OPEN}{mock}{SENT} return document.querySelector('tryfield-console').innerText;"
    )
    assert "200 OK" in said


def test_the_policy_of_the_site_refuses_nothing_of_ours(engine: Engine, api: Second) -> None:
    for page in ("", "manual/", "reference/upload/"):
        engine.open(f"{api.site}/{page}")
    time.sleep(0.5)  # until a report would have come, also from a page that is still loading

    assert api.refused == []
