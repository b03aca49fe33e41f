"""What readers do with the three pages of the users API, in a real browser."""

from __future__ import annotations

import json
import socket
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Demo
from tests.browser.console import opened, recorded

# Documented as "JSON or null": whatever comes is documented, so nothing is checked.
ANYTHING = "not-checkable"
OURS = "/assets/tryfield/"  # where a site has the files of the console


def call(demo: Demo, method: str, body: object) -> dict[str, object]:
    """Call the demo beside the browser, to prepare what a journey needs."""
    request = urllib.request.Request(
        f"{demo.address}/api/user",
        method=method,
        data=json.dumps(body).encode(),
        headers={"Authorization": f"Token {demo.token}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as response:
        answer: dict[str, object] = json.load(response)
    return answer


def group_token(demo: Demo, name: str) -> str:
    group = call(demo, "GET", {"name": name, "user_group_id": name})["user_group"]
    assert isinstance(group, dict)
    return str(group["token"])


@pytest.fixture(scope="module")
def api_without_cors() -> Iterator[str]:
    """An API that answers, but lets no page of another origin read it."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(200)
            self.end_headers()

        do_OPTIONS = do_HEAD = do_POST  # noqa: N815 - names of the base class

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_create_a_user_matches_its_documentation(page: Page, demo: Demo) -> None:
    console = opened(page, f"{demo.address}/api/create-a-user/")
    console.touch()
    console.call(f"{demo.address}/v1")
    console.write('{"identifier": "ada", "group": "engineers", "issueAccessToken": true}')

    console.send()

    assert console.marks() == dict.fromkeys(("", "type", "identifer", "group", "token"), "matches")
    assert console.undocumented() == []
    expect(console.outcome).to_contain_text("200 OK. The response matches the documentation.")


def test_create_user_matches_its_documentation(page: Page, demo: Demo) -> None:
    token = group_token(demo, "journey-rotate")
    console = opened(page, f"{demo.address}/api/create-user/")
    console.touch()
    console.call(demo.address)
    console.authorize(demo.token)
    console.write(json.dumps({"current_token": token}))

    console.send()

    marks = console.marks()
    assert marks.pop("user_group.api_environment_tag") == ANYTHING
    assert set(marks.values()) == {"matches"}
    assert len(marks) == 7
    assert console.undocumented() == []


def test_get_user_goes_through_the_relay_and_matches(page: Page, demo: Demo) -> None:
    requests = recorded(page)
    console = opened(page, f"{demo.address}/api/get-user/")
    console.touch()
    console.call(demo.address)
    console.authorize(demo.token)

    console.send()

    marks = console.marks()
    assert marks.pop("user_group.properties") == ANYTHING
    assert set(marks.values()) == {"matches"}
    assert [(r.method, r.url) for r in requests if r.url.endswith(("/relay", "/api/user"))] == [
        ("POST", f"{demo.address}/relay")
    ]


def test_drift_is_marked_on_the_fields_that_drifted(page: Page, drifting_demo: Demo) -> None:
    console = opened(page, f"{drifting_demo.address}/api/get-user/")
    console.touch()
    console.call(drifting_demo.address)
    console.authorize(drifting_demo.token)

    console.send()

    marks = console.marks()
    assert [path for path, verdict in marks.items() if verdict == "differs"] == [
        "user_group.team_id"
    ]
    assert marks["user_group.provided_id"] == "absent"
    names = " ".join(console.undocumented())
    assert "external_id" in names
    assert "region" in names
    expect(console.outcome).to_contain_text("differ")


def test_an_address_where_nobody_answers_is_told_from_an_api_without_cors(
    page: Page, demo: Demo, api_without_cors: str
) -> None:
    advice = {}
    with socket.socket() as bound:  # and it never listens, nor can anybody else there
        bound.bind(("127.0.0.1", 0))
        dead = f"http://127.0.0.1:{bound.getsockname()[1]}"
        for name, address in (("dead", dead), ("closed", api_without_cors)):
            console = opened(page, f"{demo.address}/api/create-a-user/")
            console.touch()
            console.call(address)

            console.send()

            advice[name] = console.element.get_by_role("region", name="Response").inner_text()

    assert advice["dead"] != advice["closed"]
    assert "does not let this page read its answer" in advice["closed"]
    assert "The server cannot be reached" in advice["dead"]
    assert all("curl" in words for words in advice.values())


SAID = """() => {
  const live = document.querySelector("tryfield-console [aria-live]");
  window.said = [];
  new MutationObserver(() => said.push(live.textContent)).observe(live, { childList: true });
}"""


def test_the_same_outcome_is_said_again(page: Page, demo: Demo) -> None:
    console = opened(page, f"{demo.address}/api/create-user/")
    console.touch()
    console.element.get_by_label("Server").select_option(value="mock")
    console.send()
    page.evaluate(SAID)

    console.send()

    assert page.evaluate("said") == ["", console.outcome.inner_text()]


def test_nothing_of_python_is_loaded_before_the_first_touch(page: Page, demo: Demo) -> None:
    requests = recorded(page)
    console = opened(page, f"{demo.address}/api/create-user/")
    page.wait_for_load_state("networkidle")

    before = [request.url for request in requests]
    console.touch()
    after = [request.url for request in requests]

    assert [url.rpartition("/")[2].partition("?")[0] for url in before if OURS in url] == [
        "tryfield.css",
        "tryfield.js",
    ]
    assert [url for url in after if OURS in url and "pyodide" in url]


def test_a_page_asks_nobody_but_its_own_site(page: Page, demo: Demo) -> None:
    requests = recorded(page)
    console = opened(page, f"{demo.address}/api/create-user/")
    console.touch()
    page.wait_for_load_state("networkidle")

    own = (demo.address, f"blob:{demo.address}/", "data:")
    assert {url for r in requests if not (url := r.url).startswith(own)} == set()


def test_a_page_reads_complete_without_javascript(browser: Browser, demo: Demo) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{demo.address}/api/get-user/")

    for words in (
        "user_group_id",
        "new_user_group",
        "provided_id",
        "curl --location",
        "filterValue",
    ):
        expect(page.locator("article").get_by_text(words).first).to_be_visible()
    context.close()
