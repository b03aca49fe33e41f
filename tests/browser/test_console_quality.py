"""The console for everybody: no violation in any state, by keyboard, narrow, in forced colours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import PATIENCE, Demo
from tests.browser.console import Console, opened


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> Literal["light", "dark"]:
    value: Literal["light", "dark"] = request.param
    return value


@pytest.fixture
def page(browser: Browser, scheme: Literal["light", "dark"]) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 1440, "height": 1000}, color_scheme=scheme, reduced_motion="reduce"
    )
    context.set_default_timeout(PATIENCE)
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
    console.element.get_by_role("button", name="Try it").press("Enter")
    server = console.element.get_by_label("Server")
    expect(server).to_be_visible()
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

    expect(console.outcome).not_to_have_text("")


def test_a_narrow_window_shows_all_of_it(page: Page, demo: Demo) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    console: Console = opened(page, f"{demo.address}/api/create-user/")
    console.touch()
    console.element.get_by_label("Server").select_option(value="mock")
    console.send()
    console.element.get_by_role("tab", name="Check").click()

    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(console.element.get_by_role("button", name="Send", exact=True)).to_be_visible()


COVERED = """() => [...document.querySelectorAll(".tryfield-example")].flatMap((one) => {
  const title = one.querySelector(".tryfield-side-title").getBoundingClientRect();
  return [...one.querySelectorAll(".tabbed-labels > label")].filter((label) => {
    const { top, right } = label.getBoundingClientRect();
    return top < title.bottom && right > title.left;
  }).map((label) => label.textContent);
})"""


def test_a_narrow_window_names_examples_without_covering_one(page: Page, demo: Demo) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{demo.address}/api/create-a-user/")

    expect(page.locator(".tryfield-example .tryfield-side-title").last).to_have_text("Response")
    assert page.evaluate(COVERED) == []


FOCUSED = """() => {
  const one = document.activeElement;
  const label = one.getAttribute("aria-label") ?? one.labels?.[0]?.textContent ?? one.textContent;
  return `${one.localName} ${label.trim().slice(0, 60)}`;
}"""


def tab_to(page: Page, what: str, key: str = "Tab") -> None:
    """Go on by keyboard until the focus is on something; what has it is always in sight."""
    passed = []
    for _ in range(120):
        page.keyboard.press(key)
        passed.append(page.evaluate(FOCUSED))
        if passed[-1].startswith(what):
            return
    raise AssertionError(f"{what} cannot be reached by keyboard, only {passed}")


def test_a_reader_without_a_mouse_gets_from_the_closed_console_to_a_field(
    page: Page, demo: Demo
) -> None:
    console = opened(page, f"{demo.address}/api/create-user/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    tab_to(page, "button Try it")
    page.wait_for_timeout(200)
    assert not any("tryfield/console" in url for url in asked), "passing by is no touch"
    page.keyboard.press("Enter")
    expect(console.element.get_by_label("Server")).to_be_visible()

    tab_to(page, "select Server")
    page.keyboard.type("Mock")
    tab_to(page, "input with drift")
    page.keyboard.press("Space")
    tab_to(page, "button Send", "Shift+Tab")
    page.keyboard.press("Enter")
    expect(console.outcome).to_contain_text("differs")
    tab_to(page, "button Body")
    page.keyboard.press("End")
    expect(console.element.get_by_role("tab", name="Check")).to_have_attribute(
        "aria-selected", "true"
    )
    tab_to(page, "button user_group")
    page.keyboard.press("Enter")
    marked = page.evaluate("document.activeElement.closest('[data-tryfield-path]') !== null")
    tab_to(page, "button ✗")
    page.keyboard.press("Enter")

    assert marked
    expect(console.element.get_by_role("tab", name="Body")).to_have_attribute(
        "aria-selected", "true"
    )


def test_nothing_moves_for_those_who_asked_for_that(page: Page, demo: Demo) -> None:
    console = opened(page, f"{demo.address}/api/create-user/")
    console.touch()
    console.element.get_by_label("Server").select_option(value="mock")
    console.send()

    moving = page.evaluate(
        """() => [...document.querySelectorAll("tryfield-console *")].filter((one) => {
          const { transitionDuration, animationName } = getComputedStyle(one);
          return animationName !== "none" || /[1-9]/.test(transitionDuration);
        }).map((one) => one.className)"""
    )
    assert moving == []


def test_in_forced_colours_what_is_chosen_and_what_differs_can_be_told(
    page: Page, demo: Demo
) -> None:
    page.emulate_media(forced_colors="active")
    console = opened(page, f"{demo.address}/api/create-user/")
    console.touch()
    console.element.get_by_label("Server").select_option(value="mock")
    console.element.get_by_label("with drift").check()
    console.send()
    console.element.get_by_role("tab", name="Check").click()

    background = "one => getComputedStyle(one).backgroundColor"
    chosen = console.element.get_by_role("tab", name="Check").evaluate(background)
    other = console.element.get_by_role("tab", name="Body").evaluate(background)
    assert chosen != other
    # A verdict is a sign and a word before it is a colour.
    expect(console.element.locator("[data-verdict=differs]").first).to_contain_text("✗ differs")
    expect(page.locator(".tryfield-mark[data-verdict=differs]").first).to_contain_text("✗")
