"""Reading a definition, whichever format it is written in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from tryfield.core.errors import ReadError
from tryfield.core.findings import Finding
from tryfield.core.model import Endpoint, Reference, Tag
from tryfield.readers.damage import mended
from tryfield.readers.export import pages_of, read_preface, without_footer
from tryfield.readers.mdx.older_export import is_older_export, read_older_export
from tryfield.readers.mdx.page import PageReading, Where, read_page
from tryfield.readers.source import Source, decode, normalised

Kind = Literal["mdx", "export", "openapi", "none"]
SIZE_LIMIT = 50_000_000
_YAML = re.compile(r"^[\"']?(?:openapi|swagger)[\"']?[ \t]*:[ \t]*[\"']?\d", re.MULTILINE)
_INDENTED = re.compile(
    r"\s*+(?>(?:---[ \t]*+\n)?)[ \t]++[\"']?(?:openapi|swagger)[\"']?[ \t]*:[ \t]*[\"']?\d"
)
_JSON = re.compile(r"[\"'](?:openapi|swagger)[\"']\s*:\s*[\"']?\d")
_OTHER = re.compile(r"^(?![ \t#%-]|\s*$|[\"']?[\w./{}$-]++[\"']?[ \t]*:)[^\n]", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a definition says, and what is wrong with it.

    `passed_over` says why a page that can be read holds no endpoint.
    """

    reference: Reference = field(default_factory=Reference)
    findings: tuple[Finding, ...] = ()
    kind: Kind = "none"
    passed_over: str = ""


def read(path: Path, *, root: Path | None = None, size_limit: int = SIZE_LIMIT) -> Reading:
    """Read one definition.

    Args:
        path: An MDX page, an export of one, or an OpenAPI document in JSON or YAML. What it is
            is seen from its content, not from its name.
        root: The docs folder: settings, snippets and documents are looked for inside of it.
        size_limit: Largest file we accept, in bytes.

    Returns:
        The endpoints in the order they are written, and what was wrong with the rest.

    Raises:
        ReadError: The file is missing, too large or not UTF-8. A bad line in a good file does
            not raise; it is one of `Reading.findings`.
    """
    try:
        size = path.stat().st_size
        if size > size_limit:
            raise ReadError(
                f"{path}: too-large: The file has {size} bytes; at most {size_limit} are read. "
                "Split it, or raise the limit."
            )
        data = path.read_bytes()
    except OSError as fault:
        raise ReadError(
            f"{path}: not-readable: {fault.strerror or fault}. Check the path."
        ) from None
    return _read(decode(data, file=str(path)), file=str(path), path=path, root=root)


def read_text(text: str, *, file: str = "") -> Reading:
    """Read a definition that is at hand as text; no other file is looked at."""
    return _read(normalised(text), file=file, path=None, root=None)


def _read(text: str, *, file: str, path: Path | None, root: Path | None) -> Reading:
    if _is_openapi(text):
        return _openapi(text, file=file, root=root)
    source, _ = mended(Source(text, file=file))
    if is_older_export(source.text):
        endpoint, findings = read_older_export(source)
        return _of_page("export", PageReading(endpoint=endpoint, findings=findings))
    where = Where(path=path, root=root)
    readings = [_page(page, where) for page in pages_of(source)]
    return readings[0] if len(readings) == 1 else _joined(readings)


def _is_openapi(text: str) -> bool:
    """Whether a text is a document as a whole, not a page that shows or names one."""
    if text[:200].lstrip().startswith("{"):
        return _JSON.search(text) is not None
    found = _YAML.search(text)
    if found is None:
        return _INDENTED.match(text) is not None
    # Keys may stand in any order, so all that is in front has to be YAML as well.
    return _OTHER.search(text, 0, found.start()) is None


def _openapi(text: str, *, file: str, root: Path | None) -> Reading:
    from tryfield.readers.openapi import read_openapi

    reference, findings = read_openapi(text, file=file, root=root)
    return Reading(reference=reference, findings=findings, kind="openapi")


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
            identity, number = endpoint.id, 2
            while identity in used:
                identity = f"{endpoint.id}-{number}"
                number += 1
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
