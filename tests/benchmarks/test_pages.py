"""GitHub's REST description as a site: against MkDocs alone, and against mkdocs-openapi.

One page per operation, everything on, `navigation.prune` for all; processor time and bytes in
one run. The description and the peer come from npm and PyPI once, into `.cache`. Run with `-s`
to see the figures.
"""

from __future__ import annotations

import gzip
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from tests.benchmarks import peers
from tests.benchmarks.test_openapi import description
from tests.browser.conftest import browser, chromium
from tests.checking.conftest import search_path
from tests.rendering.building import USER
from tests.serving import running

__all__ = ["browser", "chromium", "description"]

_CACHE = Path(__file__).resolve().parents[2] / ".cache" / "benchmarks"
_MEASURE = """
import json, resource, sys
from mkdocs.__main__ import cli
try:
    cli(["build", "-q"])
except SystemExit as end:
    assert not end.code, end.code
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"seconds": used.ru_utime + used.ru_stime, "megabytes": used.ru_maxrss / 1024}))
"""


@dataclass(frozen=True)
class Built:
    """A built site, and what it took."""

    folder: Path
    seconds: float  #: of the processor
    megabytes: float  #: of memory, at most

    def bytes(self, pattern: str) -> int:
        return sum(file.stat().st_size for file in self.folder.rglob(pattern))


def build(folder: Path, *, path: Path | None = None, **config: object) -> Built:
    """Build the site of a folder in a process of its own."""
    (folder / "docs").mkdir(exist_ok=True)
    (folder / "docs" / "index.md").write_text("# Home\n", encoding="utf-8")
    said = {
        "site_name": "GitHub",
        "site_url": "https://docs.example/",
        "theme": {"name": "material", "font": False, "features": ["navigation.prune"]},
        **config,
    }
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(said), encoding="utf-8")
    return measured_build(folder, path=path)


def measured_build(folder: Path, *, path: Path | None = None) -> Built:
    """Build the site of a folder that has its configuration, in a process of its own."""
    more = [str(path)] if path else []
    paths = os.pathsep.join([*more, *filter(None, [search_path()])])
    done = subprocess.run(
        [sys.executable, "-c", _MEASURE],
        cwd=folder,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": paths},
        check=True,
        capture_output=True,
        text=True,
        timeout=1200,
    )
    return Built(folder / "site", **json.loads(done.stdout.splitlines()[-1]))


@pytest.fixture(scope="module")
def operations(description: Path) -> str:
    """The description without webhooks, which the peer does not know: 1,223 operations."""
    said = json.loads(description.read_text(encoding="utf-8"))
    said.pop("x-webhooks", None)
    return json.dumps(said)


@pytest.fixture(scope="module")
def ours(operations: str, tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("ours")
    (folder / "api.json").write_text(operations, encoding="utf-8")
    return build(
        folder,
        markdown_extensions=["tables", "pymdownx.highlight", "pymdownx.superfences"],
        plugins=["search", "autorefs", {"tryfield": {"sources": ["api.json"]}}, "mkdocstrings"],
    )


@pytest.fixture(scope="module")
def plain(ours: Built, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The same words in as many Markdown pages: the twins of ours, without their contracts."""
    folder = tmp_path_factory.mktemp("plain")
    for twin in (ours.folder / "reference").rglob("*.md"):
        page = folder / "docs" / twin.relative_to(ours.folder)
        page.parent.mkdir(parents=True, exist_ok=True)
        text = twin.read_text(encoding="utf-8").rpartition("\n## Contract\n")[0]
        page.write_text(text, encoding="utf-8")
    return build(
        folder,
        markdown_extensions=["tables", "pymdownx.highlight", "pymdownx.superfences"],
        plugins=["search"],
    )


@pytest.fixture(scope="module")
def peer(operations: str, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The peer as it comes."""
    installed = peers.from_pypi("mkdocs-openapi")
    folder = tmp_path_factory.mktemp("peer")
    (folder / "docs").mkdir()
    (folder / "docs" / "api.json").write_text(operations, encoding="utf-8")
    tabbed: Mapping[str, object] = {"pymdownx.tabbed": {"alternate_style": True}}
    return build(
        folder,
        path=installed,
        markdown_extensions=["admonition", "attr_list", "tables", "pymdownx.superfences", tabbed],
        plugins=["search", "openapi"],
        nav=["index.md", {"API": "api.json"}],
    )


def test_it_takes_little_longer_than_the_same_words_as_plain_pages(
    ours: Built, plain: Built
) -> None:
    pages = [len(list(built.folder.rglob("index.html"))) for built in (ours, plain)]
    ratio = ours.seconds / plain.seconds
    print(
        f"\n{pages[0]} pages beside plain ones of the same words: {ours.seconds:.1f} s and "
        f"{plain.seconds:.1f} s, {ratio:.2f} times the time; {ours.megabytes:.0f} MB of memory"
    )

    assert ratio <= 1.5
    assert ours.megabytes < 1200


def test_it_is_smaller_and_faster_than_the_peer(ours: Built, peer: Built) -> None:
    sizes = [built.bytes("*.html") / 1e6 for built in (ours, peer)]
    whole = [built.bytes("*") / 1e6 for built in (ours, peer)]
    print(
        f"\nbeside mkdocs-openapi: {ours.seconds:.1f} s and {peer.seconds:.1f} s, "
        f"{peer.seconds / ours.seconds:.2f} times faster; pages {sizes[0]:.0f} and "
        f"{sizes[1]:.0f} MB, sites {whole[0]:.0f} and {whole[1]:.0f} MB"
    )

    assert ours.seconds * 2 <= peer.seconds
    assert whole[0] < whole[1]


def test_a_page_with_its_contract_is_small(ours: Built) -> None:
    sizes = [
        len(gzip.compress(page.read_bytes()))
        for page in (ours.folder / "reference").rglob("index.html")
    ]
    print(
        f"\na page with its contract, gzip: {statistics.median(sizes) / 1e3:.1f} kB in the median, "
        f"{max(sizes) / 1e3:.1f} kB at most"
    )

    assert statistics.median(sizes) < 200_000


_LONG = """() => new Promise((done) => {
  const found = [];
  new PerformanceObserver((list) => {
    for (const frame of list.getEntries())
      for (const one of frame.scripts) found.push([one.sourceURL, Math.round(one.duration)]);
  }).observe({ type: "long-animation-frame", buffered: true });
  setTimeout(() => done(found), 2000);
})"""


def test_no_task_of_ours_is_long_when_the_largest_page_loads(ours: Built, browser: Browser) -> None:
    largest = max(ours.folder.rglob("index.html"), key=lambda file: file.stat().st_size)
    path = largest.relative_to(ours.folder).as_posix()
    site = StaticFiles(directory=ours.folder, html=True)
    with running(Starlette(routes=[Mount("/", site)])) as address:
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"{address}/{path}", wait_until="load")
        tasks = page.evaluate(_LONG)
        page.close()
    longest = max((one[1] for one in tasks if "/assets/tryfield/" in one[0]), default=0)
    print(
        f"\nour longest task on the largest page: {longest} ms, "
        f"with {largest.stat().st_size / 1e3:.0f} kB of HTML"
    )

    assert [one for one in tasks if "/assets/tryfield/" in one[0] and one[1] > 50] == []


_AGAIN = """
import json, pathlib, time
from mkdocs.commands.build import build
from mkdocs.config import load_config

def again():
    begin = time.process_time()
    config = load_config("mkdocs.yml", site_dir="served")
    config.plugins.on_startup(command="serve", dirty=True)
    build(config, dirty=True)
    return time.process_time() - begin

def edited(file, old, new):
    path = pathlib.Path(file)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return again()

print(json.dumps({
    "first": again(),
    "page": edited("docs/api/create-user.mdx", "The new token.", "Another token."),
    "document": edited("api.json", "List organizations", "List all organizations"),
}))
"""


def test_an_edited_endpoint_is_there_again_within_seconds(operations: str, tmp_path: Path) -> None:
    """What `mkdocs serve --dirty` does after an edit, beside 1,223 operations."""
    (tmp_path / "docs" / "api").mkdir(parents=True)
    (tmp_path / "docs" / "index.md").write_text("# Home\n", encoding="utf-8")
    (tmp_path / "docs" / "api" / "create-user.mdx").write_text(USER, encoding="utf-8")
    (tmp_path / "api.json").write_text(operations, encoding="utf-8")
    config = {
        "site_name": "GitHub",
        "theme": {"name": "material", "font": False, "features": ["navigation.prune"]},
        "plugins": [
            *("search", "autorefs"),
            {"tryfield": {"sources": ["docs/api", "api.json"]}},
            "mkdocstrings",
        ],
    }
    (tmp_path / "mkdocs.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", _AGAIN],
        cwd=tmp_path,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": search_path()},
        check=True,
        capture_output=True,
        text=True,
        timeout=1200,
    )
    took = json.loads(done.stdout.splitlines()[-1])
    print(
        f"\nbuilt again under serve: {took['page']:.1f} s of CPU after an edit of a page, "
        f"{took['document']:.1f} s after one of the description, {took['first']:.1f} s at first"
    )

    assert took["page"] < 3
