"""The MkDocs plugin: pages, navigation, browser files and watching, from the definitions.

What stands on the pages is the handler's business; this plugin only sees to it that they exist.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from pathlib import Path
from typing import Any

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
from tryfield.rendering import changes, garbage, navigation, outputs, searching, stubs
from tryfield.rendering.following import Links
from tryfield.rendering.layout import Layout, layout
from tryfield.rendering.site import Site, site

_NONE: frozenset[str] = frozenset()
_logger = get_plugin_logger("tryfield")


class TryfieldConfig(Config):  # type: ignore[no-untyped-call]
    """The options of the plugin; the handler reads them too."""

    #: definitions: files, folders and globs, relative to the configuration
    sources = config_options.ListOfItems(config_options.Type(str), default=[])
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
    #: whether there are Markdown twins, contracts, `llms.txt`, `openapi.json`
    downloads = config_options.Type(bool, default=True)

    def validate(self) -> Any:
        """Options of `tryfield check` may stand here too; they are none of ours."""
        failed, warnings = super().validate()
        ours = [(name, why) for name, why in warnings if name.replace("-", "_") not in OF_CHECKS]
        return failed, ours


class TryfieldPlugin(BasePlugin[TryfieldConfig]):  # type: ignore[no-untyped-call]
    """Gives a site one page per endpoint."""

    def __init__(self) -> None:
        """Start with nothing read."""
        self._site: Site | None = None
        self._layout: Layout | None = None
        self._whole = ""
        self._dirty = False
        self._by_uri: dict[str, stubs.Stub] = {}
        self._links = Links()
        self._twins: dict[str, str] = {}  # by the id of the endpoint
        self._unchanged: frozenset[str] = frozenset()

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
        navigation.add_badges(config.extra.setdefault("status", {}))
        self._add_cells(config)
        for path in self._definitions(config):
            if str(path) not in config.watch:
                config.watch.append(str(path))
        return config

    def _add_cells(self, config: MkDocsConfig) -> None:
        """Fences that run; the settings of `markdown_extensions` come first."""
        if "tryfield.cells" not in config.markdown_extensions:
            config.markdown_extensions.append("tryfield.cells")
            relay = (_settings(config, self.config).get("options") or {}).get("relay")
            settings = {"relay": relay} if relay else {}
            config.mdx_configs.setdefault("tryfield.cells", {"settings": settings})

    def _definitions(self, config: MkDocsConfig) -> tuple[Path, ...]:
        root = Path(config.config_file_path).resolve().parent
        try:
            return project.find(self._sources(config), root)
        except TryfieldError as error:
            raise PluginError(f"tryfield: {error}") from error

    def _sources(self, config: MkDocsConfig) -> list[str]:
        return list(_settings(config, self.config).get("sources") or [])

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Read the definitions; add a page for each endpoint, and the browser files."""
        docs = Path(config.docs_dir).resolve()
        settings = _settings(config, self.config)
        before = self._site.by_id if self._site and self._dirty else {}
        garbage.seldom()
        try:
            self._site = site(Path(config.config_file_path).resolve().parent, settings)
            self._layout = layout(
                self._site, settings, docs=docs, directories=config.use_directory_urls
            )
            self._report(self._site)
        except TryfieldError as error:
            raise PluginError(f"tryfield: {error}") from error
        self._unchanged = changes.unchanged(before, self._site.by_id.values()) if before else _NONE
        self._by_uri = {stub.uri: stub for stub in self._stubs()}
        self._links = Links(self._stubs(), docs)
        self._twins.clear()
        for path in self._site.project.files:
            if path.suffix in (".mdx", ".md", ".txt") and path.is_relative_to(docs):
                own = files.get_file_from_path(path.relative_to(docs).as_posix())
                if own is not None:
                    files.remove(own)
        for stub in stubs.pages(self._layout.groups, overviews=self._layout.overviews):
            if files.get_file_from_path(stub.uri) is None:
                files.append(_file(config, stub, docs, unchanged=self._unchanged))
        for uri, text in navigation.helpers(self._layout, config.plugins):
            if files.get_file_from_path(uri) is None:
                level = InclusionLevel.NOT_IN_NAV
                files.append(File.generated(config, uri, content=text, inclusion=level))
        _add_assets(config, files)
        _refuse_unseen(config, files)
        if config.nav:
            config.nav = navigation.filled(
                config.nav, self._layout, docs=docs, plugins=config.plugins
            )
        garbage.leave_out()
        return files

    def _report(self, read: Site) -> None:
        for loud, words in messages(read):
            (_logger.warning if loud else _logger.info)("%s", words)

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:  # noqa: ARG002
        """Where MkDocs sorted by file name, put the pages into the order of the definitions."""
        elsewhere = config.nav or "awesome-nav" in config.plugins
        if not elsewhere and self._layout is not None:
            navigation.ordered(nav, self._layout)
        return nav

    def on_page_content(
        self,
        html: str,
        *,
        page: Page,
        config: MkDocsConfig,
        files: Files,
    ) -> str:
        """Write the twin of a page while what it is made of is at hand; follow its links."""
        stub = self._by_uri.get(page.file.src_uri)
        if self._layout and self._layout.downloads and stub and stub.endpoint:
            self._twins[stub.endpoint.id] = outputs.beside(
                Path(config.site_dir), stub, stub.endpoint, url=config.site_url or ""
            )
        if page.file.generated_by != "tryfield":
            return html

        def address(uri: str) -> str | None:
            file = files.get_file_from_path(uri)
            return file.url_relative_to(page.file) if file else None

        return self._links.followed(html, address, source=stub.source if stub else None)

    @event_priority(100)
    def on_env(self, env: Any, *, config: MkDocsConfig, files: Files) -> Any:
        """Tell autorefs of the endpoints whose pages `--dirty` did not make again."""
        autorefs: Any = config.plugins.get("autorefs")
        for stub in self._stubs() if autorefs else ():
            file = files.get_file_from_path(stub.uri)
            if stub.endpoint and stub.endpoint.id in self._unchanged and file and file.page:
                autorefs.register_anchor(file.page, stub.endpoint.id, primary=True)
                autorefs.register_anchor(
                    file.page, stub.endpoint.name, stub.endpoint.id, primary=False
                )
        return env

    def _stubs(self) -> Iterator[stubs.Stub]:
        for group in self._layout.groups if self._layout else ():
            yield from group.pages()

    @event_priority(100)
    def _on_page_context_first(self, /, context: Any, *, page: Page, **_: Any) -> Any:
        """Show the search plugin only the words of our pages: parsing the rest takes longest."""
        if page.content and searching.BEGIN in page.content:
            self._whole = page.content
            page.content = searching.words(page.content)
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
        if outputs.COLUMNS in output:
            head = outputs.WIDE
        if self._layout is not None and self._layout.downloads and uri in self._by_uri:
            head += outputs.alternate(uri, directories=config.use_directory_urls)
        return output.replace("</head>", f"{head}</head>", 1) if head else output

    def on_build_error(self, *, error: Exception) -> None:  # noqa: ARG002
        """Forget of a build that failed what would slow the next one down."""
        garbage.usual()

    @event_priority(-50)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write what is for programs: twins, contracts, `llms.txt`, `openapi.json`."""
        garbage.usual()
        if self._site is None or self._layout is None or not self._layout.downloads:
            return
        outputs.write(
            Path(config.site_dir),
            self._site,
            self._layout,
            title=config.site_name,
            description=config.site_description or "",
            url=config.site_url or "",
            unchanged=self._unchanged,
            twins=self._twins,
        )


def _settings(config: MkDocsConfig, own: Mapping[str, Any]) -> dict[str, Any]:
    """Our options, with what the handler of mkdocstrings was told on top."""
    plugins: Mapping[str, Any] = config.plugins
    said = getattr(plugins.get("mkdocstrings"), "config", None) or {}
    handler = (said.get("handlers") or {}).get("tryfield") or {}
    return {**dict(own), **{name: value for name, value in handler.items() if value}}


class _UnchangedFile(File):
    """A page that `mkdocs serve --dirty` need not make again."""

    def is_modified(self) -> bool:
        return False


def _file(config: MkDocsConfig, stub: stubs.Stub, docs: Path, *, unchanged: Container[str]) -> File:
    file = File.generated(config, stub.uri, content=stub.content)
    if stub.endpoint is not None and stub.endpoint.id in unchanged:
        file.__class__ = _UnchangedFile
    if stub.source is not None:
        file.edit_uri = stubs.edit_uri(stub.source, docs)
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
