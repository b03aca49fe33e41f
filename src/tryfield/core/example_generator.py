"""A value that fits a documented schema, for where nobody wrote an example.

The mock responds with it, and a form that has no example begins with it. Documented examples,
defaults and enum values go before invented ones.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Literal

from tryfield.core.fields.field_node import FieldNode
from tryfield.core.json_pointer import unescape_fragment_token
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
    "idn-hostname": "api.example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.com/",
    "url": "https://example.com/",
    "uri-reference": "/path",
    "uri-template": "https://example.com/{id}",
    "iri": "https://example.com/",
    "iri-reference": "/path",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "json-pointer": "/a",
    "relative-json-pointer": "0",
    "regex": "^a$",
    "byte": "YQ==",
    "base64url": "YQ",
    "binary": "data",
}
_LONGEST = 10_000
_MOST_ITEMS = 20


def generated_value(
    schema: Schema | None,
    components: Mapping[str, Schema],
    *,
    direction: Literal["request", "response"] = "response",
    depth: int = _DEPTH,
) -> Json:
    """A value that fits the schema, as small as it can be for a request, whole for a response.

    Below `depth` levels only required names are there. A request leaves out what is `readOnly`
    and files; a response what is `writeOnly`. The value of a discriminator names the branch that
    was taken.
    """
    if schema is None:
        return None
    return _value(FieldNode(((schema, ""),), components), direction, depth)


def documented_value(schema: Schema | None, components: Mapping[str, Schema]) -> tuple[Json, ...]:
    """The example, default or only value that a schema names itself; none or one."""
    if schema is None:
        return ()
    return _named(FieldNode(((schema, ""),), components).view.keywords, enum=False)


def is_file(node: FieldNode) -> bool:
    """Whether a field is a file: bytes in a body, which only a reader has.

    Source: OpenAPI 3.0.4, Considerations for File Uploads; OpenAPI 3.1.1, Working with Binary Data.
    """
    words = node.view.keywords
    kind = str(words.get("contentMediaType") or "")
    bytes_of = bool(kind) and not kind.startswith("text/") and not kind.endswith("json")
    types = node.view.types
    return (types is None or "string" in types) and (
        words.get("format") == "binary" or (bytes_of and "contentEncoding" not in words)
    )


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
        return _choice(node, direction, depth)
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


def _choice(node: FieldNode, direction: str, depth: int) -> Json:
    branch = node.choices[0]
    chosen = _value(branch, direction, depth - 1) if depth > 0 else None
    own = _object(node, direction, depth) if node.properties else {}
    if not isinstance(chosen, dict):
        return chosen
    discriminator = node.view.discriminator
    if discriminator:
        said = branch.properties.get(discriminator)
        if said is None or not _named(said.view.keywords, enum=True):
            own.pop(discriminator, None)
            chosen = {discriminator: _branch_name(node, branch)} | {
                name: value for name, value in chosen.items() if name != discriminator
            }
    return {**own, **chosen}


def _branch_name(node: FieldNode, branch: FieldNode) -> str:
    """What a discriminator says of a branch (OpenAPI 3.1.1, Discriminator Object)."""
    schema = branch.parts[0][0]
    reference = schema.get("$ref") if isinstance(schema, Mapping) else None
    if not isinstance(reference, str):
        return branch.label
    name = unescape_fragment_token(reference.rpartition("/")[2])
    return next((key for key, one in node.view.mapping.items() if one in (reference, name)), name)


def _object(node: FieldNode, direction: str, depth: int) -> dict[str, Json]:
    made: dict[str, Json] = {}
    unasked: list[tuple[str, FieldNode]] = []
    for name, child in node.properties.items():
        words = child.view.keywords
        if words.get("readOnly" if direction == "request" else "writeOnly") is True:
            continue
        if direction == "request" and is_file(child):
            continue  # Only the reader has the file.
        again = child.original is not child or depth <= 0
        if not child.required and (direction == "request" or again or words.get("deprecated")):
            if not again:
                unasked.append((name, child))
            continue
        made[name] = _ended(child) if again else _value(child, direction, depth - 1)
    for name in node.view.required:
        if name not in node.properties and depth > 0:
            made[name] = _value(node.values, direction, depth - 1) if node.values else "text"
    least = node.view.keywords.get("minProperties")
    while isinstance(least, int) and len(made) < least and unasked:
        name, child = unasked.pop(0)
        made[name] = _value(child, direction, depth - 1)
    return made


def _ended(node: FieldNode) -> Json:
    """The shortest value of a schema that repeats itself."""
    if node.view.nullable:
        return None
    types = node.view.types or frozenset()
    return [] if "array" in types else {} if "object" in types or node.properties else ""


def _array(node: FieldNode, direction: str, depth: int) -> list[Json]:
    made = [_value(one, direction, depth - 1) for one in node.prefix] if depth > 0 else []
    words = node.view.keywords
    least, most = words.get("minItems"), words.get("maxItems")
    wanted = max(len(made), least if isinstance(least, int) else 0, 0 if made else 1)
    wanted = min(wanted, most) if isinstance(most, int) else wanted
    items = node.items
    if depth <= 0 or items is None or items.original is not items:
        return made
    listed = items.view.keywords.get("enum")
    while len(made) < min(wanted, _MOST_ITEMS):
        number = len(made)
        if isinstance(listed, list) and number < len(listed) and words.get("uniqueItems") is True:
            made.append(listed[number])
            continue
        value = _value(items, direction, depth - 1)
        made.append(_another(value, number) if words.get("uniqueItems") is True else value)
    return made


def _another(value: Json, number: int) -> Json:
    """A value that is not the same as the others of a list."""
    if number == 0 or isinstance(value, (bool, list)) or value is None:
        return value
    if isinstance(value, str):
        return f"{value}{number + 1}"
    if isinstance(value, dict):
        return {name: _another(one, number) for name, one in value.items()}
    return value + number


def _string(words: Mapping[str, Any]) -> str:
    least, most = words.get("minLength"), words.get("maxLength")
    low = least if isinstance(least, int) and 0 <= least <= _LONGEST else 0
    high = most if isinstance(most, int) and most >= 0 else _LONGEST
    text = _FORMATS.get(str(words.get("format")), "text")
    pattern = words.get("pattern")
    if isinstance(pattern, str):
        from tryfield.core.schema.regex.regex_example import matching_text  # few schemas ask

        made = matching_text(pattern, least=low, most=high)
        return text if made is None else made
    return text.ljust(low, "x")[:high]


def _number(words: Mapping[str, Any], *, whole: bool) -> Json:
    step = _bound(words, "multipleOf")
    by = step or 1
    low, high = _bound(words, "minimum"), _bound(words, "maximum")
    above, below = _bound(words, "exclusiveMinimum"), _bound(words, "exclusiveMaximum")
    floor = max((one for one in (low, above) if one is not None), default=None)
    ceiling = min((one for one in (high, below) if one is not None), default=None)
    if floor is not None:
        value: float = math.ceil(floor / by) * by
        if value == above:
            value += by
        if ceiling is not None and (value > ceiling or value == below) and not (whole or step):
            value = (floor + ceiling) / 2
    elif ceiling is None or ceiling > by:
        value = by
    else:
        value = math.floor(ceiling / by) * by
        if value == below:
            value -= by
    return int(value) if whole or value == int(value) else value


def _bound(words: Mapping[str, Any], word: str) -> float | None:
    value = words.get(word)
    usable = isinstance(value, (int, float)) and not isinstance(value, bool)
    return value if usable and (word != "multipleOf" or value) else None
