"""Names of files as reports show them: relative to the project, with `/`, wherever we run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from tryfield.core.findings import Edit, Evidence, Finding, Fix
from tryfield.core.model import Span

_ADDRESSES: dict[Path, str] = {}


def keep_address(copy: Path, address: str) -> None:
    """From now on a local copy has the name of where it was fetched from."""
    _ADDRESSES[copy] = address


def address_of(file: Path) -> str:
    """The address that a file is a copy of; "" for a file of the project."""
    return _ADDRESSES.get(file, "")


def is_address(name: str) -> bool:
    """Whether a name is the address of a document, not of a file."""
    return name.lower().startswith(("http://", "https://"))


@lru_cache(maxsize=4096)
def shown(file: str, root: Path) -> str:
    """The name of a file relative to the project's folder; as it is when it lies elsewhere.

    What was fetched has its address as a name.
    """
    path = Path(file)
    if address := _ADDRESSES.get(path):
        return address
    if "://" in file:
        return file
    if path.is_absolute() and path.is_relative_to(root):
        path = path.relative_to(root)
    return path.as_posix() if file else ""


def relative(findings: Iterable[Finding], root: Path) -> list[Finding]:
    """The findings with names of files that mean the same on every machine."""
    return [_finding(finding, root) for finding in findings]


def span_in(span: Span, root: Path) -> Span:
    """A span whose file is named relative to the project's folder."""
    name = shown(span.file, root)
    if name == span.file:
        return span
    return Span(name, span.line, span.column, span.end_line, span.end_column)


def _finding(finding: Finding, root: Path) -> Finding:
    return replace(
        finding,
        span=span_in(finding.span, root),
        evidence=tuple(_evidence_in(evidence, root) for evidence in finding.evidence),
        fixes=tuple(_fix(fix, root) for fix in finding.fixes),
    )


def _evidence_in(evidence: Evidence, root: Path) -> Evidence:
    return replace(evidence, span=span_in(evidence.span, root)) if evidence.span else evidence


def _fix(fix: Fix, root: Path) -> Fix:
    edits = tuple(Edit(span=span_in(edit.span, root), text=edit.text) for edit in fix.edits)
    return replace(fix, edits=edits)
