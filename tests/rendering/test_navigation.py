"""Our pages in the navigation of other plugins: literate-nav, awesome-nav and section-index."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tests.rendering.building import Built, site
from tests.rendering.test_site import API

#: What stands in the folder of the API, however it gets there.
ZOO = ["Zoo", "  Zebras", "  Ants", "  Birds", "    Birds first"]
WITH_OVERVIEWS = ["Zoo", "  Zoo", "  Zebras", "  Ants", "  Birds", "    Birds", "    Birds first"]


class _Sidebar(HTMLParser):
    """The titles of the primary navigation, indented as deep as they stand."""

    def __init__(self) -> None:
        super().__init__()
        self.titles: list[str] = []
        self._depth = self._lists = 0
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if "md-nav--primary" in (said.get("class") or ""):
            self._depth, self._inside = 0, True
        elif self._inside and tag == "ul":
            self._depth += 1
        elif self._inside and said.get("class") == "md-ellipsis":
            self.titles.append("  " * (self._depth - 1))

    def handle_endtag(self, tag: str) -> None:
        if self._inside and tag == "ul":
            self._depth -= 1
            self._inside = self._depth > 0

    def handle_data(self, data: str) -> None:
        if self._inside and self.titles and not self.titles[-1].strip() and data.strip():
            self.titles[-1] += data.strip()


def sidebar(built: Built) -> list[str]:
    """The navigation as the home page shows it."""
    found = _Sidebar()
    found.feed(built.text("index.html"))
    return found.titles


def zoo(folder: Path, *navigation: Any, nav: list[Any] | None = None, **more: Any) -> Built:
    """A site with the API and with plugins for its navigation."""
    files = {"zoo.json": json.dumps(API), **more.pop("files", {})}
    options = {"sources": ["zoo.json"], **more}
    plugins = ["search", "autorefs", {"tryfield": options}, *navigation, "mkdocstrings"]
    said: dict[str, Any] = {"nav": nav} if nav else {}
    return site(folder, files, plugins=plugins, strict=True, **said)


class _Links(HTMLParser):
    """The pages before and after a page, as its head says, and its title."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.links: dict[str, Path] = {}
        self._page = page
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "link" and said.get("rel") in ("prev", "next"):
            self.links[said["rel"] or ""] = (self._page.parent / (said["href"] or "")).resolve()


def walked(built: Built, start: Path, rel: str) -> list[str]:
    """The addresses of the pages that one gets to, one after the other."""
    found, page = [], start
    while True:
        found.append(page.relative_to(built.folder).as_posix())
        link = _Links(page / "index.html").links.get(rel)
        if link is None:
            return found
        page = link


def test_next_and_previous_follow_the_sidebar(tmp_path: Path) -> None:
    built = zoo(tmp_path)

    assert sidebar(built)[1:] == ["Reference", *WITH_OVERVIEWS[1:]]
    forth = walked(built, built.folder, "next")
    assert [address.rpartition("/")[2] for address in forth] == [
        *(".", "reference", "zebras", "ants", "birds", "birds")
    ]
    assert walked(built, built.folder / forth[-1], "prev") == forth[::-1]


def test_literate_nav_shows_our_pages_where_a_summary_names_their_folder(tmp_path: Path) -> None:
    summary = "* [Home](index.md)\n* [Animals](reference/)\n"
    built = zoo(tmp_path, "literate-nav", files={"docs/SUMMARY.md": summary})

    assert built.log == ()
    assert sidebar(built) == ["Home", "Animals", *WITH_OVERVIEWS[1:]]


def test_literate_nav_shows_our_pages_where_the_settings_name_their_folder(tmp_path: Path) -> None:
    built = zoo(tmp_path, "literate-nav", nav=["index.md", {"Animals": "reference/"}])

    assert built.log == ()
    assert sidebar(built) == ["Home", "Animals", *WITH_OVERVIEWS[1:]]


def test_literate_nav_may_put_overviews_first_itself(tmp_path: Path) -> None:
    literate = {"literate-nav": {"implicit_index": True}}
    files = {"docs/SUMMARY.md": "* [Animals](reference/)\n"}
    built = zoo(tmp_path, literate, files=files)

    assert built.log == ()
    assert sidebar(built) == ["Home", "Animals", *WITH_OVERVIEWS[1:]]


def test_a_summary_of_the_site_goes_before_ours(tmp_path: Path) -> None:
    files = {
        "docs/SUMMARY.md": "* [Home](index.md)\n* [Animals](reference/)\n",
        "docs/reference/SUMMARY.md": "* [All ants](ants.md)\n",
    }
    built = zoo(tmp_path, "literate-nav", files=files)

    assert sidebar(built) == ["Home", "Animals", "  All ants"]


def test_awesome_nav_keeps_the_order_of_the_definition(tmp_path: Path) -> None:
    built = zoo(tmp_path, "awesome-nav")

    assert built.log == ()
    assert sidebar(built) == ["Home", *WITH_OVERVIEWS]


def test_awesome_nav_places_our_folder_as_it_is_told(tmp_path: Path) -> None:
    told = "nav:\n  - Animals: reference\n  - index.md\n"
    built = zoo(tmp_path, "awesome-nav", files={"docs/.nav.yml": told})

    assert built.log == ()
    assert sidebar(built) == ["Animals", *WITH_OVERVIEWS[1:], "Home"]


def test_awesome_nav_may_have_an_order_of_its_own(tmp_path: Path) -> None:
    files = {"docs/reference/.nav.yml": "nav:\n  - ants.md\n  - zebras.md\n"}
    built = zoo(tmp_path, "awesome-nav", files=files)

    assert sidebar(built) == ["Home", "Reference", "  Ants", "  Zebras"]


@pytest.mark.parametrize("nav", [None, ["index.md", {"Zoo": "reference/"}]])
def test_section_index_makes_overviews_the_pages_of_their_sections(
    tmp_path: Path, nav: list[Any] | None
) -> None:
    built = zoo(tmp_path, "section-index", nav=nav)

    assert built.log == ()
    assert sidebar(built) == ["Home", *(ZOO if nav else ["Reference", *ZOO[1:]])]


def test_section_index_works_with_literate_nav(tmp_path: Path) -> None:
    files = {"docs/SUMMARY.md": "* [Home](index.md)\n* [Zoo](reference/)\n"}
    built = zoo(tmp_path, "literate-nav", "section-index", files=files)

    assert built.log == ()
    assert sidebar(built) == ["Home", *ZOO]


def test_section_index_works_with_awesome_nav(tmp_path: Path) -> None:
    built = zoo(tmp_path, "awesome-nav", "section-index")

    assert built.log == ()
    assert sidebar(built) == ["Home", *ZOO]


def test_without_overviews_section_index_leaves_endpoints_in_their_section(tmp_path: Path) -> None:
    nav = ["index.md", {"Zoo": "reference/"}]
    built = zoo(tmp_path, "section-index", nav=nav, overviews=False)

    assert built.log == ()
    assert sidebar(built) == ["Home", *ZOO]


def test_a_document_without_tags_is_grouped_by_what_its_paths_do_not_share(tmp_path: Path) -> None:
    paths = [f"/api/v1/{name}{more}" for name in ("users", "user-teams") for more in ("", "/{id}")]
    paths += ["/api/v1/users/{id}/keys", "/api/v1/users:purge", "/api/v1/health", "/api/v1/{any}"]
    operation = {"operationId": "x", "responses": {"200": {"description": "Done."}}}
    said = {
        "openapi": "3.1.0",
        "info": {"title": "Zoo", "version": "1"},
        "paths": {
            path: {"get": operation | {"operationId": f"x{number}"}}
            for number, path in enumerate(paths)
        },
    }
    built = zoo(tmp_path, files={"zoo.json": json.dumps(said)}, overviews=False)

    titles = sidebar(built)[2:]
    assert titles == [
        "  GET /api/v1/health",
        "  GET /api/v1/(any)",
        "  Users",
        *(f"    GET /api/v1/users{more}" for more in ("", "/(id)", "/(id)/keys", ":purge")),
        "  User teams",
        *(f"    GET /api/v1/user-teams{more}" for more in ("", "/(id)")),
    ]


def test_an_overview_of_many_endpoints_can_be_filtered(tmp_path: Path) -> None:
    def said(count: int) -> str:
        operation = {"responses": {"200": {"description": "Done."}}}
        paths = {f"/a{number}": {"get": operation} for number in range(count)}
        return json.dumps(
            {"openapi": "3.1.0", "info": {"title": "Zoo", "version": "1"}, "paths": paths}
        )

    for count, filtered in ((20, False), (21, True)):
        folder = tmp_path / str(count)
        folder.mkdir()
        page = zoo(folder, files={"zoo.json": said(count)}).text("reference/index.html")
        assert ("<tryfield-filter>" in page) == filtered
