"""Pages for everybody: axe-core finds nothing in an article of ours, and their HTML is sound."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from tests.rendering.building import USER, site
from tests.rendering.kinds import KINDS
from tests.serving import running

pytestmark = pytest.mark.browser

AXE = Path(__file__).resolve().parents[2] / "playground" / "node_modules" / "axe-core"
PAGES = {
    "a page of MDX": "api/create-user",
    "parameters and recursion": "reference/trees/recursion",
    "choices, media types, many responses, callbacks": "reference/pets/choices",
    "deprecated, without credentials": "reference/pets/deprecated",
    "a webhook": "reference/webhooks/webhook",
    "the overview of a group": "reference/pets",
    "the overview of an API": "reference",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    schemes = (
        {"media": "(prefers-color-scheme: light)", "scheme": "default"},
        {"media": "(prefers-color-scheme: dark)", "scheme": "slate"},
    )
    return site(
        tmp_path_factory.mktemp("kinds"),
        {"kinds.json": json.dumps(KINDS), "docs/api/create-user.mdx": USER},
        tryfield={"sources": ["docs/api", "kinds.json"]},
        theme={
            "name": "material",
            "font": False,
            "palette": [*schemes],
            "features": ["content.tabs.link", "content.code.copy"],
        },
    ).folder


@pytest.fixture(scope="module")
def address(built: Path) -> Iterator[str]:
    with running(Starlette(routes=[Mount("/", StaticFiles(directory=built, html=True))])) as found:
        yield found


@pytest.fixture(params=["light", "dark"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(
        color_scheme=request.param, reduced_motion="reduce", viewport={"width": 1440, "height": 900}
    )
    yield context.new_page()
    context.close()


# The copy buttons of the theme stand in landmarks that all have the same name.
VIOLATIONS = """async () => {
  document.querySelectorAll("article details").forEach((one) => (one.open = true));
  const where = { include: ["article"], exclude: [".md-code__nav"] };
  const found = await axe.run(where, { resultTypes: ["violations"] });
  return found.violations.flatMap((rule) => rule.nodes.map(
    (node) => `${rule.id}: ${node.html.slice(0, 160)} ${node.any[0]?.message ?? ""}`));
}"""


@pytest.mark.parametrize("kind", PAGES)
def test_no_rule_of_axe_is_broken(page: Page, address: str, kind: str) -> None:
    page.goto(f"{address}/{PAGES[kind]}/")
    page.add_script_tag(path=AXE / "axe.min.js")

    assert page.evaluate(VIOLATIONS) == []


_VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "path", "source", "wbr"}
_ACTIVE = {"a", "button", "select", "textarea", "summary", "label"}


class _Sound(HTMLParser):
    """Collects ids, and what can be pressed inside of something else that can."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: Counter[str] = Counter()
        self.nested: list[str] = []
        self.targets: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if said.get("id"):
            self.ids[str(said["id"])] += 1
        href = said.get("href") or ""
        if tag == "a" and href.startswith("#") and len(href) > 1:
            self.targets.append(href[1:])
        if tag in _ACTIVE:
            self.nested += [f"{tag} in {outer}" for outer in self._open if outer in _ACTIVE]
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while tag in self._open and self._open.pop() != tag:
            pass


@pytest.mark.parametrize("kind", PAGES)
def test_an_id_stands_once_and_nothing_pressed_holds_something_pressed(
    built: Path, kind: str
) -> None:
    sound = _Sound()
    html = (built / PAGES[kind] / "index.html").read_text(encoding="utf-8")
    sound.feed(html[html.index("<article") : html.index("</article>")])

    assert [name for name, count in sound.ids.items() if count > 1] == []
    assert sound.nested == []
    assert [name for name in sound.targets if name not in sound.ids] == []
