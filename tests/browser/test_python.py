"""Python in the page: the request as code, what it may reach, and how it stops."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import PATIENCE, Demo
from tests.browser.console import Console, opened, recorded

TYPED = "typed-into-the-code"
CREATE = '{"identifier": "ada", "group": "engineers", "issueAccessToken": true}'


#: How much the browser says there is, whatever the machine has.
MEMORY = "Object.defineProperty(navigator, 'deviceMemory', {{ value: {gigabytes} }})"


@pytest.fixture
def console(page: Page, demo: Demo) -> Console:
    """The console of an endpoint that needs nothing, with its body filled in."""
    page.add_init_script(MEMORY.format(gigabytes=8))
    console = opened(page, f"{demo.address}/api/create-a-user/")
    console.touch()
    console.call(f"{demo.address}/v1")
    return console


def test_the_request_is_code_that_runs_and_is_checked(console: Console) -> None:
    console.write(CREATE)

    console.open_python()
    before = console.code()
    console.run()

    assert "import httpx" in before
    assert "engineers" in before
    expect(console.output).to_contain_text("200")
    expect(console.output).to_contain_text("✓ The response matches the documentation.")
    assert console.marks()["token"] == "matches"


def test_ordinary_code_of_both_clients_runs(console: Console, demo: Demo) -> None:
    console.open_python()

    console.run(f"""\
        import asyncio, httpx2, requests
        url = "{demo.address}/v1/users"
        body = {CREATE.replace("true", "True")}
        def tell(response):
            print(type(response).__module__, response.status_code)
        tell(requests.post(url, json=body))
        with requests.Session() as session:
            tell(session.post(url, json=body))
        with httpx2.Client() as client:
            tell(client.post(url, json=body))
        async with httpx2.AsyncClient() as client:
            tell(await client.post(url, json=body))
        "the last value"
    """)

    words = console.output.inner_text()
    assert words.count("requests.models 200") == 2, words
    assert words.count("httpx2 200") + words.count("httpx2._models 200") == 2, words
    assert "'the last value'" in words


def test_a_traceback_points_at_the_readers_line(console: Console) -> None:
    console.open_python()

    console.run("""\
        def name(user):
            return user["fullName"]

        name({"name": "Ada"})
    """)

    words = console.output.inner_text()
    assert "Your code, line 4" in words
    assert "Your code, line 2, in name" in words
    assert 'return user["fullName"]' in words
    assert "KeyError: 'fullName'" in words
    assert "tryfield" not in words


def loop(console: Console) -> None:
    """Begin what never ends."""
    console.type_code("while True: pass")
    console.element.get_by_role("button", name="Run", exact=True).click()
    expect(console.element.get_by_text("Running", exact=True)).to_be_visible()


def stop(console: Console) -> None:
    console.element.get_by_role("button", name="Stop", exact=True).click()


def readers(page: Page) -> int:
    """How many workers for a reader's code there are."""
    return sum(worker.url.startswith("data:") for worker in page.workers)


def interpreters(console: Console, count: int) -> None:
    """Wait until there are so many, and for the last one to be ready as well as one can."""
    deadline = time.monotonic() + PATIENCE / 1000
    while readers(console.page) != count:
        assert time.monotonic() < deadline, f"{readers(console.page)} of {count}"
        console.page.wait_for_timeout(50)
    console.page.wait_for_timeout(1500)


def test_a_loop_stops_and_the_next_run_begins_anew(console: Console) -> None:
    console.open_python()
    console.run("x = 1")
    loop(console)

    stop(console)
    console.run("print('x' in globals())")

    expect(console.output).to_have_text("False\n")


def test_a_run_that_was_stopped_while_it_loads_is_not_in_the_way_of_the_next(
    page: Page, demo: Demo
) -> None:
    held: list[Route] = []
    page.route(
        "**/code-worker.js?*", lambda route: route.continue_() if held else held.append(route)
    )
    console = opened(page, f"{demo.address}/api/create-a-user/")
    console.touch()
    console.open_python()
    console.element.get_by_role("button", name="Run", exact=True).click()
    console.element.get_by_role("button", name="Stop", exact=True).click()
    held[0].continue_()

    console.run("print('again')")

    expect(console.output).to_have_text("again\n")


#: Requests that the page asks the worker to prepare wait until the test lets them go.
HOLD = """globalThis.held = [];
const Given = Worker;
globalThis.Worker = class extends Given {
  postMessage(order, ...rest) {
    if (globalThis.hold && order.operation === "prepare") held.push(() => super.postMessage(order, ...rest));
    else super.postMessage(order, ...rest);
  }
};"""  # noqa: E501 - JavaScript
#: Two are asked for: what is shown before sending, and the code.
HELD = """async () => {
  while (held.length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
}"""


def test_what_a_reader_types_is_not_replaced_by_what_the_form_says(page: Page, demo: Demo) -> None:
    page.add_init_script(HOLD)
    console = opened(page, f"{demo.address}/api/create-a-user/")
    console.touch()
    console.open_python()
    page.evaluate("hold = true")
    console.element.get_by_label("Server").select_option(value="mock")
    page.evaluate(HELD)

    console.type_code("print('mine')")
    page.evaluate("hold = false; held.forEach((one) => one())")
    console.run()

    assert console.code() == "print('mine')"


def test_an_interpreter_waits_for_stop_once_code_has_run(console: Console) -> None:
    console.open_python()
    interpreters(console, 1)
    loop(console)
    interpreters(console, 2)

    for _ in range(2):
        stop(console)
        # It takes the place of the one that was ended, and another is made.
        console.run("print('loop' in globals()); loop = 1")
        expect(console.output).to_have_text("False\n")
        interpreters(console, 2)
        loop(console)


def test_the_waiting_interpreter_goes_with_the_console(console: Console) -> None:
    console.open_python()
    console.run("1")
    interpreters(console, 2)

    console.page.get_by_role("link", name="Quickstart").first.click()
    expect(console.element).to_have_count(0)

    interpreters(console, 0)


def test_a_device_with_little_memory_has_one_interpreter(page: Page, demo: Demo) -> None:
    page.add_init_script(MEMORY.format(gigabytes=2))
    console = opened(page, f"{demo.address}/api/create-a-user/")
    console.touch()
    console.open_python()

    loop(console)
    interpreters(console, 1)
    stop(console)
    console.run("print('back')")

    expect(console.output).to_have_text("back\n")
    interpreters(console, 1)


@pytest.mark.parametrize("stopped", [False, True], ids=["at first", "after Stop"])
def test_code_reaches_neither_storage_nor_network(
    console: Console, demo: Demo, stopped: bool
) -> None:
    page = console.page
    page.evaluate("sessionStorage.setItem('private', 'yes'); document.cookie = 'private=yes'")
    requests = recorded(page)
    console.open_python()
    if stopped:
        loop(console)
        interpreters(console, 2)
        stop(console)

    console.run(f"""\
        import js
        print(js.self.origin)
        for name in ("fetch", "XMLHttpRequest", "WebSocket", "EventSource", "importScripts",
                     "Worker", "indexedDB", "caches", "eval", "postMessage",
                     "BroadcastChannel", "document", "localStorage", "sessionStorage"):
            print(name, getattr(js, name, None))
        from pyodide.code import run_js
        for attempt in (
            lambda: run_js("1"),
            lambda: js.Object.constructor("return 1")(),
            lambda: js.Function.new("return 1")(),
            lambda: js.setTimeout("fetch('{demo.address}/stolen')", 0),
            lambda: __import__("urllib.request").request.urlopen("{demo.address}/stolen"),
            lambda: __import__("pyodide.http").http.pyxhr.get("{demo.address}/stolen"),
        ):
            try:
                attempt()
                print("REACHED")
            except BaseException as error:
                print("refused", type(error).__name__)
    """)

    lines = console.output.inner_text().splitlines()
    assert lines[0] == "null"
    assert [line for line in lines[1:15] if not line.endswith(" None")] == []
    assert [line.partition(" ")[0] for line in lines[15:]] == ["refused"] * 6
    assert [r.url for r in requests if "stolen" in r.url] == []


def test_credentials_are_added_on_the_way_and_never_seen_by_the_code(
    page: Page, demo: Demo
) -> None:
    console = opened(page, f"{demo.address}/api/create-user/")
    console.touch()
    console.call(demo.address)
    console.authorize(demo.token)
    console.open_python()
    sent = recorded(page)

    written = console.code()
    console.run(f"""\
        import httpx
        response = httpx.post("{demo.address}/api/user", json={{"current_token": "none"}})
        print(response.status_code, response.request.headers, response.headers, response.url)
        httpx.post("{demo.address}/v1/users", json={{}})
    """)

    assert demo.token not in written
    assert demo.token not in console.output.inner_text()
    assert [r.headers.get("authorization") for r in sent if r.url.endswith("/api/user")] == [
        f"Token {demo.token}"
    ]
    assert [r.headers.get("authorization") for r in sent if r.url.endswith("/v1/users")] == [None]


def test_what_code_sends_is_in_the_history_without_credentials(page: Page, demo: Demo) -> None:
    console = opened(page, f"{demo.address}/api/create-user/")
    console.touch()
    console.call(demo.address)
    console.authorize(demo.token)
    console.open_python()

    console.run(f"""\
        import httpx
        for current in ("none", "{TYPED}"):
            httpx.post("{demo.address}/api/user", json={{"current_token": current}},
                       headers={{"Authorization": "Token {TYPED}"}})
    """)
    console.element.get_by_role("tab", name="Request").click()
    console.element.get_by_role("button", name="History").click()
    history = console.element.get_by_role("region", name="History")
    stored = page.evaluate("JSON.stringify({...sessionStorage, ...localStorage})")
    shown = history.inner_text()
    history.get_by_role("button", name="Fill in again").last.click()

    assert shown.count(f"POST {demo.address}/api/user") == 2
    assert "Python" in shown
    assert "none" in stored
    assert [secret for secret in (demo.token, TYPED) if secret in stored + shown] == []
    expect(console.element.get_by_role("textbox", name="current_token")).to_have_value("none")


def test_a_difference_is_an_error_of_the_code(page: Page, drifting_demo: Demo) -> None:
    console = opened(page, f"{drifting_demo.address}/api/get-user/")
    console.touch()
    console.call(drifting_demo.address)
    console.authorize(drifting_demo.token)
    console.open_python()

    console.run()

    expect(console.output).to_contain_text("DifferenceError")
    expect(console.output).to_contain_text("team_id")
    assert console.marks()["user_group.team_id"] == "differs"


def test_a_browser_that_cannot_wait_runs_calls_that_wait(page: Page, demo: Demo) -> None:
    # The worker of a reader's code is made of text; here, of a browser that has no such thing.
    page.add_init_script(
        """const Given = Worker;
        globalThis.Worker = class extends Given {
          constructor(address, options) {
            const lacking = "delete WebAssembly.Suspending; delete WebAssembly.promising;";
            const text = String(address);
            super(text.startsWith("data:") ? text.replace(",", "," + encodeURIComponent(lacking)) : address, options);
          }
        };"""  # noqa: E501 - JavaScript
    )
    console = opened(page, f"{demo.address}/api/create-a-user/")
    console.touch()
    console.call(f"{demo.address}/v1")
    console.open_python()
    requests = recorded(page)
    url = f"{demo.address}/v1/users"

    console.run(f"""\
        import httpx
        for name in ("ada", "grace"):
            response = httpx.post("{url}", json={CREATE.replace("true", "True")})
            print(name, response.status_code)
    """)

    expect(console.output).to_have_text("ada 200\ngrace 200\n")
    assert len([one for one in requests if one.method == "POST" and one.url == url]) == 2
