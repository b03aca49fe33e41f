"""What sending costs a reader whose Python is there: time beside `fetch`, the page, memory."""

from __future__ import annotations

import os
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright

from tests.benchmarks.console_host import (
    KEPT,
    UNTIL,
    WATCH,
    Measured,
    resident,
)
from tests.browser.conftest import ARGUMENTS, find_chromium
from tests.browser.console import Console, opened
from tests.browser.second_api.site import documented

ROUNDS = 15
ADDED = 10  #: milliseconds that a Send may take longer than `fetch`
VERDICT = 400  #: milliseconds for a megabyte of JSON
TASK = 50  #: milliseconds that the page may be deaf
GROWTH = 1.10
UPLOAD = 0.3  #: seconds that an upload of 12 MB may take longer than by `fetch`

#: One Send, from the click to the words that a screen reader hears; then the same by `fetch`.
SEND = f"""async (url) => {{
  {UNTIL}
  const live = element.querySelector("[aria-live]");
  const send = element.querySelector(".tryfield-console-bar .tryfield-console-send");
  const quiet = () => new Promise((resolve) => setTimeout(resolve, 80));
  live.textContent = "";
  await quiet();
  const began = performance.now();
  send.click();
  await until(live, () => live.textContent !== "");
  const ours = performance.now() - began;
  await quiet();
  const again = performance.now();
  await (await fetch(url, {{ cache: "no-store" }})).arrayBuffer();
  return [ours, performance.now() - again, live.textContent];
}}"""


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


def ready(page: Page, host: Measured, name: str) -> Console:
    console = opened(page, host.page(name))
    console.touch()
    # What a first visit still does, for the next one, is no part of sending.
    page.wait_for_function(KEPT)
    page.wait_for_timeout(500)
    return console


def sent(page: Page, host: Measured, name: str, rounds: int = ROUNDS) -> list[tuple[float, float]]:
    taken = []
    for _ in range(rounds):
        ours, plain, words = page.evaluate(SEND, f"{host.address}/{name}")
        assert "matches the documentation" in words
        taken.append((ours, plain))
    return taken


def test_a_second_send_costs_hardly_more_than_fetch(page: Page, host: Measured) -> None:
    ready(page, host, "small")
    first, *others = sent(page, host, "small")

    ours, plain = (statistics.median(one) for one in zip(*others, strict=True))
    added = statistics.median(ours - plain for ours, plain in others)
    print(
        f"a small answer, Send to its verdict ours {ours:.1f} ms fetch {plain:.1f} ms "
        f"x {ours / plain:.2f}"
    )
    print(f"a second Send adds to fetch: {added:.1f} ms")
    print(f"the first Send: {first[0]:.1f} ms")
    assert added < ADDED


def test_a_megabyte_is_judged_without_a_wait(page: Page, host: Measured) -> None:
    ready(page, host, "megabyte")
    taken = sent(page, host, "megabyte", 6)

    judged = statistics.median(ours - plain for ours, plain in taken)
    print(f"Send to the verdict of 1 MB of JSON, without its transfer: {judged:.0f} ms")
    assert judged < VERDICT


@pytest.mark.parametrize("name", ["small", "megabyte"])
def test_the_page_stays_alive_while_an_answer_is_judged(
    page: Page, host: Measured, name: str
) -> None:
    console = ready(page, host, name)
    sent(page, host, name, 1)
    page.evaluate(WATCH)

    sent(page, host, name, 5)
    for tab in ("Check", "Raw", "Headers", "Body"):
        console.element.get_by_role("tab", name=tab).click()
    page.wait_for_timeout(300)

    longest = max(page.evaluate("window.tasks"), default=0)
    print(f"longest task of the page, {name} answers: {longest:.0f} ms")
    assert longest <= TASK


def test_fifty_sends_leave_the_memory_as_it_was(
    page: Page, browser: Browser, host: Measured
) -> None:
    ready(page, host, "small")
    sent(page, host, "small", 5)
    heap, whole = used(page), resident(browser)

    sent(page, host, "small", 50)

    growth = used(page) / heap
    print(f"memory of the page after 50 more Sends: {(growth - 1) * 100:+.1f} %")
    if whole:
        more = resident(browser) / whole
        print(f"memory of page and worker together: {(more - 1) * 100:+.1f} %")
        assert more < GROWTH
    assert growth < GROWTH


def used(page: Page) -> float:
    """Bytes of the page's heap that cannot be collected."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    for _ in range(3):
        session.send("HeapProfiler.collectGarbage")
    metrics = session.send("Performance.getMetrics")["metrics"]
    session.detach()
    return float({one["name"]: one["value"] for one in metrics}["JSHeapUsedSize"])


#: Uploads in turns, ten of each: by `fetch`, and by Send until a screen reader hears the outcome.
RACE = """async address => {
  const console = document.querySelector("tryfield-console");
  const file = console.querySelector("input[type=file]").files[0];
  const send = [...console.querySelectorAll("button")].find((one) => one.textContent === "Send");
  const said = console.querySelector("[aria-live]");
  const plain = async () => {
    const body = new FormData();
    body.append("file", file);
    await (await fetch(address, { method: "POST", body })).text();
  };
  const own = () => new Promise((resolve) => {
    let cleared = false;
    const watch = new MutationObserver(() => {
      cleared ||= said.textContent === "";
      if (!cleared || said.textContent === "") return;
      watch.disconnect();
      resolve();
    });
    watch.observe(said, { childList: true, characterData: true, subtree: true });
    send.click();
  });
  const took = async (act) => {
    const began = performance.now();
    await act();
    return (performance.now() - began) / 1000;
  };
  said.textContent = "before";
  const times = { plain: [], own: [] };
  for (let turn = 0; turn < 10; turn += 1) {
    times.plain.push(await took(plain));
    times.own.push(await took(own));
  }
  const median = (all) => all.sort((a, b) => a - b).slice(4, 6).reduce((a, b) => a + b) / 2;
  return [median(times.own), median(times.plain)];
}"""


def test_an_upload_takes_little_longer_than_by_fetch(page: Page, tmp_path: Path) -> None:
    chosen = tmp_path / "film.bin"
    chosen.write_bytes(os.urandom(12_000_000))
    with documented(tmp_path / "second") as api:
        console = api.open(page, "stored")
        console.element.locator("input[type=file]").first.set_input_files(chosen)
        console.send()

        own, plain = page.evaluate(RACE, f"{api.api}/stored")

    print(f"upload of 12 MB: {own:.2f} s, by fetch {plain:.2f} s (medians of ten)")
    assert own <= plain + UPLOAD
