"""The OpenAPI document that a page points into, and the operation that it means."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tryfield.core.errors import ReadError
from tryfield.core.model import Endpoint, Reference
from tryfield.readers.mdx.settings import Settings
from tryfield.readers.mdx.target import Target, read_target
from tryfield.readers.source import decode

_POINTER = re.compile(
    r"\s*+(?:(\S+\.(?:json|ya?ml)|https?://\S+)(?:\s++|$))?+(webhook\s++)?+(.*)$", re.IGNORECASE
)
_USUAL = (
    "openapi.json",
    "openapi.yaml",
    "openapi.yml",
    "api-reference/openapi.json",
    "api-reference/openapi.yaml",
    "swagger.json",
)
_PARAMETER = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """`file.json POST /users`, `webhook user-created`: what `openapi:` says."""

    file: str = ""
    webhook: str = ""
    target: Target | None = None


def read_pointer(words: str) -> Pointer:
    """Read the value of `openapi:` or the info string of an embedded document."""
    found = _POINTER.match(" ".join(words.split())[:2000])
    if found is None:
        return Pointer()
    file, webhook, rest = found.groups()
    if webhook:
        return Pointer(file=file or "", webhook=rest)
    if not rest:
        return Pointer(file=file or "")
    return Pointer(file=file or "", target=read_target(rest) if " " in rest else None)


def candidates(pointer: Pointer, settings: Settings, page: Path | None) -> list[Path]:
    """Files that the document may be in, the likeliest first; all inside of the docs folder."""
    folder = settings.folder
    if folder is None:
        return []
    names = [pointer.file] if pointer.file else [*settings.documents, *_USUAL]
    found: list[Path] = []
    for name in names:
        if "://" in name:
            continue
        places = [folder / name.lstrip("/")]
        if page is not None and not name.startswith("/"):
            places.append(page.parent / name)
        for place in places:
            try:
                path = place.resolve()
                inside = path.is_relative_to(folder.resolve())
                if inside and path.is_file() and path not in found:
                    found.append(path)
            except (OSError, ValueError):
                continue
    return found


def document(path: Path, folder: Path | None) -> Reference | None:
    """What a document says; None when it cannot be read.

    Hundreds of pages point into one document, so the last few that were read are kept.
    """
    try:
        return _document(path, folder, path.stat().st_mtime_ns)
    except (OSError, ReadError):
        return None


@lru_cache(maxsize=8)
def _document(path: Path, folder: Path | None, _changed: int) -> Reference:
    from tryfield.readers.openapi import read_openapi

    reference, _ = read_openapi(
        decode(path.read_bytes(), file=str(path)), file=str(path), root=folder
    )
    return reference


def operation(reference: Reference, pointer: Pointer) -> Endpoint | None:
    """The endpoint of a document that a pointer means."""
    if pointer.webhook:
        return next(
            (
                each
                for each in reference.endpoints
                if each.kind == "webhook" and each.path.strip("/") == pointer.webhook.strip("/")
            ),
            None,
        )
    target = pointer.target
    if target is None:
        return reference.endpoints[0] if len(reference.endpoints) == 1 else None
    same = [each for each in reference.endpoints if each.method == target.method]
    for each in same:
        if each.path == target.path:
            return each
    wanted = _shape(target.path)
    return next((each for each in same if _shape(each.path) == wanted), None)


def _shape(path: str) -> str:
    return _PARAMETER.sub("{}", path.rstrip("/")) or "/"
