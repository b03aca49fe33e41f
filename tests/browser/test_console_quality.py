"""The console for everybody: no violation in any state, by keyboard, narrow, in forced colours."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import ROOT, Demo
from tests.browser.console import Console, opened

AXE = Path(ROOT / "playground" / "node_modules" / "axe-core" / "axe.min.js")
VIOLATIONS = """async () => {
  const found = await axe.run(document.querySelector("tryfield-console"), { resultTypes: ["violations"] });
  return found.violations.flatMap((rule) => rule.nodes.map((node) =>
    `${rule.id}: ${node.html.slice(0, 160)} ${node.any[0]?.message ?? ""}`));
}"""  # noqa: E501 - JavaScript


def violations(page: Page) -> list[str]:
    page.evaluate(AXE.read_text("utf-8"))
    found: list[str] = page.evaluate(VIOLATIONS)
    return found


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> Literal["light", "dark"]:
    value: Literal["light", "dark"] = request.param
    return value


@pytest.fixture
def page(browser: Browser, scheme: Literal["light", "dark"]) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 1440, "height": 1000}, color_scheme=scheme, reduced_motion="reduce"
    )
    context.set_default_timeout(10_000)
    page = context.new_page()
    yield page
    context.close()


def test_no_state_of_the_console_keeps_anybody_out(page: Page, demo: Demo) -> None:
    console = opened(page, f"{demo.address}/api/create-user/")
    found = {"closed": violations(page)}
    console.touch()
    found["open"] = violations(page)
    console.element.get_by_label("Server").select_option(value="mock")
    console.send()
    for tab in ("Headers", "Raw", "Check", "Body"):
        console.element.get_by_role("tab", name=tab).click()
        found[f"answer, {tab}"] = violations(page)
    console.call("http://127.0.0.1:9")
    console.send()
    found["failure"] = violations(page)
    console.open_python()
    console.run("print(1)\n1/0")
    found["python"] = violations(page)

    assert {state: faults for state, faults in found.items() if faults} == {}


def test_everything_is_done_by_keyboard_and_no_hotkey_fires(
    page: Page, demo: Demo, scheme: str
) -> None:
    if scheme == "dark":
        page.emulate_media(forced_colors="active")
    console = opened(page, f"{demo.address}/api/create-a-user/")
    console.element.get_by_role("button", name="Try it").focus()
    server = console.element.get_by_label("Server")
    expect(server).to_be_visible(timeout=60_000)
    server.focus()
    server.select_option(value="mock")
    address = page.url
    console.element.get_by_role("button", name="JSON", exact=True).press("Enter")
    area = console.element.get_by_role("textbox", name="Body")
    area.press("End")

    for key in ("s", "f", "/", "n", "p", ",", "."):
        page.keyboard.press(key)
    assert page.url.partition("#")[0] == address.partition("#")[0]
    assert page.evaluate("document.activeElement.localName") == "textarea"
    page.keyboard.press("Control+Enter")

    expect(console.outcome).not_to_have_text("", timeout=30_000)


def test_a_narrow_window_shows_all_of_it(page: Page, demo: Demo) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    console: Console = opened(page, f"{demo.address}/api/create-user/")
    console.touch()
    console.element.get_by_label("Server").select_option(value="mock")
    console.send()
    console.element.get_by_role("tab", name="Check").click()

    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(console.element.get_by_role("button", name="Send", exact=True)).to_be_visible()
