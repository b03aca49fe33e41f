"""What a site offers for download: Markdown versions, contracts, `llms.txt`, `openapi.json`."""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tryfield.core.contract.contract_writer import to_openapi
from tryfield.rendering.component_pages import ROOT, way_up
from tryfield.rendering.markdown_version import (
    component_markdown,
    contract_text,
    fenced,
    markdown_version,
)
from tryfield.rendering.site_definitions import Site
from tryfield.rendering.site_layout import GeneratedPage, Group, Layout, generated_components

_LONGEST = 300  # characters of a description in a list


def write_downloads(
    folder: Path,
    site: Site,
    layout: Layout,
    *,
    title: str,
    description: str = "",
    url: str = "",
    unchanged: Container[str] = (),
    markdown: Mapping[str, str] | None = None,
) -> tuple[Path, ...]:
    """Write the files beside the pages of a built site.

    Args:
        folder: The built site.
        site: What was read.
        layout: Where its pages are.
        title: Of the site.
        description: Of the site.
        url: Of the site, with `/` at its end; empty makes links relative.
        unchanged: Ids of endpoints, and pages of components, whose files are there already. With
            any, the files about all endpoints are left as they are too.
        markdown: What `write_page_downloads` returned, by the file of the page.

    Returns:
        The files, in the order they were written.
    """
    base = _base(url)
    known = markdown or {}
    if unchanged:
        return tuple(_changed(folder, site, layout, url, unchanged))
    written: list[Path] = []
    whole = folder / "llms-full.txt"
    with whole.open("w", encoding="utf-8") as full:
        full.write(f"# {_line(title)}\n")
        for generated in _pages(layout):
            text = known.get(generated.uri) or write_page_downloads(
                folder, generated, site, layout, url=url
            )
            full.write(f"\nSource: {base}{generated.uri}\n\n{text}")
            written += _paths(folder, generated)
    written.append(_text(folder / "openapi.json", _json(to_openapi(site.project.reference))))
    index_lines = "\n".join(_index(layout, title, description, base)) + "\n"
    written.append(_text(folder / "llms.txt", index_lines))
    return (*written, whole)


def _pages(layout: Layout) -> Iterator[GeneratedPage]:
    for group in layout.groups:
        yield from (generated for generated in group.pages() if generated.endpoint is not None)
    yield from generated_components(layout)


#: What an endpoint on a page stands in.
COLUMNS = 'class="tryfield-columns'
#: Browsers draw a page while they read it, and our style would widen one that is drawn already.
WIDE = '<meta name="tryfield" content="wide">'


def alternate_link(uri: str, *, directories: bool) -> str:
    """What the head of a page says of its Markdown."""
    stem = uri.rpartition("/")[2].removesuffix(".md")
    href = f"../{stem}.md" if directories else f"{stem}.md"
    # Material looks for the sitemap of another language behind `[rel=alternate]`; the space
    # keeps it from that.
    return f'<link rel="alternate " type="text/markdown" href="{href}">'


def write_page_downloads(
    folder: Path, generated: GeneratedPage, site: Site, layout: Layout, *, url: str = ""
) -> str:
    """Write the files beside a page: its Markdown version, and the contract of an endpoint.

    It costs least right after the page was rendered.

    Args:
        folder: Of the site.
        generated: The page.
        site: What was read.
        layout: Where its pages are.
        url: Of the site.

    Returns:
        What `llms-full.txt` has of the page: components are linked, not repeated.
    """
    root = way_up(generated.uri)
    index = f"> Index of this documentation: {_base(url) or '/'}llms.txt\n\n"
    shown = _markdown(generated, site, layout)
    text = shown.replace(ROOT, root)
    page, *contracts = _paths(folder, generated)
    if (endpoint := generated.endpoint) is not None:
        document = contract_text(layout.shared.download(endpoint, f"{root}openapi.json"))
        text += "\n".join(("\n## Contract\n", *_contract(document, contracts[0]))).rstrip() + "\n"
        _text(contracts[0], f"{document}\n")
    _text(page, f"{index}{text}")
    data = generated.endpoint or generated.component
    linked = layout.components.linked
    if data is not None and linked(data.components, site.options) is not linked(
        data.components, site.options, depth=0
    ):
        shown = _markdown(generated, site, layout, depth=0)
    return shown.replace(ROOT, _base(url))


def _contract(document: str, file: Path) -> Iterator[str]:
    """The contract; of one that is too long to be spread over lines, where it is."""
    if "\n" in document:
        yield from fenced(document, "json")
    else:
        yield f"[{file.name}]({quote(file.name)}), an OpenAPI 3.1 document."


def _markdown(
    generated: GeneratedPage, site: Site, layout: Layout, *, depth: int | None = None
) -> str:
    """The Markdown version of a page; `depth` is for components instead of that of the site."""
    pages, options = layout.components, site.options
    if generated.endpoint is not None:
        linked = pages.linked(generated.endpoint.components, options, depth=depth)
        return markdown_version(generated.endpoint, base_url=options.base_url, linked=linked)
    if generated.component is not None:
        return component_markdown(
            generated.component, pages.linked(generated.component.components, options, depth=depth)
        )
    return ""


def _paths(folder: Path, generated: GeneratedPage) -> tuple[Path, ...]:
    target = folder / generated.uri
    if generated.endpoint is None:
        return (target,)
    return target, target.with_suffix(".openapi.json")


def _base(url: str) -> str:
    return url if not url or url.endswith("/") else f"{url}/"


def _changed(
    folder: Path, site: Site, layout: Layout, url: str, unchanged: Container[str]
) -> Iterator[Path]:
    for generated in _pages(layout):
        name = generated.endpoint.id if generated.endpoint else generated.uri
        if name not in unchanged:
            write_page_downloads(folder, generated, site, layout, url=url)
            yield from _paths(folder, generated)


def _text(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str) + "\n"


def _index(layout: Layout, title: str, description: str, base: str) -> Iterator[str]:
    yield f"# {_line(title)}\n"
    if description:
        yield f"> {_line(description)}\n"
    for group in layout.groups:
        yield from _listed(group, base)
    if layout.components.pages:
        yield "## Schemas\n"
        for page in layout.components.pages:
            yield f"- [{_label(page.name)}]({base}{page.uri})"
        yield ""
    yield "## OpenAPI\n"
    yield f"- [openapi.json]({base}openapi.json): all endpoints as one OpenAPI 3.1 document"


def _listed(group: Group, base: str) -> Iterator[str]:
    if group.own_pages:
        yield f"## {_line(group.title)}\n"
        for generated in group.own_pages:
            endpoint = generated.endpoint
            words = (endpoint and (endpoint.summary or endpoint.description or endpoint.name)) or ""
            name = _label(generated.title)
            yield f"- [{name}]({base}{generated.uri}): {_line(words)[:_LONGEST]}".rstrip(": ")
        yield ""
    for inner in group.groups:
        yield from _listed(inner, base)


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _label(text: str) -> str:
    return _line(text).replace("[", "\\[").replace("]", "\\]")
