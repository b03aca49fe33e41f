"""A documented field that unfolds when somebody looks below it.

Recursive and very wide schemas have no end, so nothing is built before it is asked for: the
field tree of a page asks to a depth, a verdict asks as deep as its instance goes. What was built is
gone with its root: a field holds what is below it, and only knows what it stands in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from weakref import ref

from tryfield.core.caches import cached_property
from tryfield.core.contract.schema_references import PREFIX, aliased
from tryfield.core.fields.schema_view import (
    Part,
    Parts,
    View,
    join_or,
    resolve,
    shared_view,
    structured_alike,
)
from tryfield.core.json_pointer import escape_token, pointer_tokens, unescape_fragment_token
from tryfield.core.model import Schema

_ORDER = ("string", "integer", "number", "boolean", "object", "array")
_SPECIAL = str.maketrans({sign: "\\" + sign for sign in "\\.[]{}<>"})
_MOST_CHOICES = 1_000
_WORDS_DEPTH = 4
_SHOWN = 6


@lru_cache(maxsize=4096)  # the same names come again and again
def escape(name: str) -> str:
    """A name as a step of a field path: dots and brackets get a backslash."""
    return name.translate(_SPECIAL) or '""'


#: A name that stands for others, as pages write it: `*`, `<key>`, `[name]`, `{id}`.
ANY_NAME = re.compile(r"\*+|\.\.\.|…|<[^<>]+>|\[[^\[\]]+\]|\{[^{}]+\}")
_STEP = re.compile(r"(\\.|[^\\.\[\]{}<>])+|\[\d*\]|\{(?:\\.|[^\\}])*\}|<\d+>")


@lru_cache(maxsize=4096)
def written_path(path: str, where: str = "") -> str:
    """A field path as its names are written: nothing is escaped, and no branch is marked.

    `choices<1>[].@odata\\.type` is `choices[].@odata.type`. For sentences; it leads nowhere.

    Args:
        path: Of a field.
        where: JSON pointer of a value there, which knows the keys of maps.
    """
    steps = [found[0] for found in _STEP.finditer(path) if found[0][:1] != "<"]
    tokens = pointer_tokens(where) if where else []
    tokens = tokens[len(tokens) - len(steps) :] if len(tokens) >= len(steps) else []
    words = ""
    for index, step in enumerate(steps):
        known = step[:1] == "{" and tokens
        if step[:1] == "[" or (step[:1] == "{" and not known):
            words += step
            continue
        name = tokens[index] if known else re.sub(r"\\(.)", r"\1", step)
        words += f".{name}" if words else name
    return words


class FieldNode:
    """One documented field; what stands below it is built when asked for."""

    def __init__(
        self,
        parts: Parts,
        components: Mapping[str, Schema],
        *,
        name: str = "",
        path: str = "",
        required: bool = False,
        parent: FieldNode | None = None,
        label: str = "",
    ) -> None:
        self.parts = parts
        self.components = components
        self.name = name
        self.path = path
        self.required = required
        self._parent = None if parent is None else ref(parent)
        self.label = label  #: of a choice
        self.admitted: dict[str, bool] = {}  #: JSON types that were asked about

    @property
    def parent(self) -> FieldNode | None:
        """What it stands in; None for a root.

        Raises:
            ReferenceError: Nobody holds the root any more.
        """
        return None if self._parent is None else _held(self._parent, self.path)

    @property
    def choice(self) -> str:
        """The label of the nearest choice that it stands in; "" outside of choices."""
        node: FieldNode | None = self
        while node is not None and not node.label:
            node = node.parent
        return node.label if node is not None else ""

    @property
    def pointer(self) -> str:
        """Where its schema stands in the contract."""
        return self.parts[0][1] if self.parts else ""

    @cached_property
    def view(self) -> View:
        """Its schema, references followed and `allOf` merged."""
        return shared_view(self.parts, self.components)

    @property
    def component(self) -> str:
        """The component that says everything which stands below it; "" where none alone does."""
        seen = self.view
        if seen.component is None:
            seen.component = ""
            if seen.reference and seen.branches and seen.reference in self.components:
                name = aliased(seen.reference, self.components)
                reference = PREFIX + escape_token(name)
                own = shared_view((({"$ref": reference}, ""),), self.components)
                if structured_alike(seen, own):
                    seen.component = name
        return seen.component

    @property
    def original(self) -> FieldNode:
        """The ancestor that it repeats, or itself."""
        repeated = self._repeated
        return self if repeated is None else _held(repeated, self.path)

    @cached_property
    def _repeated(self) -> ref[FieldNode] | None:
        seen = self.view
        if seen.branches:
            ancestor = self.parent
            while ancestor is not None:
                if ancestor.view.identity == seen.identity:
                    return ref(ancestor.original)
                ancestor = ancestor.parent
        return None

    @cached_property
    def properties(self) -> dict[str, FieldNode]:
        """Its documented names, in the order they are written."""
        required = self.view.required
        prefix = f"{self.path}." if self.path else ""
        return {
            name: self._below(parts, name, prefix + escape(name), required=name in required)
            for name, parts in self.view.properties.items()
        }

    @cached_property
    def patterns(self) -> dict[str, FieldNode]:
        """What names of a pattern hold, by pattern."""
        return {
            pattern: self._below(parts, f"{{{pattern}}}", f"{self.path}{{{escape(pattern)}}}")
            for pattern, parts in self.view.patterns.items()
        }

    @cached_property
    def values(self) -> FieldNode | None:
        """What any further name holds, when that is documented."""
        parts = self.view.values
        return self._below(parts, "{}", f"{self.path}{{}}") if parts else None

    @cached_property
    def prefix(self) -> tuple[FieldNode, ...]:
        """The items of a tuple."""
        return tuple(
            self._below(parts, f"[{index}]", f"{self.path}[{index}]")
            for index, parts in enumerate(self.view.prefix)
        )

    @cached_property
    def items(self) -> FieldNode | None:
        """What every item holds, when that is documented."""
        parts = self.view.items
        return self._below(parts, "[]", f"{self.path}[]") if parts else None

    @cached_property
    def choices(self) -> tuple[FieldNode, ...]:
        """The branches of its first union; a further union stands inside each of them."""
        if not self.view.unions:
            return ()
        first, *others = self.view.unions
        rest = tuple(
            (
                {other.kind: [schema for schema, _ in other.branches]},
                other.pointer.rpartition("/")[0],
            )
            for other in others
        )
        labels: dict[str, int] = {}
        nodes = []
        for index, branch in enumerate(first.branches, 1):
            label = self._label(branch) or str(index)
            labels[label] = labels.get(label, 0) + 1
            if labels[label] > 1:
                label = f"{label} {labels[label]}"
            nodes.append(
                FieldNode(
                    (branch, *rest),
                    self.components,
                    name=self.name,
                    path=f"{self.path}<{index}>",
                    required=self.required,
                    parent=self,
                    label=label,
                )
            )
        return tuple(nodes)

    @property
    def children(self) -> tuple[FieldNode, ...]:
        """Properties, items, values of a map: in this order."""
        if not self.view.structured:
            return ()
        below = [*self.properties.values(), *self.prefix]
        below += [node for node in (self.items,) if node is not None]
        below += self.patterns.values()
        below += [node for node in (self.values,) if node is not None]
        return tuple(below)

    @property
    def open(self) -> bool:
        """Whether names that nobody wrote down are documented as allowed.

        A free-form object (no names at all) is; so are a map and `additionalProperties: true`.
        """
        seen = self.view
        return bool(
            seen.free
            or seen.values
            or seen.unchecked
            or not (seen.properties or seen.patterns or seen.unions)
        )

    @property
    def unchecked(self) -> str:
        """Why a value can neither match nor differ; empty when it can."""
        return self.view.unchecked

    @property
    def deprecated(self) -> bool:
        """Whether it is documented as deprecated."""
        return self.view.keywords.get("deprecated") is True

    @property
    def read_only(self) -> bool:
        """Whether only the API writes it."""
        return self.view.keywords.get("readOnly") is True

    @property
    def write_only(self) -> bool:
        """Whether it is sent, and never comes back."""
        return self.view.keywords.get("writeOnly") is True

    @cached_property
    def types(self) -> tuple[str, ...]:
        """The JSON Schema types that it documents, also by its choices; none where any is."""
        named = self._types(_WORDS_DEPTH, [_MOST_CHOICES])
        return tuple([one for one in (*_ORDER, "null") if one in named])

    def _types(self, depth: int, left: list[int]) -> frozenset[str]:
        """As deep as `depth`; `left` counts the choices that may still be looked at."""
        if left[0] < 0:
            return frozenset()  # any: choices of choices, more than anybody reads
        seen = self.view
        if depth in seen.below:
            return seen.below[depth]
        left[0] -= 1
        found = self._found_types(depth, left)
        if left[0] >= 0:  # otherwise it holds for whoever asked first alone
            seen.below = {**seen.below, depth: found}
        return found

    def _found_types(self, depth: int, left: list[int]) -> frozenset[str]:
        seen = self.view
        types = seen.types or frozenset()
        if not types and seen.unions and depth:
            branches = [node._types(depth - 1, left) for node in self.choices]
            types = frozenset[str]().union(*branches) if all(branches) else frozenset()
        elif not types and (seen.properties or seen.patterns or seen.values):
            types = frozenset({"object"})
        elif not types and (seen.items or seen.prefix):
            types = frozenset({"array"})
        return types | {"null"} if seen.nullable else types

    @cached_property
    def type(self) -> str:
        """Its type in words."""
        seen = self.view
        if not seen.words:
            seen.words = self.words(_WORDS_DEPTH)
        return seen.words

    def words(self, depth: int) -> str:
        """Its type in words, looking so many levels down."""
        seen = self.view
        if seen.unchecked:
            return str(seen.keywords.get("x-tryfield-type") or "any")
        words = [self._word(one, depth) for one in _ORDER if one in (seen.types or ())]
        if not words:
            words = self._implied(depth)
        if seen.nullable:
            words.append("null")
        return join_or(words) or "any"

    def _word(self, one: str, depth: int) -> str:
        if one == "array" and self.items is not None and depth:
            inner = self.items.words(depth - 1)
            return "array" if inner == "any" else f"array of {inner}"
        if one == "object" and self.values is not None and not self.properties and depth:
            inner = self.values.words(depth - 1)
            return "map" if inner == "any" else f"map of {inner}"
        return one

    def _implied(self, depth: int) -> list[str]:
        seen = self.view
        if seen.unions and depth:
            some = self.choices[: _SHOWN + 1]
            words = list(dict.fromkeys(node.words(min(depth - 1, 1)) for node in some))
            many = len(self.choices) > _SHOWN or len(words) > 3
            return [f"one of {len(self.choices)} choices"] if many else words
        if seen.properties or seen.patterns or seen.values:
            return [self._word("object", depth)]
        if seen.items or seen.prefix:
            return [self._word("array", depth)]
        return []

    def _below(self, parts: Parts, name: str, path: str, *, required: bool = False) -> FieldNode:
        return FieldNode(
            parts, self.components, name=name, path=path, required=required, parent=self
        )

    def _label(self, branch: Part) -> str:
        schema, _ = branch
        if not isinstance(schema, Mapping):
            return ""
        reference = schema.get("$ref")
        if isinstance(reference, str):
            for value, target in self.view.mapping.items():
                if target in (reference, unescape_fragment_token(reference.rpartition("/")[2])):
                    return str(value)
            found = resolve(reference, self.components)
            title = found[0].get("title") if found and isinstance(found[0], Mapping) else None
            return str(title or unescape_fragment_token(reference.rpartition("/")[2]))
        if title := schema.get("title"):
            return str(title)
        if "const" in schema:
            return str(schema["const"])
        seen = shared_view((branch,), self.components)
        named = [one for one in _ORDER if one in (seen.types or ())]
        return join_or(named or ["object"] * bool(seen.properties) or ["array"] * bool(seen.items))


def _held(above: ref[FieldNode], path: str) -> FieldNode:
    node = above()
    if node is None:
        raise ReferenceError(f"{path}: hold the root as long as what is below it")
    return node


def merged_schema(node: FieldNode) -> dict[str, Any]:
    """Its schema as one JSON Schema: references resolved and `allOf` merged, one level deep."""
    seen = node.view
    if seen.merged is None:
        seen.merged = _merged(seen)
    return seen.merged


def _merged(seen: View) -> dict[str, Any]:
    schema: dict[str, Any] = dict(seen.keywords)
    if seen.types or seen.nullable:
        types = [one for one in _ORDER if one in (seen.types or ())]
        if seen.nullable and types:
            types.append("null")
        if types:
            schema["type"] = types[0] if len(types) == 1 else types
    if seen.properties:
        schema["properties"] = {name: _whole(parts) for name, parts in seen.properties.items()}
    if seen.required:
        schema["required"] = list(seen.required)
    if seen.patterns:
        schema["patternProperties"] = {name: _whole(parts) for name, parts in seen.patterns.items()}
    if seen.values:
        schema["additionalProperties"] = _whole(seen.values)
    elif seen.free:
        schema["additionalProperties"] = True
    if seen.prefix:
        schema["prefixItems"] = [_whole(parts) for parts in seen.prefix]
    if seen.items:
        schema["items"] = _whole(seen.items)
    for union in seen.unions:
        if union.kind == "heirs":
            continue
        schema.setdefault(union.kind, [part for part, _ in union.branches])
    if seen.discriminator:
        schema["discriminator"] = {
            "propertyName": seen.discriminator,
            "mapping": dict(seen.mapping),
        }
    return schema


def _whole(parts: Parts) -> Schema:
    return parts[0][0] if len(parts) == 1 else {"allOf": [schema for schema, _ in parts]}
