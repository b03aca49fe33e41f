"""Components that several places use, each with a page of its own.

Who shows a place asks here what it links to instead of repeating it. Components are told apart by
the document they stand in: two documents of a site may use the same names.
"""

from __future__ import annotations

import posixpath
import secrets
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from urllib.parse import quote

from tryfield.core.contract.schema_references import (
    PREFIX,
    aliased,
    roots,
    uses,
    whole_components,
)
from tryfield.core.fields.field_node import FieldNode
from tryfield.core.fields.field_tree import LinkedComponents, field_tree, names
from tryfield.core.json_pointer import escape_token
from tryfield.core.model import Endpoint, Field, Schema
from tryfield.rendering.page_anchors import slug, unique
from tryfield.rendering.page_options import Options

#: Stands for the way from a page to the top of the site, which differs from page to page.
ROOT = f"tryfield-root-{secrets.token_hex(8)}/"
_LONGEST = 60  # characters of a file's name


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentPage:
    """A component, and where its page stands below the docs folder."""

    name: str
    uri: str
    anchor: str  #: the id of the component as a whole; those of its fields begin with it
    components: Mapping[str, Schema]  #: of its document
    used_by: tuple[Endpoint, ...]  #: that name it themselves

    @property
    def pointer(self) -> str:
        """Where its schema stands in the document."""
        return f"/components/schemas/{escape_token(self.name)}"

    def root(self, linked: LinkedComponents | None) -> Field:
        """The component as a field, with what is below it."""
        if linked is not None and not linked.depth:
            linked = replace(linked, depth=1)
        reference = {"$ref": PREFIX + escape_token(self.name)}
        return field_tree(
            reference, pointer=self.pointer, components=self.components, linked=linked
        )


@dataclass(frozen=True, eq=False)
class ComponentPages:
    """The components of a site that have pages."""

    pages: tuple[ComponentPage, ...] = ()
    directories: bool = True  #: whether the site's addresses end in `/`
    _linked: dict[tuple[int, int, int], LinkedComponents] = field(default_factory=dict)

    @cached_property
    def by_uri(self) -> Mapping[str, ComponentPage]:
        """Each page by its file."""
        return {page.uri: page for page in self.pages}

    @cached_property
    def by_anchor(self) -> Mapping[str, ComponentPage]:
        """Each page by its id."""
        return {page.anchor: page for page in self.pages}

    @cached_property
    def _by_document(self) -> Mapping[int, Mapping[str, str]]:
        found: dict[int, dict[str, str]] = {}
        for page in self.pages:
            found.setdefault(id(page.components), {})[page.name] = page.uri
        return found

    def unchanged(self, before: ComponentPages) -> frozenset[str]:
        """The files of pages that say the same as before."""
        same: dict[tuple[int, int], bool] = {}
        found = set()
        for page in self.pages:
            old = before.by_uri.get(page.uri)
            if old is None or (old.name, old.anchor) != (page.name, page.anchor):
                continue
            key = id(old.components), id(page.components)
            if key not in same:
                same[key] = old.components == page.components
            if same[key] and _names(old.used_by) == _names(page.used_by):
                found.add(page.uri)
        return frozenset(found)

    def linked(
        self, components: Mapping[str, Schema], options: Options, *, depth: int | None = None
    ) -> LinkedComponents | None:
        """What a place with these components links to; None where nothing has a page."""
        whole = whole_components(components)
        pages = self._by_document.get(id(whole))
        if pages is None:
            return None
        depth = options.component_depth if depth is None else depth
        key = id(whole), depth, options.component_fields
        if (known := self._linked.get(key)) is None:
            known = self._linked[key] = LinkedComponents(
                pages=pages, depth=depth, fields=options.component_fields
            )
        return known

    def href(self, uri: str) -> str:
        """A link to a component from wherever `ROOT` is replaced."""
        return f"{ROOT}{address(uri, directories=self.directories)}#{self.by_uri[uri].anchor}"


NONE = ComponentPages()


def _names(endpoints: Iterable[Endpoint]) -> list[str]:
    return [f"{endpoint.id} {endpoint.name}" for endpoint in endpoints]


def address(uri: str, *, directories: bool) -> str:
    """The address of a file of the docs folder, below the top of the site."""
    stem = quote(uri.removesuffix(".md"))
    if posixpath.basename(stem) == "index":
        return stem.removesuffix("index") if directories else f"{stem}.html"
    return f"{stem}/" if directories else f"{stem}.html"


def way_up(url: str) -> str:
    """The way to the top of the site from a page with this address."""
    return "../" * url.count("/") or "./"


def component_pages(
    placed: Iterable[tuple[Endpoint, str]],
    *,
    directories: bool = True,
    taken: Iterable[str] = (),
) -> ComponentPages:
    """The components that several places of a site use.

    Args:
        placed: The endpoints, each with the folder that the pages of its document stand in.
        directories: Whether the site's addresses end in `/`.
        taken: The files of other pages.
    """
    documents: dict[int, tuple[Mapping[str, Schema], str, list[Endpoint]]] = {}
    for endpoint, folder in placed:
        whole = whole_components(endpoint.components)
        if whole:
            documents.setdefault(id(whole), (whole, folder, []))[2].append(endpoint)
    files = {uri.lower().removesuffix(".md") for uri in taken}
    anchors: set[str] = set()
    return ComponentPages(
        pages=tuple(
            page
            for components, folder, endpoints in documents.values()
            for page in _of_document(components, folder, endpoints, files, anchors)
        ),
        directories=directories,
    )


def _of_document(
    components: Mapping[str, Schema],
    folder: str,
    endpoints: Iterable[Endpoint],
    files: set[str],
    anchors: set[str],
) -> Iterator[ComponentPage]:
    used: Counter[str] = Counter()
    users: dict[str, dict[str, Endpoint]] = {}
    for schema in components.values():
        used.update(uses(schema))
    for endpoint in endpoints:
        for name in (name for schema in roots(endpoint) for name in uses(schema)):
            used[name] += 1
            users.setdefault(aliased(name, components), {})[endpoint.id] = endpoint
    for name in list(used):
        if (meant := aliased(name, components)) != name:
            used[meant] += used[name]
    for name in components:
        if used[name] < 2 or aliased(name, components) != name or not _has_fields(name, components):
            continue
        file = slug(name).lower()[:_LONGEST].strip("-") or "schema"
        yield ComponentPage(
            name=name,
            uri=f"{unique(f'{folder}/schemas/{file}'.removeprefix('/'), files)}.md",
            anchor=unique(f"schema-{slug(name)}".rstrip("-"), anchors),
            components=components,
            used_by=tuple(users.get(name, {}).values()),
        )


def _has_fields(name: str, components: Mapping[str, Schema]) -> bool:
    node = FieldNode((({"$ref": PREFIX + escape_token(name)}, ""),), components)
    return node.component == name and names(node, limit=1) > 0
