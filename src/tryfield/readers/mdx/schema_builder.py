"""Notes about fields to JSON Schema and parameters, with the place of each in the contract.

Nesting and dotted names become objects; defaults, bounds, enumerations and examples are read from
attributes, possible values also from the description.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from math import isfinite
from typing import Any

from tryfield.core.contract.contract_pointers import operation_pointer
from tryfield.core.fields.field_node import ANY_NAME
from tryfield.core.findings import Severity
from tryfield.core.json_pointer import escape_token
from tryfield.core.model import Json, Parameter, Span
from tryfield.readers.mdx.description_facts import (
    allows_null,
    listed_values,
    only_value,
    says_map,
    says_optional,
)
from tryfield.readers.mdx.mdx_fields import FROM_WORDS, OPEN, FieldNote, bulleted_fields
from tryfield.readers.mdx.page_sections import Page
from tryfield.readers.mdx.page_target import Target
from tryfield.readers.mdx.type_expressions import schema_of

_STYLES = {"path": "simple", "query": "form", "header": "simple", "cookie": "form"}


class SchemaBuilder:
    """Turns notes into schemas; `spans` gets the offsets of what stands at each pointer."""

    def __init__(self, page: Page, target: Target) -> None:
        self.page = page
        self.spans: Spans = {}
        self._operation = operation_pointer("path", target.path, target.method)

    def pointer(self, *names: str) -> str:
        """Pointer into the operation of the contract."""
        return self._operation + "".join(f"/{escape_token(name)}" for name in names)

    def span(self, note: FieldNote) -> Span:
        """Where the tag of a field stands."""
        return self.page.source.span(note.start, note.end)

    def parameter(self, note: FieldNote, location: str, pointer: str) -> Parameter:
        """A field outside of the body; a `"response-header"` is a header."""
        schema = schema_for(note, f"{pointer}/schema", self.spans)
        self.spans[pointer] = (note.start, note.end)
        self._report_twice(note.children)
        description = schema.pop("description", "")
        deprecated = bool(schema.pop("deprecated", False))
        place = "header" if location == "response-header" else location
        return Parameter(
            name=note.name,
            location=place,  # type: ignore[arg-type]
            schema=schema,
            required=is_required(note) or place == "path",
            deprecated=deprecated,
            description=description,
            style=_STYLES[place],
            explode=_STYLES[place] == "form",
            span=self.span(note),
        )

    def root(
        self, notes: Sequence[FieldNote], pointer: str, places: Mapping[int, str] | None = None
    ) -> dict[str, Json]:
        """The schema of a body: an object with the fields, or what a nameless field says it is.

        Args:
            notes: The fields of the body.
            pointer: Of the schema in the contract.
            places: The heading or tab of each field, by its offset. Where two of them document a
                field of the same name, the body is one of several.
        """
        variants = _variants(notes, places or {})
        if variants:
            return self._one_of(variants, pointer)
        self._report_twice(notes)
        named = [note for note in notes if note.name]
        nameless = [note for note in notes if not note.name]
        self.spans.setdefault(pointer, (notes[0].start, notes[0].end))
        if not nameless:
            return object_schema(named, pointer, self.spans)
        root = schema_for(nameless[0], pointer, self.spans)
        if not named:
            return root
        if root.get("type") == "array":
            inner = root.get("items")
            items = inner if isinstance(inner, dict) and inner.get("type") else {"type": "object"}
            place = f"{pointer}/items"
            return {**root, "items": object_schema(named, place, self.spans, root=items)}
        root.pop("x-tryfield-unchecked", None)
        root["type"] = "object"
        return object_schema(named, pointer, self.spans, root=root)

    def _one_of(self, variants: Mapping[str, Sequence[FieldNote]], pointer: str) -> dict[str, Json]:
        """A body that a page documents in several ways, each under a heading of its own."""
        branches: list[Json] = []
        common = variants[""]
        self._report_twice(common)
        first = min((note for many in variants.values() for note in many), key=lambda n: n.start)
        self.spans.setdefault(pointer, (first.start, first.end))
        whole = object_schema(common, pointer, self.spans)
        for number, (title, notes) in enumerate(list(variants.items())[1:]):
            self._report_twice(notes)
            branch = object_schema(notes, f"{pointer}/anyOf/{number}", self.spans)
            for schema in branch.get("properties", {}).values():
                value = only_value(str(schema.get("description", "")))
                if value and schema.get("type") == "string" and "enum" not in schema:
                    schema["enum"] = [value]
            branches.append({"title": title.partition("\0")[0], **branch})
        return {**whole, "anyOf": branches}

    def twice(self, note: FieldNote) -> None:
        """Report a field that is documented before in the same place."""
        self.page.notes.add(
            "field-twice",
            note.start,
            note.end,
            f"'{note.name}' is documented twice in the same place.",
            "Keep one of them, or put each under the tab or heading that it belongs to.",
            Severity.WARNING,
            field=note.name,
        )

    def _report_twice(self, notes: Sequence[FieldNote]) -> None:
        seen: set[str] = set()
        for note in notes:
            if note.name and note.name in seen:
                self.twice(note)
            seen.add(note.name)
            self._report_twice(note.children)


def _variants(notes: Sequence[FieldNote], places: Mapping[int, str]) -> dict[str, list[FieldNote]]:
    """The fields by heading, where several headings document the same name; else nothing.

    Under `""` are those that belong to each of the variants: their headings share no name.
    """
    by_place: dict[str, list[FieldNote]] = {}
    for note in notes:
        by_place.setdefault(places.get(note.start, ""), []).append(note)
    if len(by_place) < 2 or not all(note.name for note in notes):
        return {}
    times = Counter(name for many in by_place.values() for name in {one.name for one in many})
    several = {
        place: many for place, many in by_place.items() if any(times[n.name] > 1 for n in many)
    }
    common = [note for place, many in by_place.items() if place not in several for note in many]
    return {"": common, **several} if several else {}


_DOTTED = re.compile(
    r"(?:[\w$@-]++(?>(?:\[\d*+\]|\[\*\])*))(?>(?:\.[\w$@-]++(?>(?:\[\d*+\]|\[\*\])*))+)$|[\w$@-]++(?>(?:\[\d*+\])+)$"
)
_DEEPEST = 30  # parts of a dotted name; with more it is no path, but a name with dots
_NO_TEXT = re.compile(r"[-+]?[\d.]+|true|false|null", re.IGNORECASE)
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
    words = schema_of(note.words, has_fields=bool(note.children))
    schema = dict(words.schema)
    if note.children:
        schema = _with_children(schema, note, pointer, spans)
    elif _may_hold_fields(schema) and (listed := bulleted_fields(note)):
        schema = _with_children(schema, replace(note, children=listed), pointer, spans)
    if note.description:
        schema["description"] = note.description
        _values(schema, note.description)
        if allows_null(note.description):
            _allow_null(schema)
    numbered = len(note.children) > 1 and all(each.name.isdigit() for each in note.children)
    if note.extra.get(OPEN) or numbered or says_map(note.description):
        _open(schema)
    if note.deprecated:
        schema["deprecated"] = True
    if note.has_default:
        put_default(schema, note.default)
    put_extras(schema, note)
    return schema


def is_required(note: FieldNote) -> bool:
    """Whether a field must be there, by its attribute or by its type words."""
    if note.required and says_optional(note.description):
        return False
    if note.required is not None:
        return note.required
    return "required" in note.words.lower() and schema_of(note.words).optional is False


def _fill(schema: dict[str, Any], notes: Iterable[FieldNote], pointer: str, spans: Spans) -> None:
    properties: dict[str, Any] = dict(schema.get("properties", {}))
    required: list[str] = list(schema.get("required", ()))
    for note in notes:
        any_name = ANY_NAME.fullmatch(note.name) is not None
        if any_name:
            schema.setdefault("additionalProperties", True)
        here = f"{pointer}/properties/{escape_token(note.name)}"
        if note.name in properties:
            known: Spans = {}
            properties[note.name] = _either(properties[note.name], schema_for(note, here, known))
            spans.update({key: place for key, place in known.items() if key not in spans})
        else:
            properties[note.name] = schema_for(note, here, spans)
        if is_required(note) and not any_name and note.name not in required:
            required.append(note.name)
    if properties:
        schema["properties"] = properties
    if required:
        schema["required"] = required


def _with_children(
    schema: dict[str, Any], note: FieldNote, pointer: str, spans: Spans
) -> dict[str, Any]:
    """Put the children where objects are: in the type itself, its items, or one of its branches.

    Below `map<string, object>` they are those of each value.
    """
    children = unfolded(tuple(_without_parent(child, note.name) for child in note.children))
    nameless = [child for child in children if not child.name]
    if nameless:
        children = tuple(child for child in children if child.name) or nameless[0].children
    place, target = pointer, schema
    kind = target.get("type")
    while word := _inner(target):
        place += f"/{word}"
        inner = target.get(word)
        target[word] = dict(inner) if isinstance(inner, dict) else {}
        target = target[word]
        kind = target.get("type")
    branches = target.get("anyOf")
    if isinstance(branches, list):
        for number, branch in enumerate(branches):
            if branch.get("type") in ("object", "array"):
                named = replace(note, children=children)
                branches[number] = _with_children(
                    dict(branch), named, f"{place}/anyOf/{number}", spans
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


def _may_hold_fields(schema: Mapping[str, Any]) -> bool:
    """Whether a type is an object or a list of objects, as far as it says."""
    kind = schema.get("type")
    if _is_list(kind):
        items = schema.get("items", {})
        return not items or items.get("type") == "object"
    return kind == "object" or (isinstance(kind, list) and "object" in kind)


def _inner(schema: Mapping[str, Any]) -> str:
    """Where the objects are that a list, or a map of objects, is made of."""
    if _is_list(schema.get("type")):
        return "items"
    values = schema.get("additionalProperties")
    holds = isinstance(values, dict) and _may_hold_fields(values)
    return "additionalProperties" if holds else ""


def _is_list(kind: Any) -> bool:
    return kind == "array" or (isinstance(kind, list) and "array" in kind and "object" not in kind)


def _without_parent(child: FieldNote, parent: str) -> FieldNote:
    """`pix.key` inside of `pix` is `key`; so is `pix[].key`, with all that says so below it."""
    for prefix in (f"{parent}.", f"{parent}[]."):
        if parent and child.name.startswith(prefix) and len(child.name) > len(prefix):
            return _shortened(child, prefix, child.name)
        # The field may have a short name, and those below it their names in full.
        if parent and any(
            each.name.startswith((f"{prefix}{child.name}.", f"{prefix}{child.name}[]."))
            for each in child.children
        ):
            return _shortened(child, prefix, f"{prefix}{child.name}")
    return child


def _shortened(note: FieldNote, prefix: str, full: str) -> FieldNote:
    """A field, and what has its full name in front, without what stands above both."""
    name = note.name.removeprefix(prefix) if note.name == full else note.name
    children = tuple(
        _shortened(each, prefix, each.name)
        if each.name.startswith((f"{full}.", f"{full}[]."))
        else each
        for each in note.children
    )
    return replace(note, name=name, children=children)


def unfolded(notes: tuple[FieldNote, ...]) -> tuple[FieldNote, ...]:
    """Siblings with dotted names (`data[].id`) put below the field that they belong to."""
    if not any(_is_dotted(note.name) for note in notes):
        return notes
    tops: dict[str, FieldNote] = {}
    order: list[str] = []
    implied: set[str] = set()
    for number, note in enumerate(notes):
        if note.name in implied:
            # `owner.id` came first, and `owner` itself only now.
            implied.remove(note.name)
            tops[note.name] = replace(note, children=(*tops[note.name].children, *note.children))
            continue
        if not _is_dotted(note.name):
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
                implied.add(name)
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


def _is_dotted(name: str) -> bool:
    parts = name.count(".") + name.count("[")
    return 0 < parts <= _DEEPEST and _DOTTED.match(name) is not None


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


def _values(schema: dict[str, Any], description: str) -> None:
    """The values that the words of a string list are an enumeration."""
    target = schema["items"] if schema.get("type") == "array" and "items" in schema else schema
    kind = target.get("type")
    unsaid = target.get("x-tryfield-type", "").lower() == "enum"
    if "enum" in target or "format" in target:
        return
    if not unsaid and kind not in ("string", ["string", "null"]):
        return
    values: list[str | None] = [*listed_values(description)]
    if unsaid and any(_NO_TEXT.fullmatch(str(value)) for value in values):
        return  # `1` may be a number as well as a text.
    if values:
        target["enum"] = [*values, None] if isinstance(kind, list) else values
        target.pop("x-tryfield-unchecked", None)


def put_default(schema: dict[str, Any], value: Any) -> None:
    """The default as a value of the type; as it was written when it is none."""
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


def _refused(word: str) -> Any:
    raise ValueError(word)


def _finite(word: str) -> float:
    value = float(word)
    if not isfinite(value):
        raise ValueError(word)
    return value


_NUMBERS = {"minimum": "minimum", "maximum": "maximum", "min": "minimum", "max": "maximum"}
_LENGTHS = ("minLength", "maxLength")


def put_extras(schema: dict[str, Any], note: FieldNote) -> None:
    """What other attributes of the tag say: values, format, bounds, an example."""
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
        elif name == FROM_WORDS:
            schema[FROM_WORDS] = value
        elif name in ("placeholder", "pre", "post") and value is not True:
            schema[f"x-tryfield-{name}"] = value
    if note.extra.get("nullable") in (True, "true"):
        _allow_null(schema)


def _allow_null(schema: dict[str, Any]) -> None:
    kind = schema.get("type")
    kinds = kind if isinstance(kind, list) else [kind] if kind else []
    if kinds and "null" not in kinds:
        schema["type"] = [*kinds, "null"]
    if "enum" in schema and None not in schema["enum"]:
        schema["enum"] = [*schema["enum"], None]
    if isinstance(schema.get("anyOf"), list):
        schema["anyOf"] = [*schema["anyOf"], {"type": "null"}]


def _open(schema: dict[str, Any]) -> None:
    """Let an object have more names than those that are documented."""
    target = schema
    while word := _inner(target):
        inner = target.get(word)
        if not isinstance(inner, dict):
            return
        target = inner
    if "properties" in target:
        target.setdefault("additionalProperties", True)
