"""Takes the pictures of the README and the manual from the running demo: `make pictures`."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from playwright.sync_api import sync_playwright

from tests.browser.conftest import ARGUMENTS, running
from tests.browser.console import opened

HERE = Path(__file__).parent
SITE = Path(__file__).resolve().parents[2] / "site"


def main(chromium: str, folder: Path) -> None:
    """After Send against a drifting API, in light and in dark."""
    for demo in running(SITE, folder, "--drift"):
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
            for scheme in ("light", "dark"):
                page = browser.new_page(
                    viewport={"width": 1360, "height": 1080}, color_scheme=scheme
                )
                console = opened(page, f"{demo.address}/api/get-user/")
                console.touch()
                console.call(demo.address)
                console.authorize(demo.token)
                console.send()
                page.evaluate("document.activeElement.blur(); scrollTo(0, 560)")
                page.screenshot(path=HERE / f"after-send-{scheme}.png")
            browser.close()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
