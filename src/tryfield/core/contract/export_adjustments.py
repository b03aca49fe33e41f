"""Schemas that validators of documents refuse although they say something: set aside, and back.

`to_openapi` sets aside a default that contradicts its schema, a pattern that not every tool reads,
and required names that nobody defines beside an `allOf`; readers restore them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tryfield.core.contract.schema_references import DATA, MAPS
from tryfield.core.model import Json, Schema

#: Keyword that was set aside -> the keyword that it is.
ASIDE = {"x-tryfield-default": "default", "x-tryfield-pattern": "pattern"}
#: On a branch of `allOf` that only says what the schema around it requires.
REQUIRED = "x-tryfield-required"

_HOLDERS = frozenset({"schema", "x-tryfield-itemSchema"})
_DISPUTED = frozenset({"time", "idn-hostname", "idn-email", "regex"})  # formats tools differ on


def restored(schema: dict[str, Any]) -> dict[str, Json]:
    """The schema as it was before it was adjusted."""
    branches = schema.get("allOf")
    lifted = isinstance(branches, list) and any(map(_is_aside, branches))
    if not lifted and not any(word in schema for word in ASIDE):
        return schema
    found = {ASIDE.get(word, word): value for word, value in schema.items()}
    if lifted:
        more = [n for branch in branches or () if _is_aside(branch) for n in branch["required"]]
        found["required"] = [*found.get("required", ()), *more]
        found["allOf"] = [branch for branch in branches or () if not _is_aside(branch)]
    return found


class Adjuster:
    """Adjusts the schemas of a document that share its components."""

    def __init__(self, components: Mapping[str, Schema]) -> None:
        from tryfield.core.schema.json_schema import Schemas

        self._schemas = Schemas({"": {"components": {"schemas": components}}}, formats=True)
        self._count = 0

    def operation(self, value: Json) -> Json:
        """An operation, or a part of one, with its schemas adjusted."""
        if isinstance(value, dict):
            return {
                name: self.schema(inner)
                if name in _HOLDERS
                else inner
                if name in {"example", "examples"} or name.startswith("x-")
                else self.operation(inner)
                for name, inner in value.items()
            }
        return [self.operation(inner) for inner in value] if isinstance(value, list) else value

    def schema(self, value: Json) -> Json:
        """A schema as validators of documents accept it."""
        if not isinstance(value, dict):
            return value
        found: dict[str, Json] = {}
        for word, inner in value.items():
            if word in MAPS and isinstance(inner, dict):
                found[word] = {name: self.schema(one) for name, one in inner.items()}
            elif word == "pattern" and not _is_portable(inner):
                found["x-tryfield-pattern"] = inner
            elif word == "default" and not self._fits(inner, value):
                found["x-tryfield-default"] = inner
            elif word in DATA or word.startswith("x-"):
                found[word] = inner
            elif isinstance(inner, list):
                found[word] = [self.schema(one) for one in inner]
            else:
                found[word] = self.schema(inner)
        if "allOf" in found and "required" in found:
            _set_required_aside(found)
        return found

    def _fits(self, default: Json, schema: Mapping[str, Json]) -> bool:
        if isinstance(default, str) and schema.get("format") in _DISPUTED:
            return False
        rest = {word: value for word, value in schema.items() if word != "default"}
        self._count += 1
        outcome = self._schemas.compile(rest, base=f"#/defaults/{self._count}").evaluate(default)
        return outcome.valid and not outcome.unchecked


def _set_required_aside(schema: dict[str, Json]) -> None:
    """Names that are required beside an `allOf` and defined only behind its references."""
    properties = schema.get("properties")
    known = set(properties) if isinstance(properties, dict) else set()
    beyond = [name for name in schema["required"] if name not in known]
    if beyond:
        schema["required"] = [name for name in schema["required"] if name in known]
        schema["allOf"] = [*schema["allOf"], {"required": beyond, REQUIRED: True}]
        if not schema["required"]:
            del schema["required"]


def _is_aside(branch: Json) -> bool:
    required = branch.get("required") if isinstance(branch, dict) else None
    return isinstance(required, list) and branch.get(REQUIRED) is True


def _is_portable(pattern: Json) -> bool:
    """Whether both Python and JavaScript read a regular expression."""
    from tryfield.core.schema.formats.known_formats import FORMATS

    if not isinstance(pattern, str) or not FORMATS["regex"](pattern):
        return False
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return False
    return True
