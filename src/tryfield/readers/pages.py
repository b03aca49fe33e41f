"""Reading MDX pages and their exports, which may hold several pages."""

from __future__ import annotations

from dataclasses import replace

from tryfield.core.contract.openapi_terms import unused
from tryfield.core.model import Endpoint, Reference, Tag
from tryfield.readers.damage import mended
from tryfield.readers.export import pages_of, read_preface, without_footer
from tryfield.readers.file_access import Where
from tryfield.readers.mdx.older_export import is_older_export, read_older_export
from tryfield.readers.mdx.page import PageReading, read_page
from tryfield.readers.reading import Kind, Reading
from tryfield.readers.source import Source


def read_pages(text: str, *, file: str, where: Where) -> Reading:
    """Read a text that is no OpenAPI document; no other file is looked at without a path."""
    source, _ = mended(Source(text, file=file))
    if is_older_export(source.text):
        endpoint, findings = read_older_export(source)
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
