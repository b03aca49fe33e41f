"""Pages of a site under a strict policy: the way to another one, and cells."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.console import Console, recorded
from tests.browser.second_api.site import Second


def test_the_interpreter_survives_the_way_to_another_page(page: Page, api: Second) -> None:
    api.open(page, "moved")
    page.evaluate("window.same = true")
    requests = recorded(page)

    page.locator(".md-nav a", has_text="image").first.click()
    console = Console(page)
    expect(page).to_have_url(re.compile("image"))
    console.touch()
    console.send()

    assert page.evaluate("window.same") is True
    assert [r.url for r in requests if "pyodide" in r.url or "python.bin" in r.url] == []


def test_cells_of_a_page_run_in_one_namespace(page: Page, api: Second) -> None:
    page.goto(f"{api.site}/manual/")
    cells = page.locator("tryfield-cell")
    assert cells.count() == 2

    cells.nth(0).get_by_role("button", name="Run").click()
    expect(cells.nth(0).get_by_role("log")).to_have_text("200\n")
    cells.nth(1).get_by_role("button", name="Run").click()

    expect(cells.nth(1).get_by_role("log")).to_contain_text("42")
    expect(cells.nth(1).get_by_role("log")).to_contain_text("SystemExit: enough")
    expect(cells.nth(1).get_by_text("It ended with an error.")).to_be_visible()
