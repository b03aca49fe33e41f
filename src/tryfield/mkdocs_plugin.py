"""The MkDocs plugin: pages, navigation, browser files and watching, from the definitions.

The handler renders the pages; this plugin makes sure that they exist and stand in the navigation.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import yaml
from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from tryfield import assets, project
from tryfield.build_messages import messages
from tryfield.configuration import OF_CHECKS
from tryfield.core.errors import TryfieldError
from tryfield.rendering import (
    search_text,
    shared_components,
    site_definitions,
    site_downloads,
    site_layout,
)
from tryfield.rendering.component_pages import NONE
from tryfield.rendering.description_links import Links, unmarked_links
from tryfield.rendering.site_definitions import Site, site
from tryfield.rendering.site_layout import (
    GeneratedPage,
    Group,
    Layout,
    all_groups,
    layout,
    nav_entries,
    plain_text,
)

_NONE: frozenset[str] = frozenset()
_logger = get_plugin_logger("tryfield")


class TryfieldConfig(Config):  # type: ignore[no-untyped-call]
    """The options of the plugin; the handler reads them too."""

    #: definitions: files, folders, globs and URLs, relative to the configuration
    sources = config_options.ListOfItems(config_options.Type(str), default=[])
    #: OpenAPI Overlays, which change OpenAPI documents before they are read, in their order
    overlays = config_options.ListOfItems(config_options.Type(str), default=[])
    #: the options of all pages; one `:::` may say otherwise
    options = config_options.Type(dict, default={})
    #: a stamp file, from which a page says when it last matched its API
    stamp = config_options.Type(str, default="")
    #: where the pages of definitions outside of `docs` stand; others stand where they lie
    path = config_options.Type(str, default="reference")
    #: of the overview; without it, that of the definition
    title = config_options.Type(str, default="")
    #: what makes groups of pages
    group_by = config_options.Choice(("tag", "folder", "none"), default="tag")
    #: whether each group, and the whole, has a page of its own
    overviews = config_options.Type(bool, default=True)
    #: whether components that several places use have pages of their own
    component_pages = config_options.Type(bool, default=True)
    #: whether there are Markdown versions, contracts, `llms.txt`, `openapi.json`
    downloads = config_options.Type(bool, default=True)

    def validate(self) -> Any:
        """Options of `tryfield check` may stand here too; they are none of ours."""
        failed, warnings = super().validate()
        ours = [(name, why) for name, why in warnings if name.replace("-", "_") not in OF_CHECKS]
        return failed, ours


class TryfieldPlugin(BasePlugin[TryfieldConfig]):  # type: ignore[no-untyped-call]
    """Gives a site one page per endpoint."""

    follows_links = True  #: of descriptions, whose links the handler then marks

    def __init__(self) -> None:
        """Start with nothing read."""
        self._site: Site | None = None
        self._layout: Layout | None = None
        self._whole = ""
        self._dirty = False
        self._by_uri: dict[str, site_layout.GeneratedPage] = {}
        self._links = Links()
        self._markdown: dict[str, str] = {}  # of pages, by their files
        self._unchanged: frozenset[str] = frozenset()  # ids of endpoints, files of components

    @property
    def layout(self) -> Layout | None:
        """Which pages there are, once the files are known."""
        return self._layout

    def on_startup(self, *, command: str, dirty: bool) -> None:  # noqa: ARG002
        """Stay alive between the builds of `mkdocs serve`."""
        self._dirty = dirty

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Check what we need, and ask for the browser files and for watching."""
        plugins: Mapping[str, Any] = config.plugins
        if "mkdocstrings" not in plugins:
            raise PluginError(
                "tryfield: the pages are rendered by mkdocstrings. Add `mkdocstrings` to the "
                "plugins, below `tryfield`."
            )
        if config.theme.name != "material":
            _logger.info(
                "The pages are made for the theme 'material'; it is '%s'.", config.theme.name
            )
        config.extra_css.insert(0, f"{assets.URI}/{assets.STYLE}")
        script = config_options.ExtraScriptValue(f"{assets.URI}/{assets.SCRIPT}")
        script.type = "module"
        config.extra_javascript.append(script)
        add_method_badges(config.extra.setdefault("status", {}))
        self._add_cells(config)
        for path in self._definitions(config):
            if str(path) not in config.watch:
                config.watch.append(str(path))
        return config

    def _add_cells(self, config: MkDocsConfig) -> None:
        """Fences that run; the settings of `markdown_extensions` come first."""
        if "tryfield.cells" not in config.markdown_extensions:
            config.markdown_extensions.append("tryfield.cells")
            options = _settings(config, self.config).get("options") or {}
            said = {"relay": options.get("relay"), **(options.get("settings") or {})}
            settings = {name: said[name] for name in _OF_CELLS if said.get(name)}
            config.mdx_configs.setdefault("tryfield.cells", {"settings": settings})

    def _definitions(self, config: MkDocsConfig) -> tuple[Path, ...]:
        root = Path(config.config_file_path).resolve().parent
        try:
            return project.find([*self._sources(config), *self._overlays(config)], root)
        except TryfieldError as error:
            raise PluginError(f"tryfield: {error}") from error

    def _sources(self, config: MkDocsConfig) -> list[str]:
        return list(_settings(config, self.config).get("sources") or [])

    def _overlays(self, config: MkDocsConfig) -> list[str]:
        return list(_settings(config, self.config).get("overlays") or [])

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Read the definitions; add a page for each endpoint, and the browser files."""
        docs = Path(config.docs_dir).resolve()
        settings = _settings(config, self.config)
        before = self._site.by_id if self._site and self._dirty else {}
        components = self._layout.components if self._layout and before else NONE
        collect_garbage_less_often()
        try:
            self._site = site(Path(config.config_file_path).resolve().parent, settings)
            self._layout = layout(
                self._site, settings, docs=docs, directories=config.use_directory_urls
            )
            self._report(self._site, strict=bool(config.strict))
        except TryfieldError as error:
            raise PluginError(f"tryfield: {error}") from error
        self._unchanged = (
            site_definitions.unchanged_endpoints(before, self._site.by_id.values())
            | self._layout.components.unchanged(components)
            if before
            else _NONE
        )
        pages = tuple(site_layout.generated_pages(self._layout))
        self._by_uri = {one.uri: one for one in pages if one.endpoint or one.component}
        self._links = Links(self._generated_pages(), docs)
        self._markdown.clear()
        for path in self._site.project.files:
            if path.suffix in (".mdx", ".md", ".txt") and path.is_relative_to(docs):
                own = files.get_file_from_path(path.relative_to(docs).as_posix())
                if own is not None:
                    files.remove(own)
        for generated in pages:
            if files.get_file_from_path(generated.uri) is None:
                files.append(_file(config, generated, docs, unchanged=self._unchanged))
        for uri, text in nav_plugin_files(self._layout, config.plugins):
            if files.get_file_from_path(uri) is None:
                level = InclusionLevel.NOT_IN_NAV
                files.append(File.generated(config, uri, content=text, inclusion=level))
        _add_assets(config, files)
        for name, text in self._layout.shared.files.items():
            uri = f"{shared_components.URI}/{name}"
            files.append(File.generated(config, uri, content=text))
        _refuse_unseen(config, files)
        if config.nav:
            config.nav = fill_nav(config.nav, self._layout, docs=docs, plugins=config.plugins)
        freeze_garbage_collection()
        return files

    def _report(self, read: Site, *, strict: bool) -> None:
        for loud, words in messages(read, strict=strict):
            (_logger.warning if loud else _logger.info)("%s", words)

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:  # noqa: ARG002
        """Where MkDocs sorted by file name, put the pages into the order of the definitions."""
        elsewhere = config.nav or "awesome-nav" in config.plugins
        if not elsewhere and self._layout is not None:
            order_nav(nav, self._layout)
        return nav

    def on_page_content(
        self,
        html: str,
        *,
        page: Page,
        config: MkDocsConfig,
        files: Files,
    ) -> str:
        """Write the Markdown version of a page while its values are at hand; follow its links."""
        generated = self._by_uri.get(page.file.src_uri)
        if self._site and self._layout and self._layout.downloads and generated:
            self._markdown[generated.uri] = site_downloads.write_page_downloads(
                Path(config.site_dir),
                generated,
                self._site,
                self._layout,
                url=config.site_url or "",
            )
        if page.file.generated_by != "tryfield":
            return unmarked_links(html)

        def address(uri: str) -> str | None:
            file = files.get_file_from_path(uri)
            return file.url_relative_to(page.file) if file else None

        return self._links.followed(html, address, source=generated.source if generated else None)

    @event_priority(100)
    def on_env(self, env: Any, *, config: MkDocsConfig, files: Files) -> Any:
        """Tell autorefs of what is on the pages that `--dirty` did not make again."""
        autorefs: Any = config.plugins.get("autorefs")
        for generated in self._by_uri.values() if autorefs else ():
            file = files.get_file_from_path(generated.uri)
            if generated.component and generated.uri in self._unchanged and file and file.page:
                autorefs.register_anchor(file.page, generated.component.anchor, primary=True)
            if (
                generated.endpoint
                and generated.endpoint.id in self._unchanged
                and file
                and file.page
            ):
                autorefs.register_anchor(file.page, generated.endpoint.id, primary=True)
                autorefs.register_anchor(
                    file.page, generated.endpoint.name, generated.endpoint.id, primary=False
                )
        return env

    def _generated_pages(self) -> Iterator[site_layout.GeneratedPage]:
        for group in self._layout.groups if self._layout else ():
            yield from group.pages()

    @event_priority(100)
    def _on_page_context_first(self, /, context: Any, *, page: Page, **_: Any) -> Any:
        """Show the search plugin only the words of our pages: parsing the rest takes longest."""
        if page.content and search_text.BEGIN in page.content:
            self._whole = page.content
            page.content = search_text.search_text(page.content)
        return context

    @event_priority(-100)
    def _on_page_context_last(self, /, context: Any, *, page: Page, **_: Any) -> Any:
        """Give them back before the page is drawn."""
        if self._whole:
            page.content, self._whole = self._whole, ""
        return context

    on_page_context = CombinedEvent(_on_page_context_first, _on_page_context_last)

    @event_priority(-50)
    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Say in the head of a page where its Markdown is, and how wide it wants to be."""
        uri, head = page.file.src_uri, ""
        if uri in self._by_uri:
            output = light_navigation(output)
        if site_downloads.COLUMNS in output:
            head = site_downloads.WIDE
        if self._layout is not None and self._layout.downloads and uri in self._by_uri:
            head += site_downloads.alternate_link(uri, directories=config.use_directory_urls)
        return output.replace("</head>", f"{head}</head>", 1) if head else output

    def on_build_error(self, *, error: Exception) -> None:  # noqa: ARG002
        """Forget of a build that failed what would slow the next one down."""
        restore_garbage_collection()

    @event_priority(-50)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write what is for programs: Markdown versions, contracts, `llms.txt`, `openapi.json`."""
        restore_garbage_collection()
        if self._site is None or self._layout is None or not self._layout.downloads:
            return
        site_downloads.write_downloads(
            Path(config.site_dir),
            self._site,
            self._layout,
            title=config.site_name,
            description=config.site_description or "",
            url=config.site_url or "",
            unchanged=self._unchanged,
            markdown=self._markdown,
        )


#: What cells have in common with consoles.
_OF_CELLS = ("relay", "relay_always", "confirm", "timeout")


def _settings(config: MkDocsConfig, own: Mapping[str, Any]) -> dict[str, Any]:
    """Our options, with what the handler of mkdocstrings was told on top."""
    plugins: Mapping[str, Any] = config.plugins
    said = getattr(plugins.get("mkdocstrings"), "config", None) or {}
    handler = (said.get("handlers") or {}).get("tryfield") or {}
    return {**dict(own), **{name: value for name, value in handler.items() if value}}


def light_navigation(output: str) -> str:
    """A page whose navigation has no empty lines: Material's are most of it on large sites."""
    begin, end = output.find("md-nav--primary"), output.find(search_text.BEGIN)
    navigation = output[begin:end]
    if not 0 <= begin < end or any(tag in navigation for tag in ("<pre", "<textarea", "<script")):
        return output
    lines = filter(None, map(str.strip, navigation.splitlines()))
    # Its tags stand in boxes, between which no space is seen.
    light = "\n".join(lines).replace(">\n<", "><")
    return output[:begin] + light + output[end:]


class _UnchangedFile(File):
    """A page that `mkdocs serve --dirty` need not make again."""

    def is_modified(self) -> bool:
        return False


def _file(
    config: MkDocsConfig,
    generated: site_layout.GeneratedPage,
    docs: Path,
    *,
    unchanged: Container[str],
) -> File:
    file = File.generated(config, generated.uri, content=generated.content)
    if generated.component is not None:
        file.inclusion = InclusionLevel.NOT_IN_NAV
    if (generated.endpoint.id if generated.endpoint else generated.uri) in unchanged:
        file.__class__ = _UnchangedFile
    if generated.source is not None:
        file.edit_uri = site_layout.edit_uri(generated.source, docs)
    return file


def _refuse_unseen(config: MkDocsConfig, files: Files) -> None:
    """static-i18n stops at a page without a file, and cannot say why."""
    if "i18n" in config.plugins and any(file.generated_by == "tryfield" for file in files):
        raise PluginError(
            "tryfield: static-i18n takes pages from files only. Run `tryfield generate`, leave the "
            "plugin `tryfield` out, and give `sources` to the handler `tryfield` of mkdocstrings."
        )


def _add_assets(config: MkDocsConfig, files: Files) -> None:
    try:
        for uri, path in assets.files():
            if files.get_file_from_path(uri) is None:
                files.append(File.generated(config, uri, abs_src_path=str(path)))
    except TryfieldError as error:
        _logger.warning(
            "%s The pages are readable, but have neither their look nor a console.", error
        )


def fill_nav(
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
    shown = _NavEntries(layout, titled)
    folders = {_folder(group): group for group in layout.groups}
    definitions: dict[str, list[GeneratedPage]] = {}
    for group in layout.groups:
        for generated in group.pages():
            if generated.source is not None and generated.source.is_relative_to(docs):
                name = generated.source.relative_to(docs).as_posix()
                definitions.setdefault(name, []).append(generated)
    return list(_filled_entries(nav, folders, definitions, shown))


@dataclass(frozen=True, slots=True)
class _NavEntries:
    layout: Layout
    titled: bool

    def entries(self, group: Group) -> Iterator[Any]:
        return nav_entries(group, self.layout, titled=self.titled)


def _folder(group: Group) -> str:
    return group.uri.removesuffix("index.md")


def _filled_entries(
    nav: list[Any],
    folders: dict[str, Group],
    definitions: dict[str, list[GeneratedPage]],
    shown: _NavEntries,
) -> Iterator[Any]:
    for entry in nav:
        if isinstance(entry, str):
            if (group := folders.get(entry)) is not None:
                yield from shown.entries(group)
            elif entry in definitions:
                yield from (generated.uri for generated in definitions[entry])
            else:
                yield entry
        elif isinstance(entry, dict):
            yield {
                title: _filled_value(value, folders, definitions, shown)
                for title, value in entry.items()
            }
        else:
            yield entry


def _filled_value(
    value: Any,
    folders: dict[str, Group],
    definitions: dict[str, list[GeneratedPage]],
    shown: _NavEntries,
) -> Any:
    if isinstance(value, list):
        return list(_filled_entries(value, folders, definitions, shown))
    if not isinstance(value, str):
        return value
    if (group := folders.get(value)) is not None:
        return list(shown.entries(group))
    if (found := definitions.get(value)) is not None:
        uris = [generated.uri for generated in found]
        return uris[0] if len(uris) == 1 else uris
    return value


def order_nav(nav: Any, layout: Layout) -> None:
    """Sort the pages of an automatic navigation, and what follows what, as the definitions do."""
    places: dict[str, int] = {}
    for group in layout.groups:
        for uri in _uris(group):
            places[uri] = len(places)

    def place(item: Any) -> tuple[int, int]:
        file = getattr(item, "file", None)
        if file is not None:
            first = file.src_uri not in places or file.src_uri == "index.md"  # the home page
            return (0, -1) if first else (1, places[file.src_uri])
        inner = [place(child)[1] for child in getattr(item, "children", None) or ()]
        return (1, min((one for one in inner if one >= 0), default=-1))

    def sort(items: list[Any]) -> None:
        for item in items:
            if getattr(item, "children", None):
                sort(item.children)
        if any(getattr(item, "file", None) and item.file.src_uri in places for item in items):
            items.sort(key=place)

    sort(nav.items)
    nav.pages = pages = list(_pages(nav.items))
    for before, page, after in zip((None, *pages), pages, (*pages[1:], None), strict=False):
        page.previous_page, page.next_page = before, after


def _pages(items: Iterable[Any]) -> Iterator[Any]:
    """The pages of a navigation, from top to bottom."""
    for item in items:
        if item.is_page:
            yield item
        yield from _pages(item.children or ())


def _uris(group: Group) -> Iterator[str]:
    yield group.uri
    for generated in group.own_pages:
        yield generated.uri
    for inner in group.groups:
        yield from _uris(inner)


def nav_plugin_files(layout: Layout, plugins: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Files that tell other navigation plugins our order: the path of each, and its text."""
    if (literate := plugins.get("literate-nav")) is not None:
        name = str(literate.config.get("nav_file") or "SUMMARY.md")
        first = layout.overviews and not literate.config.get("implicit_index")
        for group in all_groups(layout.groups):
            # section-index takes pages without a title for the page of their section.
            title = "" if "section-index" in plugins else _link_text(group.title)
            lines = [*([f"* [{title}](index.md)"] if first else []), *_literate_nav(group)]
            yield f"{_folder(group)}{name}", "\n".join(lines) + "\n"
    if (awesome := plugins.get("awesome-nav")) is not None:
        name = str(awesome.config.get("filename") or ".nav.yml")
        for group in all_groups(layout.groups):
            said = {"title": plain_text(group.title, 80), "nav": list(_awesome_nav(group, layout))}
            yield f"{_folder(group)}{name}", yaml.safe_dump(said, sort_keys=False)


def _awesome_nav(group: Group, layout: Layout) -> Iterator[str]:
    if layout.overviews:
        yield "index.md"
    for generated in group.own_pages:
        yield PurePosixPath(generated.uri).name
    for inner in group.groups:
        yield PurePosixPath(inner.uri).parent.name


def _literate_nav(group: Group) -> Iterator[str]:
    for generated in group.own_pages:
        yield f"* [{_link_text(generated.title)}]({PurePosixPath(generated.uri).name})"
    for inner in group.groups:
        yield f"* [{_link_text(inner.title)}]({PurePosixPath(inner.uri).parent.name}/)"


def _link_text(title: str) -> str:
    return re.sub(r"([\\\[\]*_`])", r"\\\1", plain_text(title, 80))


_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")


def add_method_badges(known: Any) -> None:
    """Methods beside titles: Material shows the `status` of a page, and these are their words."""
    for method in _METHODS if isinstance(known, dict) else ():
        known.setdefault(f"tryfield-{method.lower()}", method)


_GC_THRESHOLDS = (1_000, 10, 1_000)  # the last: young rounds before a look at what is old
_usual_gc_thresholds: list[tuple[int, int, int]] = []


def collect_garbage_less_often() -> None:
    """Collect less often from now on."""
    if not _usual_gc_thresholds:
        _usual_gc_thresholds.append(gc.get_threshold())
        gc.set_threshold(*_GC_THRESHOLDS)


def freeze_garbage_collection() -> None:
    """Do not look at what there is now, until `usual`."""
    gc.freeze()


def restore_garbage_collection() -> None:
    """Collect everything as before."""
    gc.unfreeze()
    if _usual_gc_thresholds:
        gc.set_threshold(*_usual_gc_thresholds.pop())
