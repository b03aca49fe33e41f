"""Reading a definition, whichever format it is written in.

The readers of a format are imported when a definition of that format is met.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from tryfield.core.errors import ReadError
from tryfield.core.findings import Finding
from tryfield.core.model import Reference
from tryfield.readers.source import decode, normalised

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
    from tryfield.readers.pages import read_pages

    return read_pages(text, file=file, path=path, root=root)


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
