"""Schemas of an older export (`schemaArray`, `requiredProperties`) to JSON Schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tryfield.core.contract.openapi_terms import escape
from tryfield.readers.mdx.type_words import schema_of

Origins = dict[str, str]
_DEPTH = 60
_WORDS = """
title description format pattern minimum maximum minLength maxLength minItems maxItems uniqueItems
enum const default example deprecated readOnly writeOnly multipleOf minProperties maxProperties
exclusiveMinimum exclusiveMaximum
"""
_PLAIN = frozenset(_WORDS.split())


class OlderSchemas:
    """Turns schemas; `origins` gets, for each pointer of the result, the pointer in the export."""

    def __init__(self) -> None:
        self.origins: Origins = {}

    def several(self, value: Any, source: str, target: str) -> dict[str, Any] | None:
        """A `schemaArray`: one schema, or the alternatives."""
        if not isinstance(value, list) or not value:
            return None
        if len(value) == 1:
            return self.one(value[0], f"{source}/0", target, 0)
        self.origins[target] = source
        branches = [
            self.one(each, f"{source}/{number}", f"{target}/anyOf/{number}", 0)
            for number, each in enumerate(value)
        ]
        return {"anyOf": branches}

    def one(self, value: Any, source: str, target: str, depth: int) -> dict[str, Any]:
        """One schema."""
        if not isinstance(value, Mapping) or depth > _DEPTH:
            return {}
        for word in ("allOf", "oneOf", "anyOf"):
            parts = value.get(word)
            if isinstance(parts, list) and parts:
                return self._combined(value, word, parts, source, target, depth)
        self.origins[target] = source
        schema: dict[str, Any] = {}
        if isinstance(words := value.get("type"), str):
            schema.update(schema_of(words).schema if words != "any" else {})
        elif isinstance(words, list):
            schema["type"] = words
        for name, entry in value.items():
            if name in _PLAIN or str(name).startswith("x-"):
                schema["examples" if name == "example" else str(name)] = (
                    [entry] if name == "example" else entry
                )
        if value.get("nullable") is True and isinstance(schema.get("type"), str):
            schema["type"] = [schema["type"], "null"]
        self._inside(value, schema, source, target, depth)
        return schema

    def _combined(
        self,
        value: Mapping[str, Any],
        word: str,
        parts: list[Any],
        source: str,
        target: str,
        depth: int,
    ) -> dict[str, Any]:
        if len(parts) == 1:
            return self.one(parts[0], f"{source}/{word}/0", target, depth + 1)
        self.origins[target] = source
        schema: dict[str, Any] = {
            word: [
                self.one(each, f"{source}/{word}/{number}", f"{target}/{word}/{number}", depth + 1)
                for number, each in enumerate(parts)
            ]
        }
        if isinstance(value.get("description"), str):
            schema["description"] = value["description"]
        return schema

    def _inside(
        self, value: Mapping[str, Any], schema: dict[str, Any], source: str, target: str, depth: int
    ) -> None:
        properties = value.get("properties")
        required = value.get("requiredProperties")
        names = [str(name) for name in required] if isinstance(required, list) else []
        if isinstance(properties, Mapping):
            schema["properties"] = {
                str(name): self.one(
                    entry,
                    f"{source}/properties/{escape(str(name))}",
                    f"{target}/properties/{escape(str(name))}",
                    depth + 1,
                )
                for name, entry in properties.items()
            }
            names += [
                str(name)
                for name, entry in properties.items()
                if is_required(entry) and str(name) not in names
            ]
        if names:
            schema["required"] = names
        for word in ("items", "additionalProperties"):
            entry = value.get(word)
            if isinstance(entry, list):
                entry = {"anyOf": entry}
            if isinstance(entry, Mapping) and entry:
                schema[word] = self.one(entry, f"{source}/{word}", f"{target}/{word}", depth + 1)
            elif isinstance(entry, bool):
                schema[word] = entry


def is_required(value: Any) -> bool:
    """Whether a property or a parameter says that it is required."""
    if not isinstance(value, Mapping):
        return False
    if value.get("required") is True:
        return True
    parts = value.get("allOf") or value.get("schema")
    return isinstance(parts, list) and len(parts) == 1 and is_required(parts[0])
