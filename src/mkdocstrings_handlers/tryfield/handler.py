"""The mkdocstrings handler: endpoints of a project's definitions, anywhere in a page.

It runs wherever mkdocstrings does: MkDocs, ProperDocs and Zensical.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any, ClassVar

from markdown import Markdown
from markupsafe import Markup, escape
from mkdocs.exceptions import PluginError
from mkdocstrings import BaseHandler, CollectionError

from tryfield.core.errors import TryfieldError
from tryfield.core.model import Endpoint
from tryfield.project import Project
from tryfield.rendering.component_pages import (
    NONE,
    ROOT,
    ComponentPage,
    ComponentPages,
    address,
    way_up,
)
from tryfield.rendering.description_html import Prose, targets
from tryfield.rendering.page_options import Options
from tryfield.rendering.page_renderer import Renderer
from tryfield.rendering.site_definitions import Site, site
from tryfield.rendering.site_layout import Group, Layout, layout

_OVERVIEW, _SCHEMA = "overview ", "schema "


class TryfieldHandler(BaseHandler):
    """Collects and renders endpoints."""

    name: ClassVar[str] = "tryfield"
    domain: ClassVar[str] = "http"
    enable_inventory: ClassVar[bool] = True
    fallback_theme: ClassVar[str] = "material"

    def __init__(self, *, config: Mapping[str, Any], tool_config: Any, **kwargs: Any) -> None:
        """Prepare; nothing is read before the first endpoint is asked for.

        Args:
            config: The handler's configuration: `sources`, `options`.
            tool_config: The configuration of MkDocs, or of what stands in for it.
            kwargs: Of mkdocstrings.
        """
        super().__init__(**kwargs)
        self._tool_config = tool_config
        self._config = config
        self._site: Site | None = None
        self._renderer: Renderer | None = None
        self._prose: dict[tuple[bool, tuple[str, ...]], Prose] = {}  # by whether HTML is trusted
        self._layout: Layout | None = None
        self._addresses: dict[str, str] = {}

    @property
    def project(self) -> Project:
        """The definitions of the site.

        Raises:
            CollectionError: They cannot be found.
        """
        return self._read().project

    def _read(self) -> Site:
        if self._site is None:
            try:
                self._site = site(
                    _root(self._tool_config), _settings(self._tool_config, self._config)
                )
            except TryfieldError as error:
                raise CollectionError(str(error)) from error
        return self._site

    def get_options(self, local_options: Mapping[str, Any]) -> Options:
        """The options of the site, with those of one `:::` on top."""
        try:
            return self._read().options.updated(local_options, where="options of ':::'")
        except (TryfieldError, CollectionError) as error:
            raise PluginError(f"tryfield: {error}") from error

    def collect(
        self,
        identifier: str,
        options: Options,  # noqa: ARG002
    ) -> Endpoint | Group | ComponentPage:
        """The endpoint with an id, an operation id, or a method and path; or a group of them.

        Those of `schema` and a file are the components.

        Raises:
            CollectionError: There is none.
        """
        if identifier.startswith(_OVERVIEW):
            return self._group(identifier.removeprefix(_OVERVIEW).strip())
        if identifier.startswith(_SCHEMA):
            uri = identifier.removeprefix(_SCHEMA).strip()
            page = self._laid_out().components.by_uri.get(uri)
            if page is None:
                raise CollectionError(f"'schema {uri}': no component has its page there.")
            return page
        endpoint = self._read().by_id.get(identifier) or self.project.endpoint(identifier)
        if endpoint is None:
            raise CollectionError(_unknown(identifier, self.project))
        return endpoint

    def _group(self, uri: str) -> Group:
        group = self._laid_out().group(uri)
        if group is None:
            raise CollectionError(f"'overview {uri}': no group of endpoints has its pages there.")
        return group

    def _laid_out(self) -> Layout:
        plugin = _plugins(self._tool_config).get("tryfield")
        if (known := getattr(plugin, "layout", None)) is not None:
            self._layout = known
        if self._layout is None:
            docs = getattr(self._tool_config, "docs_dir", None) or "docs"
            self._layout = layout(
                self._read(),
                _settings(self._tool_config, self._config),
                docs=(_root(self._tool_config) / docs).resolve(),
                directories=getattr(self._tool_config, "use_directory_urls", True),
            )
        return self._layout

    def _components(self, options: Options) -> tuple[ComponentPages, str]:
        """The components that are linked from this page, and the way to the top of the site."""
        root = options.root
        if not root and "tryfield" in _plugins(self._tool_config):
            page = getattr(_plugins(self._tool_config).get("autorefs"), "current_page", None)
            root = way_up(page.url) if page is not None else ""
        return (self._laid_out().components, root) if root else (NONE, "")

    def render(
        self,
        data: Endpoint | Group | ComponentPage,
        options: Options,
        *,
        locale: str | None = None,  # noqa: ARG002
    ) -> str:
        """The page of an endpoint, whose fields can be linked to by name; or that of a group."""
        if self._renderer is None:
            self._renderer = Renderer(self.env)
        prose = self._converter(options)
        if isinstance(data, Group):
            return self._renderer.overview(
                data,
                options,
                reference=self.project.reference,
                prose=prose,
                heading=self._heading,
                downloads=_downloads(self._tool_config, data),
                live=self._read().live_totals() if data is self._laid_out().groups[0] else None,
            )
        pages, root = self._components(options)
        if isinstance(data, ComponentPage):
            html, ids = self._renderer.component(
                data,
                options,
                prose=prose,
                pages=pages,
                links=self._links(),
                heading=self._heading,
            )
        else:
            html, ids = self._renderer.render(
                data,
                options,
                prose=prose,
                highlight=self.env.filters["highlight"],
                heading=self._heading,
                stamp=self._read().stamp(data),
                pages=pages,
                shared=self._laid_out().shared if root else None,
            )
        self._register(ids)
        return str(html).replace(ROOT, root)

    def _links(self) -> Mapping[str, str]:
        """The endpoints' addresses, as those of components."""
        layout = self._laid_out()
        if not self._addresses:
            self._addresses = {
                generated.endpoint.id: ROOT
                + address(generated.uri, directories=layout.components.directories)
                for group in layout.groups
                for generated in group.pages()
                if generated.endpoint is not None
            }
        return self._addresses

    def _converter(self, options: Options) -> Prose:
        key = options.trust_html, options.image_hosts
        if key not in self._prose:
            plugin = _plugins(self._tool_config).get("tryfield")
            self._prose[key] = Prose(
                targets=targets(self.project.reference.endpoints),
                highlight=lambda text, language: self.env.filters["highlight"](
                    text, language, dedent=False
                ),
                marks_links=getattr(plugin, "follows_links", False),
                trusts=options.trust_html,
                image_hosts=options.image_hosts,
            )
        return self._prose[key]

    def _heading(self, content: str, level: int, **attributes: Any) -> Markup:
        label = str(escape(content))
        return self.do_heading(escape(content), level, toc_label=label, **attributes)

    def _register(self, ids: tuple[str, ...]) -> None:
        """Fields are no headings: autorefs has to be told where they are."""
        autorefs: Any = _plugins(self._tool_config).get("autorefs")
        page = getattr(autorefs, "current_page", None)
        if page is not None:
            for identity in ids:
                autorefs.register_anchor(page, identity, primary=True)

    def get_aliases(self, identifier: str) -> tuple[str, ...]:
        """Other names of an endpoint: `POST /api/user`, and its operation id."""
        endpoint = self._read().by_id.get(identifier)
        if endpoint is None:
            named = self._layout.components.by_anchor if self._layout else {}
            return (f"schemas/{named[identifier].name}",) if identifier in named else ()
        names = (endpoint.id, endpoint.name, endpoint.operation_id)
        return tuple(dict.fromkeys(name for name in names if name))

    def _update_env(self, md: Markdown, *, config: Any | None = None) -> None:
        """Keep one converter for all pages: making one takes as long as rendering a page."""
        if self._md is None or "relpath" not in md.treeprocessors:
            super()._update_env(md, config=config)
            return
        relpath: Any = md.treeprocessors["relpath"]
        self._md.treeprocessors.register(
            type(relpath)(relpath.file, relpath.files, relpath.config), "relpath", priority=0
        )


def _plugins(tool_config: Any) -> Mapping[str, Any]:
    plugins = getattr(tool_config, "plugins", None)
    return plugins if isinstance(plugins, Mapping | dict) else {}


def _root(tool_config: Any) -> Path:
    file = getattr(tool_config, "config_file_path", None)
    return Path(file).resolve().parent if file else Path.cwd()


def _settings(tool_config: Any, config: Mapping[str, Any]) -> Mapping[str, Any]:
    """The plugin's configuration, where there is one; the handler's own goes on top."""
    plugin = _plugins(tool_config).get("tryfield")
    said = dict(getattr(plugin, "config", None) or {})
    return {**{name: value for name, value in said.items() if value}, **config}


def _downloads(tool_config: Any, group: Group) -> str:
    """From an overview to the top of the site, where our plugin writes files for programs."""
    plugin = _plugins(tool_config).get("tryfield")
    if plugin is None or not plugin.config.get("downloads", True):
        return ""
    return "../" * group.uri.count("/") or "./"


def _unknown(identifier: str, project: Project) -> str:
    names = [
        name
        for endpoint in project.reference.endpoints
        for name in (endpoint.id, endpoint.name, endpoint.operation_id)
        if name
    ]
    if not names:
        return f"'{identifier}': no endpoint is documented in the sources."
    close = difflib.get_close_matches(identifier, names, n=3, cutoff=0.5)
    advice = f"Did you mean {' or '.join(map(repr, close))}?" if close else "See `tryfield export`."
    return f"'{identifier}': no definition has an endpoint of this name. {advice}"


def get_handler(
    handler_config: MutableMapping[str, Any], tool_config: Any, **kwargs: Any
) -> TryfieldHandler:
    """What mkdocstrings calls, with the configuration of `handlers: tryfield:`."""
    return TryfieldHandler(config=handler_config or {}, tool_config=tool_config, **kwargs)
