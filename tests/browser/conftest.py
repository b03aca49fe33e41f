"""A real Chromium, the built site, and the demo that serves it: all on this machine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
TOKENS = ("demo-token", "demo-token-testing")
#: Milliseconds until what has not come is said never to come. Nothing of what is waited for is
#: about speed, and a machine with little time for us must not look like a fault.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs the browser."""
    for item in items:
        if ROOT / "tests" / "browser" in item.path.parents:
            item.add_marker(pytest.mark.browser)


@dataclass(frozen=True, slots=True)
class Demo:
    """One running `tryfield demo`."""

    address: str
    token: str = TOKENS[0]


@pytest.fixture(scope="session")
def chromium() -> str:
    return find_chromium()


def find_chromium() -> str:
    """Where Chromium is; without one, the journeys fail: they are never skipped."""
    named = os.environ.get("CHROMIUM")
    found = named or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    assert found, "No Chromium was found. On Debian: sudo apt-get install chromium"
    return found


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site() -> Path:
    folder = Path(os.environ.get("SITE") or ROOT / "site")
    assert (folder / "index.html").is_file(), "The site is not built. Run: make site"
    return folder


@pytest.fixture(scope="session")
def demo(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    yield from running(site, tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="session")
def drifting_demo(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    yield from running(site, tmp_path_factory.mktemp("drift"), "--drift")


def running(site: Path, folder: Path, *options: str) -> Iterator[Demo]:
    """The demo with its own database on a free port, until the tests are done with it."""
    program = Path(sys.executable).with_name("tryfield")
    database = f"sqlite:///{folder / 'users.sqlite'}"
    command = [program, "demo", "--port", "0", "--site", site, "--database", database, *options]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        list(map(str, command)), stdout=subprocess.PIPE, text=True, env=environment
    )
    try:
        yield Demo(_address(process))
    finally:
        process.terminate()
        process.wait(timeout=60)
        assert process.stdout
        process.stdout.close()


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    for line in process.stdout:
        if match := re.search(r"http://127\.0\.0\.1:\d+", line):
            return match[0]
    raise AssertionError(f"tryfield demo ended with {process.wait()} before it had an address")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in a profile of its own. What it asks for is in `page.requested`."""
    context = browser.new_context(viewport={"width": 1440, "height": 1000})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    yield page
    context.close()
