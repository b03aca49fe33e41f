"""What docs.json (or mint.json) says for all pages of a docs folder: servers, auth, documents."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from tryfield.core.model import Span
from tryfield.readers.file_access import leads_outside

_NAMES = ("docs.json", "mint.json")
_LARGEST = 5_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Settings of one docs folder; `folder` is the project's where there is no such file."""

    folder: Path | None = None
    found: bool = False  #: whether there is such a file
    file: Path | None = None  #: that file
    servers: tuple[str, ...] = ()
    auth: str = ""  #: bearer, basic, key, cobo or none
    auth_name: str = ""
    documents: tuple[str, ...] = ()


def settings_of(path: Path, root: Path | None) -> Settings:
    """Settings that hold for a page: the nearest docs.json above it, not above `root`."""
    try:
        folder = path.resolve().parent
        stop = root.resolve() if root is not None else None
        for parent in (folder, *folder.parents):
            for name in _NAMES:
                candidate = parent / name
                if candidate.is_file() and not leads_outside(candidate, parent):
                    return _read(candidate, candidate.stat().st_mtime_ns)
            if parent == stop:
                break
    except OSError:
        pass
    return Settings(folder=root.resolve() if root is not None else None)


@lru_cache(maxsize=64)
def _read(path: Path, _changed: int) -> Settings:
    try:
        if path.stat().st_size > _LARGEST:
            return Settings(folder=path.parent, found=True, file=path)
        values = json.loads(path.read_text("utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return Settings(folder=path.parent, found=True, file=path)
    api = _mapping(values, "api")
    mdx = _mapping(api, "mdx")
    auth = _mapping(mdx, "auth") or _mapping(api, "auth")
    servers = mdx.get("server") or api.get("baseUrl") or api.get("server") or ()
    return Settings(
        folder=path.parent,
        found=True,
        file=path,
        servers=tuple(_texts(servers)),
        auth=_text(auth, "method").lower(),
        auth_name=_text(auth, "name"),
        documents=tuple(dict.fromkeys(_documents(values, 0))),
    )


def place_of_document(settings: Settings, name: str) -> Span:
    """Where the settings name a document; their first line where they name none."""
    file = settings.file
    if file is None:
        return Span("")
    line = column = 1
    if name:
        try:
            before, found, _ = file.read_text("utf-8-sig").partition(json.dumps(name))
        except (OSError, ValueError):
            before = found = ""
        if found:
            line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    return Span(str(file), line, column, line, column + len(name) + 2 * bool(name))


def _mapping(values: Any, name: str) -> dict[str, Any]:
    value = values.get(name) if isinstance(values, dict) else None
    return value if isinstance(value, dict) else {}


def _text(values: dict[str, Any], name: str) -> str:
    value = values.get(name)
    return value.strip() if isinstance(value, str) else ""


def _texts(value: Any) -> Iterator[str]:
    for entry in value if isinstance(value, list) else [value]:
        if isinstance(entry, str) and entry.strip():
            yield entry.strip()


def _documents(values: Any, depth: int) -> Iterator[str]:
    """Every document that an `openapi` key names, wherever in the settings it stands."""
    if depth > 20:
        return
    if isinstance(values, list):
        for entry in values:
            yield from _documents(entry, depth + 1)
    elif isinstance(values, dict):
        for name, value in values.items():
            if name == "openapi":
                source = value.get("source") if isinstance(value, dict) else value
                yield from _texts(source)
            else:
                yield from _documents(value, depth + 1)
