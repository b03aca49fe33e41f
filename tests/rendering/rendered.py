"""Renders single endpoints without a site, for the tests of this folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup, escape

import mkdocstrings_handlers.tryfield as handler
from tryfield.core.contract import contract_reader
from tryfield.core.model import Endpoint
from tryfield.rendering.description_html import Prose
from tryfield.rendering.page_options import Options
from tryfield.rendering.page_renderer import Renderer

TEMPLATES = Path(handler.__file__).parent / "templates" / "material"
prose = Prose()


def renderer() -> Renderer:
    loader = jinja2.FileSystemLoader(TEMPLATES)
    return Renderer(jinja2.Environment(loader=loader, autoescape=True))


def page(endpoint: Endpoint, **options: Any) -> str:
    return page_of(renderer(), endpoint, **options)


def page_of(draw: Renderer, endpoint: Endpoint, **options: Any) -> str:
    """A page by a renderer that may have drawn others."""
    html, _ = draw.render(
        endpoint,
        Options().updated(options),
        prose=prose,
        highlight=lambda text, _: Markup("<pre><code>{}</code></pre>").format(escape(text)),
    )
    return str(html)


def endpoint(operation: dict[str, Any], *, path: str = "/things", **document: Any) -> Endpoint:
    """An endpoint from one operation of an OpenAPI 3.1 document."""
    said = {
        "openapi": "3.1.0",
        "info": {"title": "Things", "version": "1"},
        "servers": [{"url": "https://api.example.com"}],
        "paths": {path: {"post": {"operationId": "make", "responses": {}, **operation}}},
        **document,
    }
    (found,) = contract_reader.endpoints(said)
    return found


def body(schema: dict[str, Any], **document: Any) -> Endpoint:
    """An endpoint whose request has a JSON body."""
    content = {"application/json": {"schema": schema}}
    return endpoint({"requestBody": {"content": content}}, **document)
