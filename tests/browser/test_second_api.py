"""What the console sends and shows of an API with everything in it, under a strict policy."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import second
from tests.browser.console import Console, recorded
from tests.browser.hosting import host
from tests.rendering.building import site
from tests.serving import running

CELL = """\
# A manual

```python tryfield
import httpx, tryfield
response = httpx.get("{address}/lines")
answer = 42
print(response.status_code)
```

```python tryfield
print(answer)
raise SystemExit("enough")
```

```python
print("not a cell")
```
"""


@dataclass(frozen=True, slots=True)
class Second:
    """The second API, and the site that documents it."""

    api: str
    site: str

    def open(self, page: Page, name: str) -> Console:
        page.goto(f"{self.site}/reference/{name}/")
        console = Console(page)
        console.touch()
        return console


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Second]:
    folder = tmp_path_factory.mktemp("second")
    with running(second.application()) as address:
        said = second.definition(address)
        built = site(
            folder,
            {
                "second.json": json.dumps(said),
                "docs/manual.md": CELL.replace("{address}", address),
            },
            tryfield={
                "sources": ["second.json"],
                "group_by": "none",
                "options": {"settings": {"confirm": ["DELETE"], "clients": {"oauth": "docs"}}},
            },
            site_url="https://docs.example.com/manual/v1/",
            theme={"name": "material", "font": False, "features": ["navigation.instant"]},
        )
        assert built.log == ()
        with running(host(built.folder, "/manual/v1", address)) as documentation:
            # The theme compares addresses with those of the sitemap, ports too.
            sitemap = built.folder / "sitemap.xml"
            known = sitemap.read_text("utf-8")
            sitemap.write_text(known.replace("https://docs.example.com", documentation), "utf-8")
            yield Second(address, f"{documentation}/manual/v1")


@pytest.fixture(scope="module")
def reader(browser: Browser) -> Iterator[BrowserContext]:
    """One reader for all of these journeys: what is loaded once stays."""
    context = browser.new_context(viewport={"width": 1440, "height": 1000})
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def page(reader: BrowserContext) -> Iterator[Page]:
    page = reader.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console",
        lambda said: faults.append(said.text) if "Content Security Policy" in said.text else None,
    )
    yield page
    page.close()
    assert faults == []


def answer(console: Console) -> Any:
    """The JSON that was received, as the raw tab shows it."""
    console.element.get_by_role("tab", name="Raw").click()
    text = console.element.get_by_role("tabpanel", name="Raw").inner_text()
    console.element.get_by_role("tab", name="Body").click()
    return json.loads(text[text.index("{") :])


def test_every_style_of_parameters_is_written_as_openapi_says(page: Page, api: Second) -> None:
    console = api.open(page, "styles")

    console.send()

    said = answer(console)
    assert said["path"] == "/styles/;m=3;m=4/.R,100,G,200/R=100,G=200"
    assert set(unquote(said["query"]).split("&")) == {
        *("form=3", "form=4", "joined=3,4", "spaced=3 4", "piped=3|4"),
        *("deep[R]=100", "deep[G]=200"),
    }
    assert said["headers"]["x-styled"] == "3,4"


def test_a_file_and_parts_with_types_are_uploaded(page: Page, api: Second, tmp_path: Path) -> None:
    console = api.open(page, "upload")
    chosen = tmp_path / "päper.bin"
    chosen.write_bytes(bytes(range(256)) * 40)
    console.element.locator("input[type=file]").first.set_input_files(chosen)

    console.send()

    (part,) = answer(console)["parts"]
    assert (part["name"], part["size"], part["type"]) == (
        "file",
        10_240,
        "application/octet-stream",
    )
    assert part["filename"].endswith("per.bin")


def test_events_are_shown_as_they_come_and_stop(page: Page, api: Second) -> None:
    console = api.open(page, "events")
    console.element.get_by_role("button", name="Send", exact=True).click()
    region = console.element.get_by_role("region", name="Answer")
    expect(region).to_contain_text('"number": 3')

    console.element.get_by_role("button", name="Cancel", exact=True).click()

    expect(console.outcome).to_contain_text("200")
    expect(region).to_contain_text('"number": 0')


def test_twenty_megabytes_are_shown_and_the_page_stays_alive(page: Page, api: Second) -> None:
    console = api.open(page, "large")
    page.evaluate(
        "window.tasks = []; new PerformanceObserver((list) => window.tasks.push("
        "...list.getEntries().map((one) => one.duration))).observe({type: 'longtask'})"
    )

    console.send()

    region = console.element.get_by_role("region", name="Answer")
    expect(region).to_contain_text("20.0 MB", timeout=30_000)
    expect(region).to_contain_text("12345678901234567890", timeout=30_000)
    assert page.locator(".tryfield-console-line").count() < 200
    assert max(page.evaluate("window.tasks"), default=0) < 1000


def test_a_slow_answer_is_waited_for_and_cancelled(page: Page, api: Second) -> None:
    console = api.open(page, "slow")
    console.element.get_by_role("button", name="Send", exact=True).click()
    expect(console.element.get_by_text("This takes longer than usual.")).to_be_visible()

    console.element.get_by_role("button", name="Cancel", exact=True).click()

    region = console.element.get_by_role("region", name="Answer")
    expect(region).to_contain_text(re.compile("cancel", re.IGNORECASE))


def test_a_redirect_is_followed(page: Page, api: Second) -> None:
    console = api.open(page, "moved")

    console.send()

    assert answer(console)["query"] == "from=moved"


def test_an_image_is_shown(page: Page, api: Second) -> None:
    console = api.open(page, "image")

    console.send()

    image = console.element.locator("img")
    expect(image).to_be_visible()
    assert image.evaluate("image => image.naturalWidth") == 1


@pytest.mark.parametrize("name", ["hostile-html", "hostile-json"])
def test_an_answer_of_payloads_does_nothing(page: Page, api: Second, name: str) -> None:
    console = api.open(page, name)
    title = page.title()

    console.send()
    for tab in ("Headers", "Raw", "Check", "Body"):
        console.element.get_by_role("tab", name=tab).click()

    assert page.title() == title
    assert console.element.locator("img, script").count() == 0
    assert page.evaluate("({}).polluted") is None


CREDENTIALS = {
    "authkey": ({"Key": "hunter2-key"}, "headers", "hunter2-key"),
    "authin-query": ({"Key": "hunter2-query"}, "query", "api_key=hunter2-query"),
    "authbearer": ({"Token": "hunter2-bearer"}, "authorization", "Bearer hunter2-bearer"),
    "authprefixed": ({"Token": "hunter2-prefix"}, "authorization", "Token hunter2-prefix"),
    "authbasic": (
        {"User name": "ünser", "Password": "hunter2-pass"},
        "authorization",
        "Basic w7xuc2VyOmh1bnRlcjItcGFzcw==",
    ),
}


@pytest.mark.parametrize("name", CREDENTIALS)
def test_each_kind_of_credential_travels_where_it_is_documented(
    page: Page, api: Second, name: str
) -> None:
    typed, where, expected = CREDENTIALS[name]
    console = api.open(page, name)
    for label, text in typed.items():
        console.element.get_by_label(label, exact=True).fill(text)

    console.send()

    assert expected in str(answer(console)[where])
    kept = page.evaluate("JSON.stringify({...sessionStorage, ...localStorage})")
    code = console.element.locator(".tryfield-console-before").inner_text()
    bar = console.element.locator(".tryfield-console-bar").inner_text()
    assert "hunter2" not in page.url + kept + code + bar


def test_credentials_of_both_schemes_are_sent_together(page: Page, api: Second) -> None:
    console = api.open(page, "auth-both")
    console.element.get_by_label("Key", exact=True).fill("hunter2-key")
    console.element.get_by_label("User name", exact=True).fill("u")
    console.element.get_by_label("Password", exact=True).fill("p")

    console.send()

    said = answer(console)
    assert said["headers"]["x-key"] == "hunter2-key"
    assert said["authorization"] == "Basic dTpw"


def test_a_reader_signs_in_with_a_code_and_without_a_secret(page: Page, api: Second) -> None:
    console = api.open(page, "authoauth")
    requests = recorded(page)

    with page.expect_popup():
        console.element.get_by_role("button", name="Sign in").click()
    expect(console.element.get_by_text("Signed in.")).to_be_visible()
    console.send()

    assert answer(console)["authorization"] == "Bearer hunter2-oauth"
    urls = [request.url for request in requests if "/authorize" in request.url]
    assert "client_id=docs" in urls[0]
    assert "code_challenge_method=S256" in urls[0]
    assert not [url for url in urls if "code_verifier" in url]
    assert "hunter2" not in page.evaluate("JSON.stringify({...sessionStorage})")


def test_a_method_that_changes_data_asks_first(page: Page, api: Second) -> None:
    console = api.open(page, "change")
    requests = recorded(page)
    send = console.element.get_by_role("button", name="Send", exact=True).first
    send.click()
    dialog = page.get_by_role("dialog", name="DELETE changes data")

    dialog.get_by_role("button", name="Cancel").click()
    before = [r for r in requests if r.method == "DELETE"]
    send.click()
    dialog.get_by_role("button", name="Send").click()

    expect(console.outcome).to_contain_text("200")
    assert before == []
    assert [r.method for r in requests if r.url.endswith("/change")][-1] == "DELETE"


def test_a_pasted_command_fills_in_the_form(page: Page, api: Second) -> None:
    console = api.open(page, "change")
    console.element.get_by_role("button", name="Paste curl").click()
    console.element.get_by_label("curl command").fill(
        f"curl -X DELETE {api.api}/change -H 'X-Extra: 1' -H 'Content-Type: application/json' "
        """-d '{"n": 7}'"""
    )

    console.element.get_by_role("button", name="Fill in").click()
    console.element.get_by_role("button", name="JSON", exact=True).click()

    expect(console.element.get_by_role("textbox", name="Body")).to_have_value(
        re.compile(r'"n":\s*7')
    )


def test_the_interpreter_survives_the_way_to_another_page(page: Page, api: Second) -> None:
    api.open(page, "moved")
    page.evaluate("window.same = true")
    requests = recorded(page)

    page.locator(".md-nav a", has_text="image").first.click()
    console = Console(page)
    expect(page).to_have_url(re.compile("image"))
    began = time.monotonic()
    console.touch()
    console.send()

    assert page.evaluate("window.same") is True
    assert time.monotonic() - began < 10
    assert [r.url for r in requests if "pyodide" in r.url or "python.zip" in r.url] == []


def test_cells_of_a_page_run_in_one_namespace(page: Page, api: Second) -> None:
    page.goto(f"{api.site}/manual/")
    cells = page.locator("tryfield-cell")
    assert cells.count() == 2

    cells.nth(0).get_by_role("button", name="Run").click()
    expect(cells.nth(0).get_by_role("log")).to_have_text("200\n", timeout=30_000)
    cells.nth(1).get_by_role("button", name="Run").click()

    expect(cells.nth(1).get_by_role("log")).to_contain_text("42")
    expect(cells.nth(1).get_by_role("log")).to_contain_text("SystemExit: enough")
    expect(cells.nth(1).get_by_text("It ended with an error.")).to_be_visible()
