"""Takes the pictures of the README and the manual from the running demo: `make pictures`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.conftest import ARGUMENTS, find_chromium, running
from tests.browser.console import opened
from tests.docs.sections import ROOT

FOLDER = ROOT / "docs" / "assets"


def main(site: Path) -> None:
    """After Send against a drifting API, in light and in dark."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
        for demo in running(site, Path(folder), "--drift"):
            for scheme in ("light", "dark"):
                page = browser.new_page(
                    viewport={"width": 1360, "height": 1000}, color_scheme=scheme
                )
                console = opened(page, f"{demo.address}/api/get-user/")
                console.touch()
                console.call(demo.address)
                console.authorize(demo.token)
                console.send()
                page.evaluate(_SHOWN)
                page.wait_for_timeout(400)
                page.screenshot(path=FOLDER / f"after-send-{scheme}.png")
                page.close()
        browser.close()


#: The first field that differs, with its neighbours, beside the whole console: at the end of a page
#: the console would scroll away with it.
_SHOWN = """() => {
  document.activeElement.blur();
  document.querySelector(".tryfield-documentation").style.paddingBottom = "50vh";
  const row = document.querySelector(".tryfield-mark[data-verdict=differs]");
  scrollTo({ top: row.getBoundingClientRect().top + scrollY - 420, behavior: "instant" });
}"""


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "site")
