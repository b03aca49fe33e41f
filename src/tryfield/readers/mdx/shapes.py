"""Notes about fields to JSON Schema: nesting, dotted names, defaults, and where each stands."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from math import isfinite
from typing import Any

from tryfield.readers.mdx.fields import FieldNote
from tryfield.readers.mdx.type_words import schema_of
from tryfield.readers.mdx.values import listed_values

_DOTTED = re.compile(
    r"(?:[\w$@-]++(?:\[\d*+\]|\[\*\])*+)(?:\.[\w$@-]++(?:\[\d*+\]|\[\*\])*+)++$|[\w$@-]++(?:\[\d*+\])++$"
)
_INDEX = re.compile(r"\[(?:\d*|\*)\]$")
Spans = dict[str, tuple[int, int]]


def object_schema(
    notes: Iterable[FieldNote], pointer: str, spans: Spans, *, root: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """An object schema whose properties are the fields.

    Args:
        notes: Siblings, in the order of the page; dotted names are unfolded.
        pointer: Of the schema in the contract.
        spans: Gets the place of each schema, by pointer.
        root: What is known about the object itself.
    """
    schema: dict[str, Any] = dict(root or {"type": "object"})
    _fill(schema, unfolded(tuple(notes)), pointer, spans)
    return schema


def schema_for(note: FieldNote, pointer: str, spans: Spans) -> dict[str, Any]:
    """The schema of one field with everything below it."""
    spans[pointer] = (note.start, note.end)
    if note.type_place is not None:
        spans[f"{pointer}/type"] = note.type_place
    words = schema_of(note.words)
    schema = dict(words.schema)
    if note.children:
        schema = _with_children(schema, note, pointer, spans)
    if note.description:
        schema["description"] = note.description
        _values(schema, note.description)
    if note.deprecated:
        schema["deprecated"] = True
    if note.has_default:
        _default(schema, note.default)
    _extras(schema, note)
    return schema


def is_required(note: FieldNote) -> bool:
    """Whether a field must be there, by its attribute or by its type words."""
    if note.required is not None:
        return note.required
    return "required" in note.words.lower() and schema_of(note.words).optional is False


def _fill(schema: dict[str, Any], notes: Iterable[FieldNote], pointer: str, spans: Spans) -> None:
    properties: dict[str, Any] = dict(schema.get("properties", {}))
    required: list[str] = list(schema.get("required", ()))
    for note in notes:
        here = f"{pointer}/properties/{_escaped(note.name)}"
        if note.name in properties:
            known: Spans = {}
            properties[note.name] = _either(properties[note.name], schema_for(note, here, known))
            spans.update({key: place for key, place in known.items() if key not in spans})
        else:
            properties[note.name] = schema_for(note, here, spans)
        if is_required(note) and note.name not in required:
            required.append(note.name)
    if properties:
        schema["properties"] = properties
    if required:
        schema["required"] = required


def _with_children(
    schema: dict[str, Any], note: FieldNote, pointer: str, spans: Spans
) -> dict[str, Any]:
    """Put the children where objects are: in the type itself, its items, or one of its branches."""
    children = unfolded(tuple(_without_parent(child, note.name) for child in note.children))
    nameless = [child for child in children if not child.name]
    if nameless:
        children = tuple(child for child in children if child.name) or nameless[0].children
    place, target = pointer, schema
    kind = target.get("type")
    while _is_list(kind):
        place += "/items"
        items = target.get("items")
        target["items"] = dict(items) if isinstance(items, dict) else {}
        target = target["items"]
        kind = target.get("type")
    branches = target.get("anyOf")
    if isinstance(branches, list):
        for number, branch in enumerate(branches):
            if branch.get("type") in ("object", "array"):
                inner = replace(note, children=children)
                branches[number] = _with_children(
                    dict(branch), inner, f"{place}/anyOf/{number}", spans
                )
                return schema
        kind = None
    silent = target.pop("x-tryfield-unchecked", None)
    if kind is None and "enum" not in target and not isinstance(branches, list):
        target["type"] = "object"
    elif silent is not None:
        target["type"] = kind or "object"
    _fill(target, children, place, spans)
    return schema


def _is_list(kind: Any) -> bool:
    return kind == "array" or (isinstance(kind, list) and "array" in kind and "object" not in kind)


def _without_parent(child: FieldNote, parent: str) -> FieldNote:
    """`pix.key` inside of `pix` is `key`; so is `pix[].key`."""
    for prefix in (f"{parent}.", f"{parent}[]."):
        if parent and child.name.startswith(prefix) and len(child.name) > len(prefix):
            return replace(child, name=child.name[len(prefix) :])
    return child


def unfolded(notes: tuple[FieldNote, ...]) -> tuple[FieldNote, ...]:
    """Siblings with dotted names (`data[].id`) put below the field that they belong to."""
    if not any(_DOTTED.match(note.name) for note in notes):
        return notes
    tops: dict[str, FieldNote] = {}
    order: list[str] = []
    for number, note in enumerate(notes):
        if not _DOTTED.match(note.name):
            # Two fields of one name stay two here.
            key = note.name if note.name not in tops else f"{note.name}\0{number}"
            if key in tops or key not in order:
                order.append(key)
            tops[key] = note
            continue
        head, _, rest = note.name.partition(".")
        name = head
        depth = 0
        while found := _INDEX.search(name):
            name, depth = name[: found.start()], depth + 1
        if rest:
            below = replace(note, name=rest)
            parent = tops.get(name)
            if parent is None:
                words = "object" + "[]" * depth
                order.append(name)
                parent = FieldNote(
                    name=name, location=note.location, words=words, start=note.start, end=note.end
                )
            elif depth and schema_of(parent.words).schema.get("type") == "object":
                parent = replace(parent, words="object" + "[]" * depth)
            tops[name] = replace(parent, children=(*parent.children, below))
        else:
            known = schema_of(note.words).schema.get("type")
            words = note.words if known == "array" else (note.words or "any") + "[]" * depth
            plain = replace(note, name=name, words=words)
            if name in tops:
                tops[name] = replace(plain, children=(*tops[name].children, *plain.children))
            else:
                order.append(name)
                tops[name] = plain
    return tuple(tops[name] for name in order)


def _either(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    """One schema for a name that is documented twice."""
    words = ("description", "x-tryfield-type")
    bare = [{k: v for k, v in each.items() if k not in words} for each in (first, second)]
    if bare[0] == bare[1]:
        both = [first.get("description", ""), second.get("description", "")]
        joined = "\n\n".join(dict.fromkeys(text for text in both if text))
        return {**first, "description": joined} if joined else first
    if set(first) == {"anyOf"}:
        return {"anyOf": [*first["anyOf"], second]}
    return {"anyOf": [first, second]}


def _default(schema: dict[str, Any], value: Any) -> None:
    fitted = _fitted(value, schema.get("type"))
    if fitted is _NOTHING:
        schema["x-tryfield-default"] = value
    else:
        schema["default"] = fitted


_NOTHING: Any = object()
_FITS: Mapping[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
    "null": lambda value: value is None,
}


def _fitted(value: Any, kind: Any) -> Any:
    """A written default as a value of the type; `_NOTHING` when it is none."""
    kinds = kind if isinstance(kind, list) else [kind] if kind else []
    if isinstance(value, str):
        plain = value.strip()
        if "string" in kinds or not kinds:
            if len(plain) > 1 and plain[0] == plain[-1] and plain[0] in "\"'":
                return plain[1:-1]
            if plain == "null" and "null" in kinds:
                return None
            return value
        try:
            word = {"True": "true", "False": "false", "None": "null"}.get(plain, plain)
            value = json.loads(word, parse_constant=_refused, parse_float=_finite)
        except (ValueError, RecursionError):
            return _NOTHING
    if not kinds or any(_FITS[each](value) for each in kinds if each in _FITS):
        return value
    if "string" in kinds and isinstance(value, (int, float)):
        return json.dumps(value)
    return _NOTHING


def _values(schema: dict[str, Any], description: str) -> None:
    """The values that the words of a string list are an enumeration."""
    target = schema["items"] if schema.get("type") == "array" and "items" in schema else schema
    kind = target.get("type")
    if "enum" in target or "format" in target or kind not in ("string", ["string", "null"]):
        return
    values: list[str | None] = [*listed_values(description)]
    if values:
        target["enum"] = values if kind == "string" else [*values, None]


def _refused(word: str) -> Any:
    raise ValueError(word)


def _finite(word: str) -> float:
    value = float(word)
    if not isfinite(value):
        raise ValueError(word)
    return value


_NUMBERS = {"minimum": "minimum", "maximum": "maximum", "min": "minimum", "max": "maximum"}
_LENGTHS = ("minLength", "maxLength")


def _extras(schema: dict[str, Any], note: FieldNote) -> None:
    for name, value in note.extra.items():
        if name in ("enum", "options") and isinstance(value, list) and value:
            schema["enum"] = value
        elif name == "format" and isinstance(value, str):
            schema["format"] = value
        elif name in _NUMBERS or name in _LENGTHS:
            number = _fitted(value, "integer" if name in _LENGTHS else "number")
            if (number is not _NOTHING and number >= 0) or (
                name in _NUMBERS and number is not _NOTHING
            ):
                schema[_NUMBERS.get(name, name)] = number
        elif name == "example" and value is not True:
            fitted = _fitted(value, schema.get("type"))
            schema["examples"] = [value if fitted is _NOTHING else fitted]
        elif name in ("placeholder", "pre", "post") and value is not True:
            schema[f"x-tryfield-{name}"] = value


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
