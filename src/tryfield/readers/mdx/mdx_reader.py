"""MDX pages and their exports, which may hold several pages, to endpoints.

A page that holds no endpoint gives the reason why.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from tryfield.core.contract.openapi_terms import DOCUMENT_MISSING, unused
from tryfield.core.findings import Finding, Severity
from tryfield.core.model import Endpoint, Reference, Tag
from tryfield.core.near_names import nearest
from tryfield.readers.file_access import Where
from tryfield.readers.mdx.endpoint_builder import EndpointBuilder
from tryfield.readers.mdx.legacy_export import read_legacy_export
from tryfield.readers.mdx.mintlify_settings import Settings, place_of_document, settings_of
from tryfield.readers.mdx.openapi_operation import (
    Pointer,
    document_candidates,
    embedded_operation,
    find_operation,
    merge_page,
    read_document,
    read_pointer,
)
from tryfield.readers.mdx.operation_comparison import operation_differences
from tryfield.readers.mdx.page_exports import (
    is_legacy_export,
    pages_of,
    read_preface,
    repaired,
    without_footer,
)
from tryfield.readers.mdx.page_sections import Page
from tryfield.readers.mdx.page_target import Target, read_target, target_of
from tryfield.readers.reading_result import Kind, Reading
from tryfield.readers.source_text import Source


def read_pages(text: str, *, file: str, where: Where) -> Reading:
    """Read a text that is no OpenAPI document; no other file is looked at without a path."""
    source, _ = repaired(Source(text, file=file))
    if is_legacy_export(source.text):
        endpoint, findings = read_legacy_export(source)
        return _of_page("export", PageReading(endpoint=endpoint, findings=findings))
    readings = [_page(page, where) for page in pages_of(source)]
    return readings[0] if len(readings) == 1 else _joined(readings)


def _page(source: Source, where: Where) -> Reading:
    if source.text[:2000].lstrip().startswith("---"):
        return _of_page("mdx", read_page(source, where=where))
    text = without_footer(source.text)
    if text != source.text:
        source = Source(text, file=source.file, numbers=source.numbers)
    preface = read_preface(text)
    reading = read_page(
        source,
        where=where,
        title=preface.title,
        summary=preface.summary,
        start=preface.end,
        is_export=True,
    )
    return _of_page("export", reading)


def _of_page(kind: Kind, page: PageReading) -> Reading:
    if page.endpoint is None:
        return Reading(findings=page.findings, kind="none", passed_over=page.passed_over)
    tags = tuple(Tag(name=name) for name in page.endpoint.tags)
    return Reading(
        reference=Reference(endpoints=(page.endpoint,), tags=tags),
        findings=page.findings,
        kind=kind,
    )


def _joined(readings: list[Reading]) -> Reading:
    """Readings of several pages as one; ids stay unique."""
    endpoints: list[Endpoint] = []
    tags: dict[str, Tag] = {}
    used: set[str] = set()
    for reading in readings:
        for endpoint in reading.reference.endpoints:
            identity = unused(endpoint.id, used)
            used.add(identity)
            endpoints.append(replace(endpoint, id=identity))
        tags.update((tag.name, tag) for tag in reading.reference.tags)
    with_endpoints = [reading for reading in readings if reading.reference.endpoints]
    first = with_endpoints[0] if with_endpoints else readings[0]
    return Reading(
        reference=Reference(
            endpoints=tuple(endpoints), tags=tuple(tags.values()), title=first.reference.title
        ),
        findings=tuple(finding for reading in readings for finding in reading.findings),
        kind=first.kind,
        passed_over="" if endpoints else first.passed_over,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PageReading:
    """What one page gave; `passed_over` says why it gave no endpoint."""

    endpoint: Endpoint | None = None
    findings: tuple[Finding, ...] = ()
    passed_over: str = ""


def read_page(
    source: Source,
    *,
    where: Where,
    title: str = "",
    summary: str = "",
    start: int = 0,
    is_export: bool = False,
) -> PageReading:
    """Read one page.

    Args:
        source: The text of the page.
        where: The place of the file, to find what it refers to.
        title: Title of an export, which has no front matter.
        summary: First sentence of an export.
        start: Offset behind what an export has in front of the page.
        is_export: It is no source of a site: what it misses, its site had.
    """
    settings = settings_of(where.path, where.root) if where.path is not None else Settings()
    folder = settings.folder if settings.found or where.docs is None else where.docs
    page = Page(source, path=where.path, folder=folder, start=start, is_export=is_export)
    reader = _PageReader(page, settings, where, page.front.text("title") or title)
    endpoint, reason = reader.endpoint(page.front.text("description") or summary)
    return PageReading(
        endpoint=endpoint,
        findings=tuple(sorted(page.notes.findings, key=_place)),
        passed_over=reason,
    )


def _place(finding: Finding) -> tuple[str, int, int]:
    return finding.span.file, finding.span.line, finding.span.column


class _PageReader:
    def __init__(self, page: Page, settings: Settings, where: Where, title: str) -> None:
        self._page = page
        self._settings = settings
        self._where = where
        self._title = title

    def endpoint(self, summary: str) -> tuple[Endpoint | None, str]:
        """The endpoint of the page, or why there is none."""
        page = self._page
        found = embedded_operation(page, self._where)
        if found is not None:
            return self._beside(found.endpoint, found.pointer, summary, found.start)
        if written := page.front.text("api"):
            target = read_target(written)
            if target is not None:
                return self._own(target, summary), ""
            self._unreadable("api", written)
        if written := page.front.text("openapi"):
            return self._pointed(read_pointer(written), written, summary)
        target, reason = target_of(page)
        return (self._own(target, summary), "") if target else (None, reason)

    def _unreadable(self, name: str, written: str) -> None:
        start, end = self._page.front.places.get(name, (0, self._page.front.end))
        self._page.notes.add(
            f"{name}-unreadable",
            start,
            end,
            f"'{written}' says no method and address.",
            f'Write {name}: "GET /path".',
            Severity.ERROR,
        )

    def _own(
        self, target: Target, summary: str, leave_out: frozenset[int] = frozenset()
    ) -> Endpoint:
        """The endpoint as the page alone says it."""
        assembly = EndpointBuilder(page=self._page, target=target, settings=self._settings)
        endpoint = assembly.endpoint()
        title = self._title
        return replace(
            endpoint,
            id=slug(title) or slug(f"{target.method} {target.path}") or "endpoint",
            title=title,
            summary=summary,
            description=self._page.prose(assembly.moved | leave_out),
        )

    def _pointed(self, pointer: Pointer, written: str, summary: str) -> tuple[Endpoint | None, str]:
        """The operation of a document with what the page says beside it."""
        found = self._operation(pointer)
        if found is not None:
            return self._beside(found, pointer, summary)
        page = self._page
        content = page.content
        if pointer.target is None and not pointer.webhook and not pointer.file:
            self._unreadable("openapi", written)
        else:
            self._not_found(pointer, written)
        # What a named document says is not known; a page that only adds to it is no definition.
        boxed = not pointer.file and any(placed.section.box for placed in content.examples)
        if pointer.target is None or not (content.fields or boxed):
            return None, f"The page shows '{written}', which is in no document that is here."
        own = self._own(pointer.target, summary)
        return replace(own, extensions={**own.extensions, DOCUMENT_MISSING: True}), ""

    def _not_found(self, pointer: Pointer, written: str) -> None:
        """Report a pointer that leads nowhere: each where it is wrong, a missing document once."""
        page, settings = self._page, self._settings
        start, end = page.front.places.get("openapi", (0, page.front.end))
        documents = list(self._documents(pointer))
        named = [pointer.file] if pointer.file else list(settings.documents)
        local = [name for name in named if "://" not in name]
        advice = "Put the document into the docs folder, or name it in docs.json."
        severity, span = Severity.ERROR, page.source.span(start, end)
        cause = ""
        if self._where.path is None:
            severity = Severity.WARNING
            message = f"'{written}' is in no document that is here, so only this page is read."
        elif documents:
            files = ", ".join(path.name for path, _ in documents[:3])
            message = f"'{written}' is in no document that is here ({files})."
            near = _nearest_operation(pointer, [reference for _, reference in documents])
            advice = f"Did you mean '{near}'?" if near else "Correct it, or document the operation."
        elif named and not local:
            severity = Severity.NOTE
            span = span if pointer.file else place_of_document(settings, named[0])
            cause = named[0]
            message = f"'{cause}' is not fetched, so what it says of endpoints is not known."
            advice = "Name it on the command line or in 'sources' to check it."
        elif named:
            span = span if pointer.file else place_of_document(settings, local[0])
            cause = local[0]
            message = f"There is no '{cause}', so what it says of endpoints is not known."
            advice = "Put the document there, or correct the name."
        else:
            span = place_of_document(settings, "") if settings.file else span
            cause = "no document"
            message = "Pages show operations of an OpenAPI document, and none is here."
        page.notes.findings.append(
            Finding(
                rule="openapi-not-found",
                severity=severity,
                span=span,
                message=message,
                advice=advice,
                endpoint=" ".join(written.split())[:100] if cause else "",
                cause=cause,
            )
        )

    def _operation(self, pointer: Pointer) -> Endpoint | None:
        for _, reference in self._documents(pointer):
            found = find_operation(reference, pointer)
            if found is not None:
                return found
        return None

    def _documents(self, pointer: Pointer) -> Iterator[tuple[Path, Reference]]:
        """The documents that a pointer may lead into, the likeliest first."""
        settings, where = self._settings, self._where
        folder = settings.folder
        docs = folder if settings.found else where.docs
        for path in document_candidates(pointer, settings, where):
            reference = read_document(path, where.root or folder, docs, where.overlays)
            if reference is not None and reference.endpoints:
                yield path, reference

    def _beside(
        self, found: Endpoint, pointer: Pointer, summary: str, fence: int = -1
    ) -> tuple[Endpoint, str]:
        target = pointer.target or Target(method=found.method, server="", path=found.path)
        target = replace(target, method=found.method, path=found.path)
        own = self._own(target, summary, frozenset({fence}))
        if not self._title:
            own = replace(own, id="", title="")
        self._page.notes.take(tuple(operation_differences(found, own)), None)
        return merge_page(found, own), ""


def _nearest_operation(pointer: Pointer, references: list[Reference]) -> str:
    """The documented operation that a pointer may mean: `GET /plants/{id}`; "" for none."""
    target = pointer.target
    if target is None:
        return ""
    known = {
        f"{each.method} {each.path}"
        for reference in references
        for each in reference.endpoints
        if each.kind == "path"
    }
    same_path = [name for name in sorted(known) if name.partition(" ")[2] == target.path]
    return nearest(f"{target.method} {target.path}", sorted(known)) or "".join(same_path[:1])


_OTHER = re.compile(r"[^a-z0-9]+")


def slug(words: str) -> str:
    """Words in lower case ASCII joined by dashes; "" when nothing is left."""
    plain = unicodedata.normalize("NFKD", words.replace("ß", "ss"))
    ascii_ = plain.encode("ascii", "ignore").decode().lower()
    if len(ascii_.strip()) * 2 < len(words.strip()):
        return ""
    return _OTHER.sub("-", ascii_).strip("-")[:80].strip("-")
