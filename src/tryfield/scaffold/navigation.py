"""The navigation of docs.json or mint.json as a `nav` of MkDocs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

_TITLES = (
    *("group", "tab", "anchor", "dropdown", "version", "product", "language", "menu", "item"),
    *("name", "title"),
)
_INSIDE = (
    *("languages", "versions", "products", "tabs", "dropdowns", "anchors", "menu", "groups"),
    "pages",
)
_DEPTH = 20


class Navigation:
    """Turns entries around; `page` says where a page is now, or "" where there is none."""

    def __init__(self, page: Callable[[str], str], *, left: Callable[[str], None]) -> None:
        self._page = page
        self._left = left
        self.documents: dict[str, None] = {}  #: OpenAPI documents whose operations have no page
        self.operations = False  #: whether an entry is one of these operations

    def entries(self, said: Any, depth: int = 0) -> list[Any]:
        """The entries of one level."""
        if depth > _DEPTH:
            self._left("navigation: it is too deep to follow.")
            return []
        found: list[Any] = []
        for one in said if isinstance(said, list) else [said]:
            if isinstance(one, str):
                found += self._named(one)
            elif isinstance(one, Mapping):
                found += self._group(one, depth)
        return found

    def _named(self, name: str) -> list[Any]:
        if " /" in name.strip() or name.strip().lower().startswith("webhook "):
            self.operations = True
            return []
        where = self._page(name)
        if not where:
            self._left(f"navigation: there is no page '{name}'.")
        return [where] if where else []

    def _group(self, said: Mapping[str, Any], depth: int) -> list[Any]:
        title = next((said[key] for key in _TITLES if isinstance(said.get(key), str)), "")
        if "$ref" in said:
            self._left(f"navigation: '{said['$ref']}' lies in another file.")
        link = said.get("href") or (said.get("url") if depth == 0 else None)
        inside: list[Any] = []
        if isinstance(said.get("root"), str):
            inside += self._named(said["root"])
        for key in _INSIDE:
            if said.get(key):
                inside += self.entries(said[key], depth + 1)
        if said.get("openapi"):
            inside += self._documents(said["openapi"])
        if not inside:
            named = title and isinstance(link, str) and "://" in link
            return [{" ".join(title.split()): link}] if named else []
        return [{" ".join(title.split()): inside}] if title else inside

    def _documents(self, said: Any) -> list[Any]:
        for one in said if isinstance(said, list) else [said]:
            source = one.get("source") if isinstance(one, Mapping) else one
            if isinstance(source, str) and source:
                self.documents[source] = None
                self.operations = True
        return []
