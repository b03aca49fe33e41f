"""The official JSON Schema Test Suite, as tests need it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from tests.inputs import schema_suite

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
    return {name: modern(schema, draft) for name, schema in found.items()}


def files(draft: str) -> Iterator[Path]:
    """The files of a draft, required and optional ones."""
    return iter(sorted((schema_suite() / "tests" / draft).rglob("*.json")))


def cases(path: Path) -> list[dict[str, Any]]:
    """The groups of a file, each a schema with its tests."""
    found: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))
    return found


def modern(schema: Any, draft: str) -> Any:
    """A schema of an older draft, with the words of 2020-12 for identifiers."""
    if draft == "draft2020-12":
        return schema
    return _modern(schema, "id" if draft == "draft4" else "$id")


def _modern(schema: Any, word: str) -> Any:
    if isinstance(schema, list):
        return [_modern(item, word) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if isinstance(schema.get("$ref"), str):  # its siblings said nothing
        kept = ("$ref", "definitions")
        schema = {name: value for name, value in schema.items() if name in kept}
    result = {}
    for name, value in schema.items():
        if name in ("enum", "const", "default", "examples"):
            result[name] = value
        elif name == word and isinstance(value, str):
            identifier, _, anchor = value.partition("#")
            result |= {"$id": identifier} if identifier else {}
            result |= {"$anchor": anchor} if anchor else {}
        else:
            result[name] = _modern(value, word)
    return result
