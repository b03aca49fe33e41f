"""The lines that would document a response: for people to copy, and to describe.

For hand-written pages these are `ResponseField` tags, for OpenAPI documents a fragment of YAML.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

from tryfield.core.fields.schema_view import join_or, type_of_value
from tryfield.core.json_pointer import pointer_tokens
from tryfield.core.jsontext.json_parser import parse
from tryfield.core.model import Endpoint, Json
from tryfield.core.verdict.judgement import FieldVerdict
from tryfield.core.verdict.response_judge import judge_response
from tryfield.core.wire import WireResponse

_DEPTH = 8
_ORDER = ("string", "integer", "number", "boolean", "object", "array")
_PLAIN_KEY = re.compile(r"(?!(?:true|false|null|yes|no|on|off|y|n)$)[A-Za-z_][\w-]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """One field to document: where it belongs, and a schema of all the values seen."""

    place: str
    path: str
    parent: str
    name: str
    schema: dict[str, Any]
    note: str = ""


def documentation_patch(
    endpoint: Endpoint, answer: WireResponse, *, dialect: str = "mdx"
) -> dict[str, Json]:
    """Lines for the undocumented names of an answer, and for the types that differ."""
    seen = list(_seen(endpoint, answer))
    text = _mdx(seen) if dialect == "mdx" else _openapi(seen)
    return {
        "language": "mdx" if dialect == "mdx" else "yaml",
        "text": text,
        "fields": [{"place": one.place, "path": one.path} for one in seen],
    }


def infer(values: Iterable[Json], depth: int = _DEPTH) -> dict[str, Any]:
    """A schema that all of the values fit."""
    values = list(values)
    types = {type_of_value(value) for value in values}
    if {"integer", "number"} <= types:
        types.discard("integer")
    named = [one for one in _ORDER if one in types] + (["null"] if "null" in types else [])
    schema = _typed(named)
    objects = [value for value in values if isinstance(value, dict)]
    if objects and depth:
        names = dict.fromkeys(name for one in objects for name in one)
        schema["properties"] = {
            name: infer([one[name] for one in objects if name in one], depth - 1) for name in names
        }
    items = [item for value in values if isinstance(value, list) for item in value]
    if items and depth:
        schema["items"] = infer(items[:200], depth - 1)
    return schema


def _seen(endpoint: Endpoint, answer: WireResponse) -> Iterator[_Seen]:
    judgement = judge_response(endpoint, answer, headers_hidden=True)
    value = parse(answer.body).value if answer.body else None
    for name in judgement.undocumented:
        values = [found for pointer in name.where for found in _at(value, pointer)]
        yield _Seen(
            place=name.place,
            path=name.path,
            parent=name.parent,
            name=name.name,
            schema=infer(values),
        )
    for one in judgement.fields:
        if one.verdict != "differs" or not one.path or one.keyword not in ("type", "required"):
            continue
        steps = re.split(r"(?<!\\)\.", one.path)
        values = [found for pointer in one.where for found in _at(value, pointer)]
        missing = one.keyword == "required"
        note = "documented as required, but not always there" if missing else ""
        yield _Seen(
            place=one.place,
            path=one.path,
            parent=".".join(steps[:-1]),
            name=steps[-1].replace("\\", ""),
            schema=_typed(list(one.types)) if missing else _with(one, infer(values)),
            note=note or f"documented as {one.label}",
        )


def _with(one: FieldVerdict, schema: dict[str, Any]) -> dict[str, Any]:
    """What was seen; where other values fit, or only null was seen, what was documented too."""
    seen = schema.get("type", [])
    seen = [seen] if isinstance(seen, str) else seen
    if one.count == one.total and seen != ["null"]:
        return schema
    known = {*one.types, *seen}
    return {**schema, **_typed([name for name in (*_ORDER, "null") if name in known])}


def _typed(names: list[str]) -> dict[str, Any]:
    return {"type": names[0] if len(names) == 1 else names} if names else {}


def _at(value: Json, pointer: str) -> Iterator[Json]:
    for name in pointer_tokens(pointer):
        if isinstance(value, dict) and name in value:
            value = value[name]
        elif isinstance(value, list) and name.isdigit() and int(name) < len(value):
            value = value[int(name)]
        else:
            return
    yield value


def _mdx(seen: list[_Seen]) -> str:
    blocks: dict[str, list[str]] = {}
    for one in seen:
        lines = blocks.setdefault(one.parent, [])
        if one.note:
            lines.append(f"{{/* {one.note.replace('*/', '* /')} */}}")
        lines += _response_field(one.name, one.schema, "")
    return "\n".join(
        "\n".join([f"{{/* inside of {parent} */}}"] * bool(parent) + lines) + "\n"
        for parent, lines in blocks.items()
    )


def _response_field(name: str, schema: dict[str, Any], indent: str) -> Iterator[str]:
    said = f' type="{escape(_words(schema))}"' if schema else ""
    yield f'{indent}<ResponseField name="{escape(name)}"{said}>'
    inner = schema.get("items", schema)
    properties = inner.get("properties") if isinstance(inner, dict) else None
    if properties:
        yield f'{indent}  <Expandable title="{escape(name)}">'
        for child, below in properties.items():
            yield from _response_field(child, below, indent + "    ")
        yield f"{indent}  </Expandable>"
    yield f"{indent}</ResponseField>"


def _words(schema: dict[str, Any]) -> str:
    types = schema.get("type") or "any"
    named = [types] if isinstance(types, str) else list(types)
    inner = schema.get("items")
    if "array" in named and inner and isinstance(inner.get("type"), str):
        named[named.index("array")] = f"{inner['type']}[]"
    return join_or(named)


def _openapi(seen: list[_Seen]) -> str:
    blocks: dict[tuple[str, str], dict[str, Any]] = {}
    for one in seen:
        blocks.setdefault((one.place, one.parent), {})[one.name] = one.schema
    lines: list[str] = []
    for (place, parent), properties in blocks.items():
        lines.append(f"# {place}{': ' + parent if parent else ''}")
        lines += _yaml({"properties": properties}, 0)
    return "\n".join(lines) + "\n" if lines else ""


def _yaml(value: dict[str, Any], depth: int) -> Iterator[str]:
    indent = "  " * depth
    for name, below in value.items():
        key = name if _PLAIN_KEY.fullmatch(name) else json.dumps(name, ensure_ascii=False)
        if isinstance(below, dict) and below:
            yield f"{indent}{key}:"
            yield from _yaml(below, depth + 1)
        elif isinstance(below, list):
            words = ", ".join(one if one != "null" else '"null"' for one in below)
            yield f"{indent}{key}: [{words}]"
        elif isinstance(below, dict):
            yield f"{indent}{key}: {{}}"
        else:
            yield f"{indent}{key}: {json.dumps(below) if below == 'null' else below}"
