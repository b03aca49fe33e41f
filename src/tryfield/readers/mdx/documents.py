"""The OpenAPI document that a page points into, and the operation that it means."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from tryfield.core.errors import ReadError
from tryfield.core.model import Endpoint, Reference
from tryfield.readers.file_access import FileRefusedError, Where, readable_file
from tryfield.readers.mdx.settings import Settings
from tryfield.readers.mdx.target import Target, read_target
from tryfield.readers.source import decode

_POINTER = re.compile(
    r"\s*+(?>(?:(\S+\.(?:json|ya?ml)|https?://\S+)(?:\s++|$))?)(?>(webhook\s++)?)(.*)$",
    re.IGNORECASE,
)
_USUAL = (
    "openapi.json",
    "openapi.yaml",
    "openapi.yml",
    "api-reference/openapi.json",
    "api-reference/openapi.yaml",
    "swagger.json",
)
_NAMED = re.compile(
    r"(?!(?:get|put|post|patch|delete|head|options|trace|query)[ ])"
    r"([\w./-]++)[ ]++([A-Za-z]{3,7}[ ]++/.*)$",
    re.IGNORECASE,
)
_SUFFIXES = (".json", ".yaml", ".yml")
_DOCUMENT = re.compile(r"openapi|swagger", re.IGNORECASE)
_MOST = 30
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
    # `v2-openapi POST /users` names a document without its suffix.
    if not file and (named := _NAMED.match(rest)):
        file, rest = named.groups()
    return Pointer(file=file or "", target=read_target(rest) if " " in rest else None)


def candidates(pointer: Pointer, settings: Settings, where: Where) -> list[Path]:
    """Files that the document may be in, the likeliest first; all inside of the project."""
    folder, page = settings.folder, where.path
    if folder is None or page is None:
        return []
    where = replace(where, root=where.root or folder)
    names = [*settings.documents, *_USUAL]
    if pointer.file:
        plain = "://" in pointer.file or pointer.file.lower().endswith(_SUFFIXES)
        names = [pointer.file + suffix for suffix in (("",) if plain else _SUFFIXES)]
    found: list[Path] = []
    for name in names:
        if "://" in name:
            continue
        places = [folder / name.lstrip("/")]
        if not name.startswith("/"):
            places.append(page.parent / name)
        for place in places:
            try:
                path = readable_file(name, place, use="reference", where=where)
                if path.is_file() and path not in found:
                    found.append(path)
            except (OSError, FileRefusedError):
                continue
    if not pointer.file:
        found += [path for path in _around(folder, page) if path not in found]
    return found


def _around(folder: Path, page: Path) -> list[Path]:
    """Documents that no settings name, those that lie nearest to the page first."""
    documents = _documents_in(folder)
    here = page.resolve().parts

    def shared(path: Path) -> int:
        return sum(1 for one, other in zip(path.parts, here, strict=False) if one == other)

    return sorted(documents, key=shared, reverse=True)


@lru_cache(maxsize=8)
def _documents_in(folder: Path) -> tuple[Path, ...]:
    found: list[Path] = []
    try:
        inside = folder.resolve()
        where = Where(path=inside / "page", root=inside)
        for path in sorted(inside.rglob("*")):
            if path.suffix.lower() in _SUFFIXES and _DOCUMENT.search(path.name):
                if "node_modules" in path.relative_to(inside).parts:
                    continue
                with suppress(FileRefusedError):
                    real = readable_file(path.name, path, use="reference", where=where)
                    if real.is_file() and real not in found:
                        found.append(real)
            if len(found) >= _MOST:
                break
    except OSError:
        pass
    return tuple(found)


def document(path: Path, root: Path | None, docs: Path | None) -> Reference | None:
    """What a document says; None when it cannot be read.

    Hundreds of pages point into one document, so the last few that were read are kept.
    """
    try:
        return _document(path, root, docs, path.stat().st_mtime_ns)
    except (OSError, ReadError):
        return None


@lru_cache(maxsize=32)
def _document(path: Path, root: Path | None, docs: Path | None, _changed: int) -> Reference:
    from tryfield.readers.openapi import read_openapi

    reference, _ = read_openapi(
        decode(path.read_bytes(), file=str(path)), file=str(path), root=root, docs=docs
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
