"""Definitions and answers made of payloads execute nothing."""

from __future__ import annotations

import base64
import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser import hostile
from tests.browser.console import Console, recorded
from tests.browser.second_api.site import Second

#: A policy that has something to refuse has met something that wanted to run.
REFUSED = """
window.refused = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.refused.push(`${event.effectiveDirective} ${event.blockedURI}`);
});
"""
HANDLERS = """[...document.querySelectorAll("article *")].flatMap((one) =>
  one.getAttributeNames().filter((name) => name.startsWith("on")))"""


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


def test_a_definition_of_payloads_does_nothing_in_an_open_console(page: Page, api: Second) -> None:
    page.add_init_script(REFUSED)
    console = api.open(page, "hostile-all")
    element = console.element
    element.get_by_label("Token", exact=True).fill(hostile.ALL)
    console.send()
    for tab in ("Headers", "Raw", "Check", "Body"):
        element.get_by_role("tab", name=tab).click()
    console.send()
    element.get_by_role("button", name="History").click()
    element.get_by_role("button", name="Compare with the previous response").first.click()
    copied = [console.copied(name) for name in ("Copy report", "Copy docs patch", "Copy link")]
    element.get_by_label("Server").select_option(value="mock")
    console.send()
    element.get_by_role("tab", name="Check").click()
    # The question whether a credential may go to another origin quotes both.
    console.call("http://127.0.0.1:9")
    element.get_by_role("button", name="Send", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Send without it").click()
    expect(console.outcome).to_contain_text("port 9")
    console.open_python()

    assert all(copied)
    assert page.evaluate("window.pwned") is None
    assert page.evaluate("({}).polluted") is None
    assert page.evaluate("window.refused") == []
    assert page.locator("article script, article iframe, article object").count() == 0
    assert page.evaluate(HANDLERS) == []
    assert console.element.locator("img, svg, a[href^='javascript' i]").count() == 0


def test_a_link_of_payloads_does_nothing(page: Page, api: Second) -> None:
    page.add_init_script(REFUSED)
    values = {
        "parameters": [{"in": "query", "name": hostile.IMAGE, "value": hostile.ALL}],
        "body": hostile.ALL,
    }
    said = base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")
    page.goto(f"{api.site}/reference/hostile-all/#try=hostile-all:{said}")
    requests = recorded(page)
    console = Console(page)
    console.touch()

    expect(console.element.get_by_text("Filled in from a link.")).to_be_visible()
    assert page.evaluate("window.pwned") is None
    assert page.evaluate("window.refused") == []
    assert [one.url for one in requests if one.url.startswith(api.api)] == []
