"""One schema as it is meant: references followed, `allOf` and conditions merged, one level deep.

A view is built from parts (a schema and its pointer in the contract); a name that two parts
describe keeps both, so that nothing an author wrote is lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import zip_longest
from types import MappingProxyType
from typing import Any, TypeAlias

from tryfield.core.caches import identity_cache
from tryfield.core.contract.schema_references import (
    PREFIX,
    component,
    component_name,
    descendants,
    whole_components,
)
from tryfield.core.json_pointer import escape_token, unescape_fragment_token
from tryfield.core.model import Schema

Part: TypeAlias = tuple[Schema, str]
Parts: TypeAlias = tuple[Part, ...]

#: These bind a value; a schema with none of them says nothing that could be checked.
# fmt: off
_CHECKS = frozenset((
    "const", "enum", "not", "contains", "pattern", "format", "multipleOf", "maximum",
    "exclusiveMaximum", "minimum", "exclusiveMinimum", "maxLength", "minLength", "maxItems",
    "minItems", "uniqueItems", "maxProperties", "minProperties", "required", "propertyNames",
    "dependentRequired", "if",
))
# fmt: on

_ANY = frozenset({"string", "number", "boolean", "object", "array"})


@dataclass(slots=True, kw_only=True)
class Union:
    """The branches of a `oneOf` or `anyOf` that are a choice for a reader.

    A parent with a discriminator is a choice of those that have it in their `allOf` (OpenAPI 3.1.1,
    Discriminator Object), which no keyword of JSON Schema says.
    """

    kind: str  #: `oneOf`, `anyOf`; `heirs` for what has the schema in its `allOf`
    pointer: str
    branches: list[Part]


_NOTHING: Mapping[str, Any] = MappingProxyType({})
_NO_LEVEL: Mapping[int, frozenset[str]] = MappingProxyType({})
_NOWHERE: frozenset[str] = frozenset()


class View:
    """What the parts of a schema say together.

    There is one for nearly every schema of a document, so those that say nothing of a kind share
    what stands for it.
    """

    __slots__ = (
        "below", "broken", "closed", "component", "discriminator", "free", "identity", "items",
        "keywords", "mapping", "merged", "names", "nullable", "parent", "patterns", "prefix",
        "properties", "reference", "required", "types", "unions", "values", "words",
    )  # fmt: skip

    def __init__(self) -> None:
        """Say nothing yet."""
        self.keywords: dict[str, Any] = {}
        self.types: frozenset[str] | None = None  #: None when no part names a type
        self.nullable = False
        self.properties: Mapping[str, Parts] = _NOTHING
        self.required: Mapping[str, None] = _NOTHING
        self.patterns: Mapping[str, Parts] = _NOTHING
        self.values: Parts = ()  #: `additionalProperties`, when it is a schema
        self.free = False  #: any further name is documented as allowed
        self.closed = False  #: no further name is
        self.prefix: tuple[Parts, ...] = ()
        self.items: Parts = ()
        self.unions: tuple[Union, ...] = ()
        self.mapping: Mapping[str, str] = _NOTHING
        self.discriminator = ""
        self.parent = ""  #: the component whose heirs are a choice
        self.reference = ""  #: name of the component, when the schema is only a reference to one
        self.broken = ""  #: a reference that leads nowhere
        self.identity = _NOWHERE  #: pointers of the parts that give it its structure
        #: How many names stand below it, once counted, by what is hidden.
        self.names: Mapping[str, int] = _NOTHING
        self.words = ""  #: its type in words, once somebody asked
        #: Its types, by levels looked down.
        self.below: Mapping[int, frozenset[str]] = _NO_LEVEL
        self.merged: dict[str, Any] | None = None  #: all of it as one schema, once somebody asked
        self.component: str | None = None  #: that gives it all of its structure, once asked

    @property
    def branches(self) -> bool:
        """Whether anything stands below it."""
        return self.structured or bool(self.unions)

    @property
    def bound(self) -> bool:
        """Whether it asks more of a value than a type."""
        return self.branches or self.closed or not _CHECKS.isdisjoint(self.keywords)

    @property
    def structured(self) -> bool:
        """Whether fields stand below it."""
        return bool(self.properties or self.patterns or self.values or self.prefix or self.items)

    @property
    def unchecked(self) -> str:
        """Why a value can neither match nor differ; empty when it can."""
        if self.broken:
            return f"its reference '{self.broken}' leads nowhere"
        if reason := self.keywords.get("x-tryfield-unchecked"):
            return str(reason)
        if self.types is None and not (
            self.structured or self.unions or _CHECKS & self.keywords.keys()
        ):
            return "no type is documented"
        if (
            self.nullable
            and self.types is not None
            and self.types >= _ANY
            and not (self.structured or self.unions or _CHECKS & self.keywords.keys())
        ):
            return "every JSON value is documented"
        return ""


def structured_alike(one: View, other: View) -> bool:
    """Whether the same fields stand below both, said by the same parts of a definition."""
    return (
        one.properties == other.properties
        and one.required == other.required
        and one.patterns == other.patterns
        and one.values == other.values
        and one.prefix == other.prefix
        and one.items == other.items
        and one.unions == other.unions
    )


def resolve(reference: str, components: Mapping[str, Schema]) -> Part | None:
    """The schema a `$ref` leads to, with its pointer; None when it leads nowhere."""
    found = component(reference, components)
    return None if found is None else (found, reference[1:])


_TYPES = ("string", "integer", "number", "boolean", "object", "array", "null")
# fmt: off
_STRUCTURE = frozenset((
    "properties", "patternProperties", "additionalProperties", "unevaluatedProperties",
    "items", "prefixItems", "unevaluatedItems", "oneOf", "anyOf", "allOf", "then", "else",
    "dependentSchemas",
))
# fmt: on
_LEAST = frozenset({"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"})
_MOST = frozenset({"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"})
_KEPT = 50_000
_NESTING = 100
_CONDITIONS = 8


def merged_view(parts: Parts, components: Mapping[str, Schema]) -> View:
    """Merge parts into what they say together."""
    merging = _Merging(components)
    for schema, pointer in parts:
        merging.add(schema, pointer)
    return merging.finish()


_Key: TypeAlias = "str | tuple[str, ...]"
_Views: TypeAlias = "dict[_Key, tuple[Parts, View]]"


def shared_view(parts: Parts, components: Mapping[str, Schema]) -> View:
    """`view`, made once for parts that are looked at again and again.

    Components stand below many fields and in many endpoints; only the last few sets are kept.
    """
    key = _key(parts)
    if not key:
        return merged_view(parts, components)
    views = _views(whole_components(components))
    found = views.get(key)
    if found is not None and (key[0] == "#" or _same(parts, found[0])):
        return found[1]
    made = merged_view(parts, components)
    if len(views) > _KEPT:
        views.clear()
    views[key] = parts, made
    return made


def _key(parts: Parts) -> _Key:
    """What the views of parts are known by; "" for parts that only one endpoint has."""
    if not parts:
        return ""
    schema, pointer = parts[0]
    if len(parts) == 1 and type(schema) is dict and len(schema) == 1:
        reference = schema.get("$ref")
        if type(reference) is str and reference.startswith("#"):
            return reference  # wherever it stands, it says what the component says
    if not pointer.startswith("/components/"):
        return ""
    return pointer if len(parts) == 1 else tuple([pointer for _, pointer in parts])


def _same(parts: Parts, others: Parts) -> bool:
    if parts is others:
        return True
    return all(mine[0] is theirs[0] for mine, theirs in zip(parts, others, strict=True))


@identity_cache(3)
def _views(_: Mapping[str, Schema]) -> _Views:
    return {}


class _Merging:
    def __init__(self, components: Mapping[str, Schema]) -> None:
        self.components = components
        self.view = View()
        self.open: set[str] = set()
        self.identity: list[str] = []
        self.nesting = 0  # of parts inside of parts; nobody writes a hundred levels of allOf

    def add(self, schema: Schema, pointer: str) -> None:
        if not isinstance(schema, Mapping):
            if schema is False:
                self.view.keywords.setdefault("not", {})
            return
        if self.nesting > _NESTING:
            return
        if _STRUCTURE & schema.keys():
            self.identity.append(pointer)
        self._keywords(schema)
        self.nesting += 1
        for key, value in schema.items():
            if (merge := _MERGES.get(key)) is not None:
                merge(self, value, f"{pointer}/{key}", schema)
        self.nesting -= 1

    def finish(self) -> View:
        merged = self.view
        if self.identity:
            merged.identity = frozenset(self.identity)
        if merged.types is not None and "null" in merged.types:
            merged.nullable = True
            merged.types = _types(tuple(sorted(merged.types - {"null"})))
        values = merged.keywords.get("enum")
        if merged.types is None and isinstance(values, list) and values:
            named = {type_of_value(value) for value in values}
            merged.nullable = merged.nullable or "null" in named
            merged.types = frozenset(named - {"null"})
        elif merged.types is None and "const" in merged.keywords:
            merged.types = frozenset({type_of_value(merged.keywords["const"])})
        if merged.discriminator and not merged.unions:
            self._heirs()
        return merged

    def _heirs(self) -> None:
        """The choices of a parent that has a discriminator, and no branches of its own."""
        here = [component_name(f"#{one}") for one in self.identity if one.count("/") == 3]
        families = {name: descendants(name, self.components) for name in dict.fromkeys(here)}
        own = [name for name, below in families.items() if families.keys().isdisjoint(below)]
        if not own or not (below := families[own[0]]):
            return
        self.view.parent = own[0]
        branches: list[Part] = [
            ({"$ref": f"{PREFIX}{escape_token(name)}"}, f"{PREFIX[1:]}{escape_token(name)}")
            for name in below
        ]
        pointer = f"{PREFIX[1:]}{escape_token(own[0])}/discriminator"
        self.view.unions += (Union(kind="heirs", pointer=pointer, branches=branches),)

    def _keywords(self, schema: Mapping[str, Any]) -> None:
        known = self.view.keywords
        for key, value in schema.items():
            if key in _MERGES or key == "$defs":
                continue
            if key == "type":
                self._type(value)
            elif key == "enum" and isinstance(known.get("enum"), list) and isinstance(value, list):
                known["enum"] = [one for one in known["enum"] if one in value] or known["enum"]
            elif key in _LEAST and key in known:
                known[key] = _bound(known[key], value, least=True)
            elif key in _MOST and key in known:
                known[key] = _bound(known[key], value, least=False)
            else:
                known.setdefault(key, value)

    def _type(self, value: Any) -> None:
        words = value if isinstance(value, list) else [value]
        named = _types(tuple([one for one in words if isinstance(one, str) and one in _TYPES]))
        if not named:
            return
        before = self.view.types
        if before is None:
            self.view.types = named
            return
        both = before & named
        if "integer" in before | named and "number" in before | named:
            both |= {"integer"}
        self.view.types = both or before

    def reference(self, value: Any, _pointer: str, schema: Mapping[str, Any]) -> None:
        if not isinstance(value, str) or value in self.open:
            return
        found = resolve(value, self.components)
        if found is None:
            self.view.broken = self.view.broken or value
            return
        self.open.add(value)
        if not _STRUCTURE & schema.keys() and not self.view.reference:
            self.view.reference = unescape_fragment_token(value.rpartition("/")[2])
        self.add(*found)

    def properties(self, value: Any, pointer: str, _schema: Mapping[str, Any]) -> None:
        if isinstance(value, Mapping) and value:
            self.view.properties = _joined_parts(self.view.properties, value, pointer)

    def patterns(self, value: Any, pointer: str, _schema: Mapping[str, Any]) -> None:
        if isinstance(value, Mapping) and value:
            self.view.patterns = _joined_parts(self.view.patterns, value, pointer)

    def required(self, value: Any, _pointer: str, _schema: Mapping[str, Any]) -> None:
        if isinstance(value, list) and value:
            more = dict.fromkeys(map(str, value))
            self.view.required = {**self.view.required, **more} if self.view.required else more

    def values(self, value: Any, pointer: str, _schema: Mapping[str, Any]) -> None:
        if isinstance(value, Mapping):
            self.view.values += ((value, pointer),)
        elif value is True:
            self.view.free = True
        elif value is False:
            self.view.closed = True

    def items(self, value: Any, pointer: str, _schema: Mapping[str, Any]) -> None:
        if isinstance(value, Mapping):
            self.view.items += ((value, pointer),)

    def prefix(self, value: Any, pointer: str, _schema: Mapping[str, Any]) -> None:
        if isinstance(value, list):
            more = [((part, f"{pointer}/{index}"),) for index, part in enumerate(value)]
            pairs = zip_longest(self.view.prefix, more, fillvalue=())
            self.view.prefix = tuple(known + new for known, new in pairs)

    def all_of(self, value: Any, pointer: str, _schema: Mapping[str, Any]) -> None:
        if isinstance(value, list):
            for index, part in enumerate(value):
                self.add(part, f"{pointer}/{index}")

    def conditional(self, value: Any, pointer: str, _schema: Mapping[str, Any]) -> None:
        """Names of `then` and `else` are documented; what they demand is the evaluator's."""
        if isinstance(value, Mapping) and self.nesting < _CONDITIONS:
            part = merged_view(((value, pointer),), self.components)
            known = self.view.properties
            more = {name: parts for name, parts in part.properties.items() if name not in known}
            self.view.properties = {**known, **more} if more else known

    def dependent(self, value: Any, pointer: str, schema: Mapping[str, Any]) -> None:
        if isinstance(value, Mapping):
            for name, part in value.items():
                self.conditional(part, f"{pointer}/{escape_token(name)}", schema)

    def union(self, value: Any, pointer: str, _schema: Mapping[str, Any]) -> None:
        if not isinstance(value, list):
            return
        branches: list[Part] = [
            (part, f"{pointer}/{index}")
            for index, part in enumerate(value)
            if isinstance(part, Mapping)
        ]
        shown = [part for part in branches if not _is_null(part[0])]
        if len(shown) < len(branches):
            self.view.nullable = True
        if len(shown) == 1:
            self.add(*shown[0])
        elif constants := _constants(shown):
            self.view.keywords.setdefault("enum", constants)
        elif any(_describes(part) for part, _ in shown):
            kind = pointer.rpartition("/")[2]
            self.view.unions += (Union(kind=kind, pointer=pointer, branches=shown),)

    def discriminator(self, value: Any, _pointer: str, _schema: Mapping[str, Any]) -> None:
        if isinstance(value, Mapping) and isinstance(value.get("propertyName"), str):
            self.view.discriminator = value["propertyName"]
            mapping = value.get("mapping")
            self.view.mapping = mapping if isinstance(mapping, Mapping) else _NOTHING


_MERGES = {
    "$ref": _Merging.reference,
    "properties": _Merging.properties,
    "patternProperties": _Merging.patterns,
    "required": _Merging.required,
    "additionalProperties": _Merging.values,
    "unevaluatedProperties": _Merging.values,
    "items": _Merging.items,
    "unevaluatedItems": _Merging.items,
    "prefixItems": _Merging.prefix,
    "allOf": _Merging.all_of,
    "then": _Merging.conditional,
    "else": _Merging.conditional,
    "dependentSchemas": _Merging.dependent,
    "oneOf": _Merging.union,
    "anyOf": _Merging.union,
    "discriminator": _Merging.discriminator,
}


@lru_cache(maxsize=256)
def _types(named: tuple[str, ...]) -> frozenset[str]:
    """The set of a few words, which is the same one for all that document them."""
    return frozenset(named)


def _joined_parts(
    known: Mapping[str, Parts], more: Mapping[str, Schema], pointer: str
) -> dict[str, Parts]:
    joined = dict(known)
    for name, part in more.items():
        joined[name] = (*joined.get(name, ()), (part, f"{pointer}/{escape_token(name)}"))
    return joined


def _bound(one: Any, other: Any, *, least: bool) -> Any:
    try:
        return min(one, other) if least else max(one, other)
    except TypeError:
        return one


def _is_null(schema: Schema) -> bool:
    if not isinstance(schema, Mapping):
        return False
    if schema.get("enum") == [None] or ("const" in schema and schema["const"] is None):
        return True
    return schema.get("type") in ("null", ["null"])


def _constants(branches: list[Part]) -> list[Any]:
    values = [
        part["const"] for part, _ in branches if isinstance(part, Mapping) and "const" in part
    ]
    return values if len(values) == len(branches) else []


def _describes(schema: Schema) -> bool:
    """Whether a branch says what a value is, not only which names are required together."""
    return isinstance(schema, Mapping) and bool(schema.keys() - {"required", "not", "title"})


def type_of_value(value: Any) -> str:
    """The JSON Schema type of a value; a number without a fraction is an `integer`."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "integer" if value.is_integer() else "number"
    if isinstance(value, Decimal):
        exponent = value.as_tuple().exponent
        whole = isinstance(exponent, int) and (exponent >= 0 or value == value.to_integral_value())
        return "integer" if whole else "number"
    if isinstance(value, str):
        return "string"
    return "object" if isinstance(value, Mapping) else "array"


def a_type(words: str) -> str:
    """`an integer`, `a string`: type words inside a sentence."""
    if words in ("null", "true", "false") or words.startswith(("any", "one of")):
        return words
    return f"an {words}" if words[:1] in "aeio" else f"a {words}"


def join_or(words: list[str]) -> str:
    """`string`, `string or null`, `string, integer or null`."""
    return _joined(words, "or")


def join_and(words: list[str]) -> str:
    """`'id'`, `'id' and 'name'`, `'id', 'name' and 'email'`."""
    return _joined(words, "and")


def _joined(words: list[str], last: str) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"
