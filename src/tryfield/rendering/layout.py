"""How the pages of a site are laid out: settings, checked once for all who ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast, get_args

from tryfield.core.errors import ConfigurationError
from tryfield.rendering.site import Site
from tryfield.rendering.stubs import Group, GroupBy, everything, groups, plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The groups of a site, and which pages are made for it."""

    groups: tuple[Group, ...]
    overviews: bool
    downloads: bool

    def group(self, uri: str) -> Group | None:
        """The group with this overview; None when there is none."""
        return next((group for group in everything(self.groups) if group.uri == uri), None)


def layout(
    site: Site,
    settings: Mapping[str, Any],
    *,
    docs: Path,
    directories: bool = True,
    downloads: bool = True,
) -> Layout:
    """The groups of a site as its settings want them.

    Args:
        site: What was read.
        settings: `path`, `title`, `group_by`, `overviews`, `downloads`.
        docs: The docs folder.
        directories: Whether the site's addresses end in `/`.
        downloads: Whether somebody writes twins and contracts.

    Raises:
        ConfigurationError: `group_by` is none of its words.
    """
    by = settings.get("group_by") or "tag"
    if by not in get_args(GroupBy):
        words = ", ".join(get_args(GroupBy))
        raise ConfigurationError(f"group_by: {by!r} is none of its words. Write one of {words}.")
    downloads = downloads and settings.get("downloads", True) is not False
    found = groups(
        site,
        docs=docs,
        path=str(settings.get("path") or "reference"),
        title=str(settings.get("title") or ""),
        by=cast("GroupBy", by),
        directories=directories,
        downloads=downloads,
    )
    return Layout(
        groups=found,
        overviews=settings.get("overviews", True) is not False,
        downloads=downloads,
    )


def entries(group: Group, layout: Layout, *, titled: bool = False) -> Iterator[Any]:
    """The entries of a group: its overview, its pages, its inner groups.

    Args:
        group: What to list.
        layout: Whether there are overviews.
        titled: Whether an entry says the title of its page.
    """
    if layout.overviews:
        yield group.uri
    for stub in group.stubs:
        yield {plain(stub.title, 80): stub.uri} if titled else stub.uri
    for inner in group.groups:
        yield {plain(inner.title, 80): list(entries(inner, layout, titled=titled))}
