"""Room for a console, and nothing of it in a reader's way."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import Demo
from tests.browser.console import Console, opened, recorded


def mocked(page: Page, demo: Demo) -> Console:
    console = opened(page, f"{demo.address}/api/create-user/")
    console.touch()
    console.element.get_by_label("Server").select_option(value="mock")
    return console


def beside(console: Console) -> bool:
    """Whether the response stands beside the request."""
    request = console.element.locator(".tryfield-console-parts").bounding_box()
    response = console.element.get_by_role("region", name="Response").bounding_box()
    assert request
    assert response
    return response["x"] >= request["x"] + request["width"] - 1


@pytest.mark.parametrize("how", ["Escape", "button"])
def test_the_console_is_widened_over_the_page_and_put_back(
    page: Page, demo: Demo, how: str
) -> None:
    console = mocked(page, demo)
    console.element.get_by_role("button", name="JSON").click()
    console.element.get_by_role("textbox", name="Body").fill('{"current_token": "typed"}')
    address = page.url

    console.element.get_by_role("button", name="Wide").click()
    console.send()

    assert beside(console)
    marks = console.marks()
    assert marks
    if how == "Escape":
        page.keyboard.press("Escape")
    else:
        console.element.get_by_role("button", name="Back to the page").click()
    expect(console.element.get_by_role("button", name="Wide")).to_be_visible()
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(console.element.get_by_role("textbox", name="Body")).to_have_value(
        '{"current_token": "typed"}'
    )
    assert page.url == address
    assert console.marks() == marks


def test_links_of_the_demo_keep_the_document_whatever_its_port(page: Page, demo: Demo) -> None:
    page.goto(f"{demo.address}/api/create-user/")
    page.evaluate("globalThis.kept = true")

    page.get_by_role("link", name="Get User").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Get User")

    assert page.evaluate("globalThis.kept")


def test_send_pressed_while_python_loads_is_sent_when_it_is_there(page: Page, demo: Demo) -> None:
    held: list[Route] = []
    page.route("**/python.bin?*", lambda route, _: held.append(route))
    console = opened(page, f"{demo.address}/api/create-a-user/")
    console.element.get_by_role("button", name="Try it").click()

    console.element.get_by_role("button", name="Send", exact=True).click()
    expect(console.outcome).to_contain_text("It is sent as soon as Python is here.")
    page.wait_for_timeout(200)
    assert len(held) == 1  # pointing and pressing fetch it once
    held[0].continue_()

    expect(console.outcome).to_contain_text("200 OK")


def test_a_refusal_comes_into_sight(page: Page, demo: Demo) -> None:
    console = opened(page, f"{demo.address}/api/create-user/")
    console.touch()
    console.call("http://a@b@c")

    console.send()

    expect(console.element.get_by_role("region", name="Response")).to_be_in_viewport()


def test_a_pointer_over_try_it_begins_to_fetch_and_opens_nothing(page: Page, demo: Demo) -> None:
    console = opened(page, f"{demo.address}/api/create-user/")
    requests = recorded(page)

    console.element.get_by_role("button", name="Try it").hover()
    page.wait_for_timeout(1500)

    assert [one.url for one in requests if "pyodide-wasm.bin" in one.url]
    expect(console.element.get_by_label("Server")).to_have_count(0)


def test_code_and_form_never_mark_a_field_twice(page: Page, demo: Demo) -> None:
    console = opened(page, f"{demo.address}/api/create-a-user/")
    console.touch()
    console.send()
    console.open_python()

    console.run()

    marks = page.locator(".tryfield-mark")
    rows = marks.evaluate_all(
        "marks => new Set(marks.map((one) => one.closest('[data-tryfield-path]'))).size"
    )
    assert marks.count() == rows


def test_a_long_address_leaves_the_form_in_reach(browser: Browser, demo: Demo) -> None:
    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    console = opened(page, f"{demo.address}/api/create-user/")
    console.touch()

    console.call(f"{demo.address}/{'long/' * 600}")

    address = console.element.locator(".tryfield-console-url")
    expect(address).to_contain_text("long/long")
    box = address.bounding_box()
    assert box
    assert box["height"] < 75
    page.close()
