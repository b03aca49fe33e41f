"""How soon a reader who stopped a loop has Python again, and what that costs the page.

The time goes from the click on Stop to the output of the next program, in the same page.
"""

from __future__ import annotations

import statistics
from pathlib import Path

from playwright.sync_api import Page, Playwright, expect

from tests.benchmarks.console_host import (
    STOCK_START,
    WATCH,
    Measured,
    profile,
    resident,
    started,
    visited,
)
from tests.browser.conftest import ARGUMENTS, find_chromium
from tests.browser.console import Console

ROUNDS = 5
#: Of stock Pyodide's time to start, with a fifth more than the best that was ever measured.
RESTART = 0.26 * 1.2
NOTICED = 3000  #: milliseconds until somebody has seen that a loop does not end
TASK = 50  #: milliseconds that the page may be deaf
SPARE = 120_000  #: kilobytes of memory

STOP_AND_RUN = """async () => {
  const element = document.querySelector("tryfield-console");
  const named = (name) => [...element.querySelectorAll("button")].find((one) => one.textContent === name && one.offsetParent);
  const log = element.querySelector("[role=log]");
  const tick = () => new Promise((resolve) => setTimeout(resolve, 2));
  const began = performance.now();
  named("Stop").click();
  while (!named("Run") || named("Run").disabled) await tick();
  named("Run").click();
  while (!log.textContent.includes("back")) await tick();
  return performance.now() - began;
}"""  # noqa: E501 - JavaScript


def opened(page: Page, host: Measured) -> Console:
    """A console whose Python has been opened, and has run nothing."""
    # One is kept ready only where the browser says that there is room.
    page.add_init_script("Object.defineProperty(navigator, 'deviceMemory', { value: 8 })")
    page.goto(host.page("small"))
    console = Console(page)
    console.touch()
    console.open_python()
    # What loads in the background is no part of any of this.
    page.wait_for_timeout(NOTICED)
    return console


def stopped(console: Console, after: int) -> float:
    """Milliseconds from Stop to the output of the next program, for a loop that ran a while."""
    console.type_code("while True: pass")
    console.element.get_by_role("button", name="Run", exact=True).click()
    expect(console.element.get_by_role("button", name="Stop", exact=True)).to_be_enabled()
    console.type_code("print('back')")
    console.page.wait_for_timeout(after)
    return float(console.page.evaluate(STOP_AND_RUN))


def test_who_stops_a_loop_has_python_again_at_once(
    playwright: Playwright, host: Measured, tmp_path: Path
) -> None:
    noticed, at_once = [], []
    with profile(playwright, tmp_path / "stop") as context:
        visited(context, host.page("small"))
        stock = [started(context, host.stock, STOCK_START) for _ in range(ROUNDS + 1)][1:]
        for _ in range(ROUNDS):
            page = context.new_page()
            console = opened(page, host)
            # The very first run, so that nothing has been prepared.
            at_once.append(stopped(console, 0))
            noticed.append(stopped(console, NOTICED))
            page.close()

    peer = statistics.median(stock)
    ratios = {}
    for name, taken in (
        ("Stop to the output of the next run", noticed),
        ("the same, with Stop as soon as the first run begins", at_once),
    ):
        ours = statistics.median(taken)
        ratios[name] = ours / peer
        print(f"{name} ours {ours:.0f} ms stock {peer:.0f} ms x {ours / peer:.2f}")
    assert ratios["Stop to the output of the next run"] <= RESTART, (noticed, stock)


def test_an_interpreter_in_reserve_costs_memory_and_no_long_task(
    playwright: Playwright, host: Measured
) -> None:
    browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
    page = browser.new_page()
    page.set_default_timeout(60_000)
    console = opened(page, host)
    before = resident(browser)
    page.evaluate(WATCH)

    console.run("1")
    page.wait_for_timeout(NOTICED)
    more = resident(browser) - before
    stopped(console, NOTICED)
    page.wait_for_timeout(NOTICED)
    tasks = page.evaluate("window.tasks")
    browser.close()

    longest = max(tasks, default=0)
    if before:
        print(f"memory of the interpreter in reserve: {more / 1000:.0f} MB")
        assert more < SPARE
    print(f"longest task of the page, with one made and one used: {longest:.0f} ms")
    assert longest <= TASK
