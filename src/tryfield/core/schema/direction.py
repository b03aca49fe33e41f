"""OpenAPI's `readOnly` and `writeOnly`: which properties do not travel in a direction."""

from __future__ import annotations

from typing import Any

from tryfield.core.schema import uri
from tryfield.core.schema.documents import Documents

_FAR = 20  #: references that are followed to find out
_FURTHER = frozenset({"$ref", "allOf"})  #: lead to other parts


def hidden_names(documents: Documents, schema: Any, base: str, flag: str) -> frozenset[str]:
    """The properties of a schema, and of what it is composed of, that carry a flag."""
    names: set[str] = set()
    for part, where in _parts(documents, schema, base):
        properties = part.get("properties")
        for name, value in properties.items() if isinstance(properties, dict) else ():
            if _carries(documents, value, where, flag):
                names.add(name)
    return frozenset(names)


def _carries(documents: Documents, schema: Any, base: str, flag: str) -> bool:
    if isinstance(schema, dict) and _FURTHER.isdisjoint(schema):
        return schema.get(flag) is True  # as of nearly all properties
    return any(part.get(flag) is True for part, _ in _parts(documents, schema, base))


def _parts(documents: Documents, schema: Any, base: str) -> list[tuple[dict[str, Any], str]]:
    found: list[tuple[dict[str, Any], str]] = []
    todo = [(schema, base)]
    while todo and len(found) < _FAR:
        schema, base = todo.pop()
        if not isinstance(schema, dict):
            continue
        found.append((schema, base))
        if isinstance(schema.get("$ref"), str):
            target = documents.find(uri.join(base, schema["$ref"]))
            if target is not None:
                todo.append((target[1], target[0].base))
        if isinstance(schema.get("allOf"), list):
            todo.extend((part, base) for part in schema["allOf"])
    return found
