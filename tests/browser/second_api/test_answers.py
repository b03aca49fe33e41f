"""What is shown of answers: streams, large and slow ones, redirects, images."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.second_api.site import Second


def test_events_are_shown_as_they_come_and_stop(page: Page, api: Second) -> None:
    console = api.open(page, "events")
    console.element.get_by_role("button", name="Send", exact=True).click()
    region = console.element.get_by_role("region", name="Response")
    expect(region).to_contain_text('"number": 3')

    console.element.get_by_role("button", name="Cancel", exact=True).click()

    expect(console.outcome).to_contain_text("200")
    expect(region).to_contain_text('"number": 0')


#: Milliseconds that it takes this page, on this machine, to lay out as much by itself.
ITSELF = """() => {
  const one = { id: 1, name: "x".repeat(160) };
  const text = JSON.stringify(Array.from({ length: 110_000 }, () => one));
  const began = performance.now();
  JSON.stringify(JSON.parse(text), null, 2);
  return performance.now() - began;
}"""


def test_twenty_megabytes_are_shown_and_the_page_stays_alive(page: Page, api: Second) -> None:
    console = api.open(page, "large")
    page.evaluate(
        "window.tasks = []; new PerformanceObserver((list) => window.tasks.push("
        "...list.getEntries().map((one) => one.duration))).observe({type: 'longtask'})"
    )

    console.send()

    region = console.element.get_by_role("region", name="Response")
    expect(region).to_contain_text("20.0 MB")
    expect(region).to_contain_text("12345678901234567890")
    assert page.locator(".tryfield-console-line").count() < 200
    longest = max(page.evaluate("window.tasks"), default=0)
    assert longest < max(1000, page.evaluate(ITSELF))


def test_a_slow_answer_is_waited_for_and_cancelled(page: Page, api: Second) -> None:
    console = api.open(page, "slow")
    console.element.get_by_role("button", name="Send", exact=True).click()
    expect(console.element.get_by_text("This takes longer than usual.")).to_be_visible()

    console.element.get_by_role("button", name="Cancel", exact=True).click()

    region = console.element.get_by_role("region", name="Response")
    expect(region).to_contain_text(re.compile("cancel", re.IGNORECASE))


def test_a_redirect_is_followed(page: Page, api: Second) -> None:
    console = api.open(page, "moved")

    console.send()

    assert console.received()["query"] == "from=moved"


def test_an_image_is_shown(page: Page, api: Second) -> None:
    console = api.open(page, "image")

    console.send()

    image = console.element.locator("img")
    expect(image).to_be_visible()
    assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1
