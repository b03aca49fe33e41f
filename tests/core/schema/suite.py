"""The official JSON Schema Test Suite, as tests need it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from tests.shared import schema_suite

_METASCHEMAS = Path(__file__).with_name("metaschemas")
_HOST = "http://localhost:1234/"


@cache
def resources(draft: str) -> dict[str, Any]:
    """The documents that the suite's references lead to, and the metaschemas of a draft."""
    remotes = schema_suite() / "remotes"
    found = {
        _HOST + path.relative_to(remotes).as_posix(): json.loads(path.read_text("utf-8"))
        for path in sorted(remotes.rglob("*.json"))
        if path.relative_to(remotes).parts[0] in (draft, path.name)
        or not path.relative_to(remotes).parts[0].startswith("draft")
    }
    for schema in json.loads((_METASCHEMAS / f"{draft}.json").read_text("utf-8")):
        found[(schema.get("$id") or schema["id"]).rstrip("#")] = schema
    return found


def files(draft: str) -> Iterator[Path]:
    """The files of a draft, required and optional ones."""
    return iter(sorted((schema_suite() / "tests" / draft).rglob("*.json")))


def cases(path: Path) -> list[dict[str, Any]]:
    """The groups of a file, each a schema with its tests."""
    found: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))
    return found
