"""States that only the second API has, for everybody: pending, questions, sign-in, cells."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.second_api.site import Second


def test_a_pending_request_and_its_end_keep_nobody_out(page: Page, api: Second) -> None:
    console = api.open(page, "slow")
    console.element.get_by_role("button", name="Send", exact=True).click()
    expect(console.element.get_by_text("This takes longer than usual.")).to_be_visible()
    pending = violations(page)
    console.element.get_by_role("button", name="Cancel", exact=True).click()
    expect(console.outcome).not_to_have_text("")

    assert pending == []
    assert violations(page) == []


def test_a_question_holds_the_focus_and_gives_it_back(page: Page, api: Second) -> None:
    console = api.open(page, "change")
    send = console.element.get_by_role("button", name="Send", exact=True)
    send.press("Enter")
    dialog = console.element.locator("dialog")

    expect(dialog.get_by_role("button", name="Send")).to_be_focused()
    assert violations(page, "dialog") == []
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(send).to_be_focused()


@pytest.mark.parametrize("name", ["styles", "upload", "authoauth", "auth-both", "hostile-all"])
def test_forms_of_every_kind_keep_nobody_out(page: Page, api: Second, name: str) -> None:
    console = api.open(page, name)
    console.element.get_by_role("button", name="Paste curl").click()
    console.element.get_by_role("button", name="Add header").click()
    console.element.get_by_role("button", name="History").click()

    assert violations(page) == []


def test_an_open_cell_keeps_nobody_out_and_no_hotkey_fires(page: Page, api: Second) -> None:
    page.goto(f"{api.site}/manual/")
    address = page.url
    cell = page.locator("tryfield-cell").first
    closed = violations(page, "tryfield-cell")
    cell.get_by_role("button", name="Edit").press("Enter")
    editor = cell.get_by_role("textbox", name="Python code")
    expect(editor).to_be_visible()
    editor.fill("print('sfnp,./')")
    for key in ("s", "f", "/", "n", "p", ",", "."):
        editor.press(key)
    editor.press("Control+a")
    page.keyboard.type("print(6 * 7)")
    page.keyboard.press("Control+Enter")
    expect(cell.get_by_role("log")).to_have_text("42\n")

    assert page.url == address
    assert closed == []
    assert violations(page, "tryfield-cell") == []
