"""From an endpoint to its page, through templates that a site can replace.

JSON for the console is escaped, so that no text of a definition can end the element it stands in.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from tryfield.core.fields.field_sections import Section, listed_fields
from tryfield.core.model import Endpoint, Reference
from tryfield.rendering import (
    component_pages,
    example_tabs,
    page_anchors,
    row_cache,
    template_context,
)
from tryfield.rendering.code_highlighting import Highlight, code, reachable
from tryfield.rendering.component_pages import ComponentPage, ComponentPages
from tryfield.rendering.field_rows import Drawn, Prose, Rows
from tryfield.rendering.page_options import Options
from tryfield.rendering.shared_components import URI, SharedComponents
from tryfield.rendering.site_layout import Group
from tryfield.rendering.stamp_reader import Stamp, Stamps

Heading = Callable[..., Markup]

_USERS = 30  #: endpoints that the page of a component lists
_SOME = 20  #: endpoints of an overview that a reader sees at a glance
_MANY = 150  #: endpoints of an overview that nobody reads from top to bottom any more
_PACKAGE = "mkdocstrings_handlers"  #: where templates lie that nobody replaced


class Renderer:
    """Renders endpoints with the templates of one environment, which it compiles once."""

    def __init__(self, environment: jinja2.Environment) -> None:
        """Use the templates of an environment that escapes what it prints."""
        self.environment = environment
        environment.trim_blocks = True
        environment.lstrip_blocks = True
        environment.globals.update(
            path_pieces=template_context.path_pieces,
            slug=page_anchors.slug,
        )
        environment.filters.update(
            script_json=script_json,
            attribute_json=attribute_json,
            safe_url=template_context.safe_url,
            inline=inline,
        )
        self._endpoint = environment.get_template("endpoint.html.jinja")
        self._component = environment.get_template("component.html.jinja")
        self._field = environment.get_template("field.html.jinja")
        self._parts = environment.get_template("_base/parts.html.jinja").module
        self._drawn: dict[
            tuple[int, int, bool, ComponentPages], Drawn
        ] = {}  # by what is open and shown at first
        self._shares_rows = all(
            _PACKAGE in Path(environment.get_template(name).filename or "").parts
            for name in ("field.html.jinja", "_base/field.html.jinja")
        )

    def render(
        self,
        endpoint: Endpoint,
        options: Options,
        *,
        prose: Prose,
        highlight: Highlight,
        heading: Heading | None = None,
        stamp: Stamp | None = None,
        pages: ComponentPages = component_pages.NONE,
        shared: SharedComponents | None = None,
    ) -> tuple[Markup, tuple[str, ...]]:
        """The page of an endpoint, and the ids that fields of it can be linked to by.

        In links to components, `component_pages.ROOT` stands for the way to the top of the site.

        Args:
            endpoint: What to show.
            options: How to show it.
            prose: Turns a description into HTML that is safe to insert.
            highlight: Turns code and a language into HTML.
            heading: Renders a heading and enters it into the table of contents.
            stamp: When the endpoint was last compared with the API.
            pages: The components that are linked, and not repeated.
            shared: The components that consoles get from files.
        """
        shown, ids = self._page(endpoint, options, prose, pages, shared)
        html = self._endpoint.render(
            page=shown,
            endpoint=endpoint,
            options=options,
            settings=console_settings(options),
            prose=prose,
            stamp=stamp,
            code=lambda text, language, generated=False: reachable(
                code(text, language, highlight, generated=generated)
            ),
            heading=heading or plain_heading,
            callbacks=self._callbacks(endpoint, options, prose, pages),
        )
        return Markup(html), ids  # noqa: S704 - an autoescaping template

    def component(
        self,
        page: ComponentPage,
        options: Options,
        *,
        prose: Prose,
        pages: ComponentPages,
        links: Mapping[str, str],
        heading: Heading | None = None,
    ) -> tuple[Markup, tuple[str, ...]]:
        """The page of a component, and the ids that fields of it can be linked to by.

        Args:
            page: The component.
            options: How to show it.
            prose: Turns a description into HTML that is safe to insert.
            pages: The components that are linked, and not repeated.
            links: The addresses of endpoints by their ids.
            heading: Renders a heading and enters it into the table of contents.
        """
        root = page.root(pages.linked(page.components, options))
        section = Section(
            place="schema", pointer=page.pointer, root=root, fields=listed_fields(root)
        )
        rows = Rows(
            self._field,
            prose,
            anchor=page.anchor,
            opened=(options.expand_depth, options.expand_fields),
            taken={page.anchor},
            parts=self._parts,
            drawn=self._kept(options, pages),
            href=pages.href,
            whole=page.name,
        )
        block = template_context.block(
            section, id=page.anchor, rows=rows.section(section), contents={}
        )
        users = [(one, links[one.id]) for one in page.used_by if one.id in links]
        html = self._component.render(
            component=page,
            block=replace(block, root=root),
            users=users[:_USERS],
            more=len(users[_USERS:]),
            options=options,
            prose=prose,
            heading=heading or plain_heading,
        )
        return Markup(html), tuple(dict.fromkeys(rows.ids.values()))  # noqa: S704 - as above

    def _kept(self, options: Options, pages: ComponentPages) -> Drawn | None:
        """The rows that were drawn already; none where a site may draw them otherwise."""
        if not self._shares_rows:
            return None
        shown_as = options.expand_depth, options.expand_fields, options.trust_html
        return self._drawn.setdefault((*shown_as, pages), Drawn())

    def overview(
        self,
        group: Group,
        options: Options,
        *,
        reference: Reference,
        prose: Prose,
        heading: Heading | None = None,
        downloads: str = "",
        live: Stamps | None = None,
    ) -> Markup:
        """The overview of a group: its endpoints, and what they have in common.

        Args:
            group: What to show.
            options: How to show it.
            reference: What the group belongs to.
            prose: Turns a description into HTML that is safe to insert.
            heading: Renders a heading and enters it into the table of contents.
            downloads: The way from here to `openapi.json`; empty when nobody writes it.
            live: The totals of the last live check; None where they are not of this group.
        """
        endpoints = [
            generated.endpoint for generated in group.pages() if generated.endpoint is not None
        ]
        called = [one for one in endpoints if one.kind == "path"]
        servers = {server.url: server for one in called for server in one.servers}
        credentials = {
            credential.label + credential.line: credential
            for one in called
            for every in template_context.alternatives(one)
            for credential in every
        }
        template = self.environment.get_template("overview.html.jinja")
        html = template.render(
            group=group,
            level=options.heading_level,
            filtered=len(endpoints) > _SOME,
            folded=len(endpoints) > _MANY,
            description=reference.description,
            servers=list(servers.values()),
            credentials=list(credentials.values()),
            prose=prose,
            heading=heading or plain_heading,
            downloads=downloads,
            live=live,
        )
        return Markup(html)  # noqa: S704 - an autoescaping template

    def _page(
        self,
        endpoint: Endpoint,
        options: Options,
        prose: Prose,
        pages: ComponentPages,
        shared: SharedComponents | None = None,
    ) -> tuple[template_context.Page, tuple[str, ...]]:
        linked = pages.linked(endpoint.components, options)
        found = row_cache.cached_sections(endpoint, linked)
        places = page_anchors.place_anchors(endpoint, tuple(section.place for section in found))
        contents = template_context.contents_by_place(endpoint)
        drawn = self._kept(options, pages)
        row_keys = row_cache.row_keys(endpoint)
        taken = {endpoint.id, *places.values()}
        blocks: dict[str, template_context.Block] = {}
        ids: list[str] = []
        for section in found:
            rows = Rows(
                self._field,
                prose,
                anchor=places[section.place],
                opened=(options.expand_depth, options.expand_fields),
                taken=taken,
                parts=self._parts,
                drawn=drawn,
                row_keys=row_keys,
                href=pages.href,
            )
            html = rows.section(section)
            page = section.root.page if section.root and not section.root.elsewhere else ""
            blocks[section.place] = template_context.block(
                section,
                id=places[section.place],
                rows=html,
                contents=contents,
                component=pages.href(page) if page else "",
            )
            ids += dict.fromkeys(rows.ids.values())
        shown = template_context.Page(
            endpoint=endpoint,
            options=options,
            parameters=_some(blocks, template_context.PARAMETERS),
            bodies=_some(blocks, (place for place in blocks if place.split(" ")[0] == "body")),
            response_blocks=template_context.response_blocks(endpoint, blocks),
            credentials=template_context.alternatives(endpoint),
            requests=example_tabs.request_tabs(
                endpoint, options.languages, base_url=options.base_url
            )
            if options.show_examples
            else (),
            examples=row_cache.cached_body_tabs(endpoint) if options.show_examples else (),
            responses=row_cache.cached_response_tabs(endpoint) if options.show_examples else (),
            contract=_contract(endpoint, shared) if shows_console(endpoint, options) else {},
            components=tuple(
                f"{component_pages.ROOT}{URI}/{name}" for name in shared.files_of(endpoint)
            )
            if shared is not None
            else (),
        )
        return shown, tuple(ids)

    def _callbacks(
        self, endpoint: Endpoint, options: Options, prose: Prose, pages: ComponentPages
    ) -> tuple[template_context.Page, ...]:
        quiet = replace(options, show_examples=False, show_console=False)
        return tuple(
            self._page(replace(callback, id=f"{endpoint.id}-{callback.id}"), quiet, prose, pages)[0]
            for callback in endpoint.callbacks
        )


def _contract(endpoint: Endpoint, shared: SharedComponents | None) -> Mapping[str, Any]:
    return row_cache.cached_contract(endpoint) if shared is None else shared.contract(endpoint)


def _some(
    blocks: dict[str, template_context.Block], places: Iterable[str]
) -> tuple[template_context.Block, ...]:
    return tuple(blocks[place] for place in places if place in blocks)


def shows_console(endpoint: Endpoint, options: Options) -> bool:
    """Whether a page has a console: what the API itself calls cannot be tried from here."""
    return options.show_console and options.console != "none" and endpoint.kind == "path"


def console_settings(options: Options) -> dict[str, Any]:
    """What the console gets beside the contract."""
    settings: dict[str, Any] = {"mode": options.console}
    if options.relay:
        settings["relay"] = options.relay
    if options.demo:
        settings["demo"] = options.demo
    if options.environments:
        settings["environments"] = [dict(one) for one in options.environments]
    return settings | dict(options.settings)


def inline(html: Markup) -> Markup:
    """Prose of one paragraph, for the middle of a line."""
    text = str(html).strip()
    alone = text.startswith("<p>") and text.find("</p>") == len(text) - len("</p>")
    return Markup(text[3:-4]) if alone else html  # noqa: S704 - prose already


def plain_heading(content: Any, level: int, *, id: str = "", **_: Any) -> Markup:  # noqa: A002
    """A heading where no table of contents is kept."""
    return Markup('<h{0} id="{1}">{2}</h{0}>').format(level, id, content)


_UNSAFE = {
    "<": "\\u003c",
    ">": "\\u003e",
    "&": "\\u0026",
    "\u2028": "\\u2028",
    "\u2029": "\\u2029",
}


def script_json(value: Any) -> Markup:
    """JSON for a `<script type="application/json">`; these characters stand in strings only."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
    for unsafe, escaped in _UNSAFE.items():  # many times faster than `translate`
        text = text.replace(unsafe, escaped)
    return Markup(text)  # noqa: S704 - escaped two lines above


def attribute_json(value: Any) -> str:
    """JSON for an attribute; the template escapes it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
