"""An OpenAPI document in a fence of a page, as the exports for agents have it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tryfield.core.model import Endpoint
from tryfield.readers.file_access import Where
from tryfield.readers.mdx.documents import Pointer, operation, read_pointer
from tryfield.readers.mdx.fence_info import read_info
from tryfield.readers.mdx.older_export import is_older_export, read_older_export
from tryfield.readers.mdx.parsed import Page
from tryfield.readers.mdx.tokens import Fence
from tryfield.readers.source import Source

_DOCUMENT = re.compile(r"\s*+(?:\{\s*+)?[\"']?(?:openapi|swagger|paths)[\"']?\s*+:")
_LANGUAGES = frozenset({"yaml", "yml", "json", "openapi"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Embedded:
    """The operation that a fence holds; `start` is the fence's offset."""

    endpoint: Endpoint
    pointer: Pointer
    start: int


def embedded(page: Page, where: Where) -> Embedded | None:
    """The operation of the first fence that holds an OpenAPI document for this page."""
    for node in page.tree.children:
        if not isinstance(node, Fence):
            continue
        info = read_info(node.info)
        if info.language not in _LANGUAGES:
            continue
        if not _DOCUMENT.match(page.source.text, node.inside, min(node.until, node.inside + 500)):
            continue
        pointer = read_pointer(info.title)
        # A document that is shown as an example has no operation behind its language.
        if not page.is_export and pointer.target is None and not pointer.webhook:
            continue
        endpoint = _read(page, page.source.cut(node.inside, node.until), pointer, where)
        if endpoint is not None:
            return Embedded(endpoint=endpoint, pointer=pointer, start=node.start)
    return None


def _read(page: Page, source: Source, pointer: Pointer, where: Where) -> Endpoint | None:
    from tryfield.readers.openapi import read_openapi

    if is_older_export(source.text):
        endpoint, findings = read_older_export(source)
        page.notes.take(findings, None)
        return endpoint
    reference, found = read_openapi(
        source.text,
        file=source.file,
        root=where.root,
        docs=where.docs,
        alone=where.path is None,
        source=source,
    )
    page.notes.take(found, None)
    return operation(reference, pointer) or next(iter(reference.endpoints), None)
