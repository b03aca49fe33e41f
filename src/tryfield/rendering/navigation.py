"""Where the pages stand in a site's navigation."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from tryfield.rendering.layout import Layout, entries
from tryfield.rendering.stubs import Group, Stub, everything, plain


def filled(
    nav: list[Any], layout: Layout, *, docs: Path, plugins: Collection[str] = ()
) -> list[Any]:
    """A `nav` whose places for us are filled.

    A place is a folder of pages (`api/`), or a definition inside of the docs folder
    (`api/create-user.mdx`); everything else stays as it is.

    Args:
        nav: Of the site.
        layout: Our pages.
        docs: The docs folder.
        plugins: The names of the plugins of the site.
    """
    # section-index turns a section's first page without a title of its own into the section.
    titled = "section-index" in plugins and not layout.overviews
    shown = _Shown(layout, titled)
    folders = {_folder(group): group for group in layout.groups}
    definitions: dict[str, list[Stub]] = {}
    for group in layout.groups:
        for stub in group.pages():
            if stub.source is not None and stub.source.is_relative_to(docs):
                name = stub.source.relative_to(docs).as_posix()
                definitions.setdefault(name, []).append(stub)
    return list(_filled(nav, folders, definitions, shown))


@dataclass(frozen=True, slots=True)
class _Shown:
    layout: Layout
    titled: bool

    def entries(self, group: Group) -> Iterator[Any]:
        return entries(group, self.layout, titled=self.titled)


def _folder(group: Group) -> str:
    return group.uri.removesuffix("index.md")


def _filled(
    nav: list[Any],
    folders: dict[str, Group],
    definitions: dict[str, list[Stub]],
    shown: _Shown,
) -> Iterator[Any]:
    for entry in nav:
        if isinstance(entry, str):
            if (group := folders.get(entry)) is not None:
                yield from shown.entries(group)
            elif entry in definitions:
                yield from (stub.uri for stub in definitions[entry])
            else:
                yield entry
        elif isinstance(entry, dict):
            yield {
                title: _value(value, folders, definitions, shown) for title, value in entry.items()
            }
        else:
            yield entry


def _value(
    value: Any, folders: dict[str, Group], definitions: dict[str, list[Stub]], shown: _Shown
) -> Any:
    if isinstance(value, list):
        return list(_filled(value, folders, definitions, shown))
    if not isinstance(value, str):
        return value
    if (group := folders.get(value)) is not None:
        return list(shown.entries(group))
    if (found := definitions.get(value)) is not None:
        uris = [stub.uri for stub in found]
        return uris[0] if len(uris) == 1 else uris
    return value


def ordered(nav: Any, layout: Layout) -> None:
    """Sort the pages of an automatic navigation as the definitions do."""
    places: dict[str, int] = {}
    for group in layout.groups:
        for uri in _uris(group):
            places[uri] = len(places)

    def place(item: Any) -> tuple[int, int]:
        file = getattr(item, "file", None)
        if file is not None:
            return (0, -1) if file.src_uri not in places else (1, places[file.src_uri])
        inner = [place(child)[1] for child in getattr(item, "children", None) or ()]
        return (1, min((one for one in inner if one >= 0), default=-1))

    def sort(items: list[Any]) -> None:
        for item in items:
            if getattr(item, "children", None):
                sort(item.children)
        if any(getattr(item, "file", None) and item.file.src_uri in places for item in items):
            items.sort(key=place)

    sort(nav.items)


def _uris(group: Group) -> Iterator[str]:
    yield group.uri
    for stub in group.stubs:
        yield stub.uri
    for inner in group.groups:
        yield from _uris(inner)


def helpers(layout: Layout, plugins: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Files that tell other navigation plugins our order: the path of each, and its text."""
    if (literate := plugins.get("literate-nav")) is not None:
        name = str(literate.config.get("nav_file") or "SUMMARY.md")
        first = layout.overviews and not literate.config.get("implicit_index")
        for group in everything(layout.groups):
            # section-index takes pages without a title for the page of their section.
            title = "" if "section-index" in plugins else _text(group.title)
            lines = [*([f"* [{title}](index.md)"] if first else []), *_summary(group)]
            yield f"{_folder(group)}{name}", "\n".join(lines) + "\n"
    if (awesome := plugins.get("awesome-nav")) is not None:
        name = str(awesome.config.get("filename") or ".nav.yml")
        for group in everything(layout.groups):
            said = {"title": plain(group.title, 80), "nav": list(_names(group, layout))}
            yield f"{_folder(group)}{name}", yaml.safe_dump(said, sort_keys=False)


def _names(group: Group, layout: Layout) -> Iterator[str]:
    if layout.overviews:
        yield "index.md"
    for stub in group.stubs:
        yield PurePosixPath(stub.uri).name
    for inner in group.groups:
        yield PurePosixPath(inner.uri).parent.name


def _summary(group: Group) -> Iterator[str]:
    for stub in group.stubs:
        yield f"* [{_text(stub.title)}]({PurePosixPath(stub.uri).name})"
    for inner in group.groups:
        yield f"* [{_text(inner.title)}]({PurePosixPath(inner.uri).parent.name}/)"


def _text(title: str) -> str:
    return re.sub(r"([\\\[\]*_`])", r"\\\1", plain(title, 80))


_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")


def add_badges(known: Any) -> None:
    """Methods beside titles: Material shows the `status` of a page, and these are their words."""
    for method in _METHODS if isinstance(known, dict) else ():
        known.setdefault(f"tryfield-{method.lower()}", method)
