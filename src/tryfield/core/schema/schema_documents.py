"""Schema documents, and what references in them mean: `$id`, `$anchor`, JSON pointers.

The compiler asks it for the schema at a URI. Documents are searched for identifiers only where
the specification says that a schema stands, so that data in `enum` cannot define any. URI
references are joined, split and unescaped as RFC 3986 has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from tryfield.core.json_pointer import escape_token, pointer_tokens

#: Keywords whose value is a schema, a list of schemas, or schemas by name.
SINGLE = frozenset((
    "additionalItems", "additionalProperties", "contains", "contentSchema", "else", "if", "items",
    "not", "propertyNames", "then", "unevaluatedItems", "unevaluatedProperties",
))  # fmt: skip
LISTS = frozenset(("allOf", "anyOf", "items", "oneOf", "prefixItems"))
MAPS = frozenset((
    "$defs", "definitions", "dependencies", "dependentSchemas", "patternProperties", "properties",
))  # fmt: skip

_VOCABULARY = "https://json-schema.org/draft/2020-12/vocab/"


class Place(NamedTuple):
    """Where a schema stands: its document, the pointer in it, and its base URI."""

    document: str
    pointer: str
    base: str

    def down(self, *steps: object) -> Place:
        pointer = self.pointer
        for step in steps:
            pointer = f"{pointer}/{escape_token(step)}"
        return Place(self.document, pointer, self.base)


class Documents:
    """Every document that references may lead to."""

    def __init__(self, resources: Mapping[str, Any]) -> None:
        self._roots = dict(resources)
        self._known: set[str] = set()
        self._resources: dict[str, tuple[Place, Any]] = {}
        self._anchors: dict[tuple[str, str], tuple[Place, Any]] = {}
        self._followed: dict[tuple[str, str], tuple[Place, Any] | None] = {}
        self.dynamic: dict[str, dict[str, tuple[Place, Any]]] = {}

    def add(self, name: str, root: Any) -> None:
        """Make a document known by its URI."""
        self._roots[name] = root

    def register(self, schema: Any, place: Place) -> None:
        """Note the identifiers in a schema and below."""
        for found, where in _walk(schema, place):
            if isinstance(found.get("$id"), str):
                self._resources.setdefault(where.base, (where, found))
            for word in ("$anchor", "$dynamicAnchor"):
                name = found.get(word)
                if isinstance(name, str):
                    self._anchors.setdefault((where.base, name), (where, found))
                    if word == "$dynamicAnchor":
                        self.dynamic.setdefault(where.base, {}).setdefault(name, (where, found))

    def find(self, reference: str) -> tuple[Place, Any] | None:
        """The schema that an absolute reference leads to, if there is one."""
        resource, fragment = split_uri(reference)
        found = self._resource(resource)
        if found is None or not fragment:
            return found
        if fragment.startswith("/"):
            key = resource, fragment
            if key not in self._followed:
                self._followed[key] = self._follow(*found, fragment)
            return self._followed[key]
        place = found[0]
        return self._anchors.get((place.base, fragment))

    def vocabulary(self, schema: Any) -> tuple[bool, bool]:
        """Whether a resource's dialect validates, and whether it asserts formats."""
        dialect = schema.get("$schema") if isinstance(schema, dict) else None
        found = self._resource(split_uri(dialect)[0]) if isinstance(dialect, str) else None
        words = found[1].get("$vocabulary") if found and isinstance(found[1], dict) else None
        if not isinstance(words, dict):
            return True, False
        return _VOCABULARY + "validation" in words, _VOCABULARY + "format-assertion" in words

    def _resource(self, name: str) -> tuple[Place, Any] | None:
        if name in self._roots and name not in self._known:
            self._known.add(name)
            root = self._roots[name]
            place = Place(name, "", name)
            self.register(root, place)
            identifier = root.get("$id") if isinstance(root, dict) else None
            if isinstance(identifier, str):
                place = Place(name, "", join_uri(name, identifier).rstrip("#"))
            self._resources.setdefault(name, (place, root))
        if name not in self._resources:
            for other in self._roots:
                if other not in self._known:
                    self._resource(other)
                    if name in self._resources:
                        break
        return self._resources.get(name)

    def _follow(self, place: Place, schema: Any, pointer: str) -> tuple[Place, Any] | None:
        for step in pointer_tokens(pointer):
            if isinstance(schema, list) and step.isdecimal() and int(step) < len(schema):
                schema = schema[int(step)]
            elif isinstance(schema, dict) and step in schema:
                schema = schema[step]
            else:
                return None
            place = place.down(step)
            if isinstance(schema, dict) and isinstance(schema.get("$id"), str):
                base = join_uri(place.base, schema["$id"]).rstrip("#")
                place = Place(place.document, place.pointer, base)
        return place, schema


def _walk(schema: Any, place: Place) -> Iterator[tuple[dict[str, Any], Place]]:
    stack = [(schema, place)]
    while stack:
        schema, place = stack.pop()
        if not isinstance(schema, dict):
            continue
        if isinstance(schema.get("$id"), str):
            base = join_uri(place.base, schema["$id"]).rstrip("#")
            place = Place(place.document, place.pointer, base)
        yield schema, place
        for word, value in schema.items():
            if isinstance(value, dict):
                if word in MAPS:
                    stack.extend((item, place.down(word, name)) for name, item in value.items())
                elif word in SINGLE:
                    stack.append((value, place.down(word)))
            elif isinstance(value, list) and word in LISTS:
                stack.extend((item, place.down(word, i)) for i, item in enumerate(value))


_PARTS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*:)?(//[^/?#]*)?([^?#]*)(\?[^#]*)?(#.*)?", re.DOTALL)
_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")


def join_uri(base: str, reference: str) -> str:
    """What a reference means at a base; the base may be empty (RFC 3986, 5.2)."""
    if reference.startswith("#") or not reference:
        return base.partition("#")[0] + reference
    scheme, host, path, query, fragment = _PARTS.findall(reference)[0]
    if scheme:
        return reference
    base_scheme, base_host, base_path, _, _ = _PARTS.findall(base)[0]
    if not host:
        host = base_host
        if not path.startswith("/"):
            folder, slash, _ = base_path.rpartition("/")
            path = folder + (slash or "/" * bool(base_host)) + path
    return str(base_scheme + host + _without_dots(path) + query + fragment)


def split_uri(uri: str) -> tuple[str, str]:
    """The resource, and the fragment with its escapes undone."""
    resource, _, fragment = uri.partition("#")
    return resource, _ESCAPES.sub(_unescape, fragment)


def _without_dots(path: str) -> str:
    if "." not in path:
        return path
    kept: list[str] = []
    steps = path.split("/")
    for step in steps:
        if step == "..":
            if len(kept) > 1 or (kept and kept[0]):
                kept.pop()
        elif step != ".":
            kept.append(step)
    if steps[-1] in (".", ".."):
        kept.append("")
    return "/".join(kept)


def _unescape(match: re.Match[str]) -> str:
    return bytes.fromhex(match[0].replace("%", "")).decode("utf-8", "replace")
