"""A value that fits a documented schema, for where nobody wrote an example.

The mock responds with it, and a form that has no example begins with it. Documented examples,
defaults and enum values go before invented ones.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Literal

from tryfield.core.fields.field_node import FieldNode
from tryfield.core.model import Json, Schema

_DEPTH = 12
_FORMATS = {
    "date": "2026-01-31",
    "date-time": "2026-01-31T12:00:00Z",
    "time": "12:00:00Z",
    "duration": "P1D",
    "email": "user@example.com",
    "idn-email": "user@example.com",
    "hostname": "api.example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.com/",
    "url": "https://example.com/",
    "uri-reference": "/path",
    "iri": "https://example.com/",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "json-pointer": "/a",
    "regex": "^a$",
    "byte": "YQ==",
    "binary": "data",
}


def generated_value(
    schema: Schema | None,
    components: Mapping[str, Schema],
    *,
    direction: Literal["request", "response"] = "response",
) -> Json:
    """A value that fits the schema, as small as it can be for a request, whole for a response."""
    if schema is None:
        return None
    return _value(FieldNode(((schema, ""),), components), direction, _DEPTH)


def documented_value(schema: Schema | None, components: Mapping[str, Schema]) -> tuple[Json, ...]:
    """The example, default or only value that a schema names itself; none or one."""
    if schema is None:
        return ()
    return _named(FieldNode(((schema, ""),), components).view.keywords, enum=False)


def _named(words: Mapping[str, Any], *, enum: bool) -> tuple[Json, ...]:
    for word in ("const", "example", "default"):
        if word in words:
            return (words[word],)
        if word == "example" and isinstance(words.get("examples"), list) and words["examples"]:
            return (words["examples"][0],)
    if enum and isinstance(words.get("enum"), list) and words["enum"]:
        return (words["enum"][0],)
    return ()


def _value(node: FieldNode, direction: str, depth: int) -> Json:
    words = node.view.keywords
    if named := _named(words, enum=True):
        return named[0]
    if node.view.unchecked:
        return None if node.view.nullable or node.type == "any" or "null" in node.type else {}
    if node.choices:
        chosen = _value(node.choices[0], direction, depth - 1) if depth else None
        own = _object(node, direction, depth) if node.properties else {}
        return {**own, **chosen} if isinstance(chosen, dict) else chosen
    types = node.view.types or frozenset()
    if "object" in types or (not types and (node.properties or node.values or node.patterns)):
        return _object(node, direction, depth)
    if "array" in types or (not types and (node.items or node.prefix)):
        return _array(node, direction, depth)
    if "string" in types or not types:
        return _string(words)
    if "boolean" in types:
        return True
    if types & {"integer", "number"}:
        return _number(words, whole="integer" in types)
    return None


def _object(node: FieldNode, direction: str, depth: int) -> dict[str, Json]:
    made: dict[str, Json] = {}
    for name, child in node.properties.items():
        words = child.view.keywords
        if words.get("readOnly" if direction == "request" else "writeOnly") is True:
            continue
        if direction == "request" and words.get("format") == "binary":
            continue  # Only the reader has the file.
        again = child.original is not child or depth <= 0
        if not child.required and (direction == "request" or again or words.get("deprecated")):
            continue
        made[name] = _ended(child) if again else _value(child, direction, depth - 1)
    return made


def _ended(node: FieldNode) -> Json:
    """The shortest value of a schema that repeats itself."""
    if node.view.nullable:
        return None
    types = node.view.types or frozenset()
    return [] if "array" in types else {} if "object" in types or node.properties else ""


def _array(node: FieldNode, direction: str, depth: int) -> list[Json]:
    made = [_value(one, direction, depth - 1) for one in node.prefix] if depth > 0 else []
    least = node.view.keywords.get("minItems")
    wanted = max(len(made), least if isinstance(least, int) else 0, 0 if made else 1)
    items = node.items
    if depth <= 0 or items is None or items.original is not items:
        return made
    while len(made) < min(wanted, 20):
        made.append(_value(items, direction, depth - 1))
    return made


def _string(words: Mapping[str, Any]) -> str:
    text = _FORMATS.get(str(words.get("format")), "text")
    least, most = words.get("minLength"), words.get("maxLength")
    if isinstance(least, int) and len(text) < least <= 10_000:
        text = text.ljust(least, "x")
    return text[:most] if isinstance(most, int) and most >= 0 else text


def _number(words: Mapping[str, Any], *, whole: bool) -> Json:
    step = words.get("multipleOf") or 1
    low = words.get("minimum", words.get("exclusiveMinimum"))
    high = words.get("maximum", words.get("exclusiveMaximum"))
    if not isinstance(low, (int, float)) or isinstance(low, bool):
        value: float = 1 if not isinstance(high, (int, float)) or high > 1 else high - step
    else:
        value = math.ceil(low / step) * step
        if "minimum" not in words and value <= low:
            value += step
    return int(value) if whole or value == int(value) else value
