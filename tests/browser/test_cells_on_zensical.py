"""Cells of a site that Zensical builds, which knows no plugins."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from tests.rendering.building import USER
from tests.serving import running
from tryfield.rendering.site_generator import generate

CONFIG = """\
site_name: Site
docs_dir: docs
theme: {name: material, font: false}
extra_css: [assets/tryfield/tryfield.css]
extra_javascript: [{path: assets/tryfield/tryfield.js, type: module}]
markdown_extensions: [pymdownx.highlight, pymdownx.superfences, tryfield.cells]
plugins: [search, autorefs, {tryfield: {sources: [docs/api/*.mdx]}}, mkdocstrings]
"""
PAGE = """\
# Home

```python tryfield
answer = 6 * 7
```

```python tryfield
print(answer)
```
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("zensical")
    (folder / "docs" / "api").mkdir(parents=True)
    (folder / "docs" / "api" / "create-user.mdx").write_text(USER, "utf-8")
    (folder / "docs" / "index.md").write_text(PAGE, "utf-8")
    (folder / "mkdocs.yml").write_text(CONFIG, "utf-8")
    generate(folder, {"sources": ["docs/api/*.mdx"]}, docs=folder / "docs")
    command = [sys.executable, "-m", "zensical", "build", "-f", "mkdocs.yml", "--clean"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    files = StaticFiles(directory=Path(folder / "site"), html=True)
    with running(Starlette(routes=[Mount("/", files)])) as found:
        yield found


def test_cells_run_in_one_namespace(page: Page, address: str) -> None:
    page.goto(address)
    cells = page.locator("tryfield-cell")
    expect(cells).to_have_count(2)

    cells.nth(0).get_by_role("button", name="Run").click()
    expect(cells.nth(0).get_by_text("It ran through.")).to_be_visible()
    cells.nth(1).get_by_role("button", name="Run").click()

    expect(cells.nth(1).get_by_role("log")).to_have_text("42\n")
