"""The generated pages of a site, one per endpoint and one per group, as its settings want them.

A generated page is front matter and one `:::`; the handler renders it. The only text of a
definition in it is that of the front matter, which themes print as HTML and which is therefore
plain.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import repeat
from pathlib import Path, PurePosixPath
from typing import Any, Literal, cast, get_args

import yaml

from tryfield.core.contract.openapi_terms import shortened
from tryfield.core.errors import ConfigurationError
from tryfield.core.model import Endpoint, Reference
from tryfield.rendering.component_pages import (
    NONE,
    ComponentPage,
    ComponentPages,
    address,
    component_pages,
    way_up,
)
from tryfield.rendering.page_anchors import slug, unique
from tryfield.rendering.page_options import own_options
from tryfield.rendering.shared_components import SharedComponents, shared_components
from tryfield.rendering.site_definitions import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The groups of a site, and which pages are made for it."""

    groups: tuple[Group, ...]
    overviews: bool
    downloads: bool
    components: ComponentPages = NONE
    shared: SharedComponents = field(default_factory=SharedComponents)

    def group(self, uri: str) -> Group | None:
        """The group with this overview; None when there is none."""
        return next((group for group in all_groups(self.groups) if group.uri == uri), None)


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
        settings: `path`, `title`, `group_by`, `overviews`, `component_pages`, `downloads`.
        docs: The docs folder.
        directories: Whether the site's addresses end in `/`.
        downloads: Whether somebody writes Markdown versions and contracts.

    Raises:
        ConfigurationError: `group_by` is none of its words.
    """
    by = settings.get("group_by") or "tag"
    if by not in get_args(GroupBy):
        words = ", ".join(get_args(GroupBy))
        raise ConfigurationError(f"group_by: {by!r} is none of its words. Write one of {words}.")
    downloads = downloads and settings.get("downloads", True) is not False
    found = page_groups(
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
        components=component_pages(
            _in_folders(found),
            directories=directories,
            taken=[
                *(generated.uri for group in found for generated in group.pages()),
                *(group.uri for group in all_groups(found)),
            ],
        )
        if settings.get("component_pages", True) is not False
        else NONE,
        shared=shared_components(endpoint for endpoint, _ in _in_folders(found)),
    )


def _in_folders(groups: Iterable[Group]) -> Iterator[tuple[Endpoint, str]]:
    """Each endpoint with the folder of its outermost group."""
    for group in groups:
        folder = group.uri.removesuffix("index.md").rstrip("/")
        for generated in group.pages():
            if generated.endpoint is not None:
                yield generated.endpoint, folder


def nav_entries(group: Group, layout: Layout, *, titled: bool = False) -> Iterator[Any]:
    """The entries of a group: its overview, its pages, its inner groups.

    Args:
        group: What to list.
        layout: Whether there are overviews.
        titled: Whether an entry says the title of its page.
    """
    if layout.overviews:
        yield group.uri
    for generated in group.own_pages:
        yield {plain_text(generated.title, 80): generated.uri} if titled else generated.uri
    for inner in group.groups:
        yield {plain_text(inner.title, 80): list(nav_entries(inner, layout, titled=titled))}


_PAGES = (".mdx", ".md")
_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)  # libyaml's, where there is one
_UNTAGGED = {"webhook": ("Webhooks",)}  #: where they stand among tagged endpoints
GroupBy = Literal["tag", "folder", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneratedPage:
    """A page to be: where it stands below the docs folder, and what stands in it."""

    uri: str
    title: str
    content: str
    source: Path | None = None  #: the definition it is made from
    endpoint: Endpoint | None = None
    component: ComponentPage | None = None
    group: str = ""  #: uri of the overview of its group


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Endpoints that stand together in the navigation, in the order of the definitions."""

    uri: str  #: of its overview
    title: str
    description: str = ""
    own_pages: tuple[GeneratedPage, ...] = ()
    groups: tuple[Group, ...] = ()
    sources: tuple[Path, ...] = ()

    def pages(self) -> Iterator[GeneratedPage]:
        """Every endpoint's page, those of inner groups too."""
        yield from self.own_pages
        for group in self.groups:
            yield from group.pages()


@dataclass(slots=True)
class _Folder:
    uri: str
    title: str
    description: str = ""
    own_pages: list[GeneratedPage] = field(default_factory=list)
    groups: dict[str, _Folder] = field(default_factory=dict)
    sources: dict[Path, None] = field(default_factory=dict)
    references: dict[int, Reference] = field(default_factory=dict)

    def named_by_its_only_reference(self) -> None:
        """Where everything in it comes from one document, take the words of that."""
        (one,) = self.references.values() if len(self.references) == 1 else (Reference(),)
        if one.title:
            self.title, self.description = one.title, one.description

    def frozen(self) -> Group:
        return Group(
            uri=f"{self.uri}/index.md".removeprefix("/"),
            title=self.title,
            description=self.description,
            own_pages=tuple(self.own_pages),
            groups=tuple(group.frozen() for group in self.groups.values()),
            sources=tuple(self.sources),
        )


def page_groups(
    site: Site,
    *,
    docs: Path,
    path: str = "reference",
    title: str = "",
    by: GroupBy = "tag",
    directories: bool = True,
    downloads: bool = True,
) -> tuple[Group, ...]:
    """The pages of a site, as groups: one per folder of definitions, with inner ones by tag.

    Args:
        site: What was read.
        docs: The docs folder. A definition inside of it gets its page where it lies.
        path: Where the pages of other definitions stand, below the docs folder.
        title: Of the whole; the title of a definition when there is only one.
        by: What makes inner groups.
        directories: Whether the site's addresses end in `/`.
        downloads: Whether Markdown versions and contracts are written beside the pages.
    """
    folders: dict[str, _Folder] = {}
    chosen, title = title, title or site.project.reference.title or "API"
    titles = {tag.name: tag.title or tag_title(tag.name) for tag in site.project.reference.tags}
    words = {tag.name: tag.description for tag in site.project.reference.tags}
    sourced = list(_sourced(site))
    by_path = _groups_by_path(site.project.references) if by == "tag" else {}
    taken: set[str] = set()
    counts = Counter(source for _, source in sourced)
    for (endpoint, source), reference in zip(sourced, _references(site), strict=True):
        is_page = source.suffix in _PAGES and source.is_relative_to(docs)
        base, stem = path.strip("/"), endpoint.id
        if source.is_relative_to(docs):
            base = source.relative_to(docs).parent.as_posix().removeprefix(".")
            stem = source.stem if counts[source] == 1 else endpoint.id
        if base not in folders:
            name = tag_title(PurePosixPath(base).name)
            folders[base] = _Folder(base, name if folders and name else title)
        folder = folders[base]
        folder.references[id(reference)] = reference
        # A page has its place already, whatever the tags of the operation that it shows.
        untagged = _UNTAGGED.get(endpoint.kind, (by_path.get(endpoint.id, ""),))
        tag = (endpoint.tags or untagged)[0] if by == "tag" and not is_page else ""
        within = folder
        if tag:
            if tag not in folder.groups:
                name = unique(shortened(slug(tag).lower()) or "group", taken)
                where = f"{base}/{name}".removeprefix("/")
                folder.groups[tag] = _Folder(
                    where, titles.get(tag) or tag_title(tag), words.get(tag, "")
                )
            within = folder.groups[tag]
        for one in (folder, within):
            one.sources[source] = None
        uri = f"{within.uri}/{stem}.md".removeprefix("/")
        link = f"../{stem}" if directories else stem
        within.own_pages.append(
            GeneratedPage(
                uri=uri,
                title=endpoint.title or endpoint.name,
                content=endpoint_page(
                    endpoint,
                    downloads=link if downloads else "",
                    root=way_up(address(uri, directories=directories)),
                    boost=site.options.search_boost,
                ),
                source=source,
                endpoint=endpoint,
                group=f"{within.uri}/index.md",
            )
        )
    for number, folder in enumerate(folders.values()):
        if number or not chosen:
            folder.named_by_its_only_reference()
    return tuple(folder.frozen() for folder in folders.values())


_FEW = 8  # endpoints that nobody needs groups for


def _groups_by_path(references: Iterable[Reference]) -> dict[str, str]:
    """Group names by the id of the endpoint, for documents that have no tags.

    It is the first segment of the paths that differs, where several endpoints share one.
    """
    found: dict[str, str] = {}
    for reference in references:
        called = [one for one in reference.endpoints if one.kind == "path"]
        if len(called) < _FEW or any(one.tags for one in reference.endpoints):
            continue
        paths = {one.id: [part for part in one.path.split("/") if part] for one in called}
        columns = list(zip(*paths.values(), strict=False))
        depth = next((n for n, one in enumerate(columns) if len(set(one)) > 1), len(columns))
        names = {
            identity: parts[depth].partition(":")[0]
            for identity, parts in paths.items()
            if len(parts) > depth and "{" not in parts[depth]
        }
        counts = Counter(names.values())
        shared = {identity: name for identity, name in names.items() if counts[name] > 1}
        if len(set(shared.values())) > 1:
            found |= shared
    return found


def _sourced(site: Site) -> Iterator[tuple[Endpoint, Path]]:
    """Each endpoint with the page that shows it, or else the document that says it."""
    read = site.project
    files = (
        file
        for file, reference in zip(read.files, read.references, strict=True)
        for _ in reference.endpoints
    )
    for endpoint, file in zip(read.reference.endpoints, files, strict=True):
        name = endpoint.span.file if endpoint.span else ""
        yield endpoint, file if file.suffix in _PAGES else site.root / name


def _references(site: Site) -> Iterator[Reference]:
    """What each endpoint is said by, in the order of the endpoints."""
    for reference in site.project.references:
        yield from repeat(reference, len(reference.endpoints))


def endpoint_page(
    endpoint: Endpoint, *, downloads: str = "", root: str = "", boost: float = 2
) -> str:
    """The page of an endpoint; `boost` is its weight in a search, unless the definition says."""
    own = own_options(endpoint)
    title = plain_text(endpoint.title or endpoint.name, 120)
    matter: dict[str, Any] = {
        "title": title,
        "description": plain_text(endpoint.summary or endpoint.description or endpoint.name, 300),
        "hide": ["toc"],
        "search": {"boost": own.pop("search_boost", boost)},
        "status": "deprecated" if endpoint.deprecated else f"tryfield-{endpoint.method.lower()}",
    }
    if endpoint.tags:
        matter["tags"] = [plain_text(tag, 80) for tag in endpoint.tags]
    options = (
        own | ({"downloads": downloads} if downloads else {}) | ({"root": root} if root else {})
    )
    return page_source(endpoint.id, matter, options)


def component_page(page: ComponentPage, *, directories: bool, downloads: bool) -> str:
    """The page of a component."""
    stem = PurePosixPath(page.uri).stem
    schema = page.components[page.name]
    said = schema.get("description") if isinstance(schema, Mapping) else None
    matter = {
        "title": plain_text(page.name, 120),
        "description": plain_text(said if isinstance(said, str) and said else page.name, 300),
        "hide": ["toc"],
    }
    options = {"root": way_up(address(page.uri, directories=directories))}
    if downloads:
        options["downloads"] = f"../{stem}" if directories else stem
    return page_source(f"schema {page.uri}", matter, options)


def overview_page(group: Group) -> str:
    """The page of a group's overview."""
    matter = {
        "title": plain_text(group.title, 120),
        "description": plain_text(group.description or f"All endpoints of {group.title}", 300),
    }
    return page_source(f"overview {group.uri}", matter, {})


def page_source(identifier: str, matter: Mapping[str, Any], options: Mapping[str, Any]) -> str:
    """Front matter and one `:::`."""
    said = {"handler": "tryfield", **({"options": dict(options)} if options else {})}
    body = "".join(f"    {line}\n" for line in _yaml(said).splitlines())
    return f"---\n{_yaml(matter)}---\n\n::: {identifier}\n{body}"


def _yaml(values: Mapping[str, Any]) -> str:
    said: str = yaml.dump(
        dict(values), Dumper=_DUMPER, sort_keys=False, allow_unicode=True, width=10_000
    )
    return said


_SPACE = re.compile(r"\s+")
_QUOTES = str.maketrans({"<": "‹", ">": "›", '"': "”", "{": "(", "}": ")"})
_MARKUP = re.compile(r"[*_`]{1,3}(?=\S)(.+?)(?<=\S)[*_`]{1,3}|!?\[([^\]]*)\]\([^)]*\)")


def plain_text(text: str, limit: int) -> str:
    """Markdown as one short line of text that is harmless wherever a theme prints it."""
    text = _MARKUP.sub(lambda m: m.group(1) or m.group(2) or "", text)
    text = _SPACE.sub(" ", text).strip().replace("&", "&amp;").translate(_QUOTES)
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


_NAME = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")


def tag_title(tag: str) -> str:
    """A tag as a title: `code-scanning` is `Code scanning`; what is in words already stays."""
    if not _NAME.fullmatch(tag):
        return tag
    return tag.replace("-", " ").replace("_", " ").capitalize()


def edit_uri(source: Path, docs: Path) -> str:
    """A definition as an address relative to the docs folder, for the theme's edit button."""
    return PurePosixPath(os.path.relpath(source, docs).replace(os.sep, "/")).as_posix()


def generated_pages(layout: Layout) -> Iterator[GeneratedPage]:
    """Every page that a site gets: endpoints first, then overviews and components."""
    for group in layout.groups:
        yield from group.pages()
    if layout.overviews:
        for group in all_groups(layout.groups):
            yield GeneratedPage(uri=group.uri, title=group.title, content=overview_page(group))
    yield from generated_components(layout)


def generated_components(layout: Layout) -> Iterator[GeneratedPage]:
    """The pages of components, which stand in no navigation."""
    pages = layout.components
    for page in pages.pages:
        content = component_page(page, directories=pages.directories, downloads=layout.downloads)
        yield GeneratedPage(uri=page.uri, title=page.name, content=content, component=page)


def all_groups(groups: Iterable[Group]) -> Iterator[Group]:
    """Groups and the groups inside of them."""
    for group in groups:
        yield group
        yield from all_groups(group.groups)
