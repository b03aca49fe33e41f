"""The site that documents the second API, under a strict policy and below a path."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from tests.browser import hostile, second
from tests.browser.console import Console
from tests.browser.hosting import host
from tests.rendering.building import site
from tests.serving import running

CELL = """\
# A manual

```python tryfield
import httpx, tryfield
response = httpx.get("{address}/lines")
answer = 42
print(response.status_code)
```

```python tryfield
import statistics

print(int(statistics.fmean([answer, answer])))
raise SystemExit("enough")
```

```python
print("not a cell")
```
"""


@dataclass(frozen=True, slots=True)
class Second:
    """The second API, and the site that documents it."""

    api: str
    site: str
    #: The paths that were asked for there.
    asked: list[str]
    #: What browsers say that the policy has refused.
    refused: list[str]

    def open(self, page: Page, name: str) -> Console:
        page.goto(f"{self.site}/reference/{name}/")
        console = Console(page)
        console.touch()
        return console


@contextmanager
def documented(folder: Path) -> Iterator[Second]:
    """API and site, as long as the block lasts."""
    with running(second.application()) as address:
        sources = {
            "second.json": second.definition(address),
            "hostile.json": hostile.definition(address),
        }
        built = site(
            folder,
            {
                **{name: json.dumps(said) for name, said in sources.items()},
                "docs/manual.md": CELL.replace("{address}", address),
            },
            tryfield={
                "sources": [*sources],
                "group_by": "none",
                "options": {
                    "settings": {
                        "confirm": ["DELETE"],
                        "clients": {"oauth": "docs", "openid": "docs"},
                        "repo_url": "https://issues.example/docs",
                    }
                },
            },
            site_url="https://docs.example.com/manual/v1/",
            theme={"name": "material", "font": False, "features": ["navigation.instant"]},
        )
        assert built.log == ()
        refused: list[str] = []
        application = host(built.folder, "/manual/v1", address, refused=refused)
        with running(application) as documentation:
            # The theme compares addresses with those of the sitemap, ports too.
            sitemap = built.folder / "sitemap.xml"
            known = sitemap.read_text("utf-8")
            sitemap.write_text(known.replace("https://docs.example.com", documentation), "utf-8")
            yield Second(address, f"{documentation}/manual/v1", second.asked, refused)
