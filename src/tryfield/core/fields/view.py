"""One schema as it is meant: references followed, `allOf` and conditions merged, one level deep.

A view is built from parts (a schema and its pointer in the contract); a name that two parts
describe keeps both, so that nothing an author wrote is lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from tryfield.core.model import Schema

Part: TypeAlias = tuple[Schema, str]
Parts: TypeAlias = tuple[Part, ...]

_REFERENCE = "#/components/schemas/"
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
    """The branches of a `oneOf` or `anyOf` that are a choice for a reader."""

    kind: str
    pointer: str
    branches: list[Part]


@dataclass(slots=True, kw_only=True)
class View:
    """What the parts of a schema say together."""

    keywords: dict[str, Any] = field(default_factory=dict)
    types: frozenset[str] | None = None  #: None when no part names a type
    nullable: bool = False
    properties: dict[str, Parts] = field(default_factory=dict)
    required: dict[str, None] = field(default_factory=dict)
    patterns: dict[str, Parts] = field(default_factory=dict)
    values: Parts = ()  #: `additionalProperties`, when it is a schema
    free: bool = False  #: any further name is documented as allowed
    closed: bool = False  #: no further name is
    prefix: list[Parts] = field(default_factory=list)
    items: Parts = ()
    unions: list[Union] = field(default_factory=list)
    mapping: Mapping[str, str] = field(default_factory=dict)
    discriminator: str = ""
    reference: str = ""  #: name of the component, when the schema is only a reference to one
    broken: str = ""  #: a reference that leads nowhere
    identity: frozenset[str] = frozenset()  #: pointers of the parts that give it its structure
    names: int | None = None  #: how many stand below it, once somebody counted all of them
    words: str = ""  #: its type in words, once somebody asked
    merged: dict[str, Any] | None = None  #: all of it as one schema, once somebody asked

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


def resolve(reference: str, components: Mapping[str, Schema]) -> Part | None:
    """The schema a `$ref` leads to, with its pointer; None when it leads nowhere."""
    if not reference.startswith(_REFERENCE):
        return None
    steps = [unescape(step) for step in reference[len(_REFERENCE) :].split("/")]
    node: Any = components
    for step in steps:
        if isinstance(node, Mapping) and step in node:
            node = node[step]
        elif isinstance(node, list) and step.isascii() and step.isdigit() and int(step) < len(node):
            node = node[int(step)]
        else:
            return None
    return (node, reference[1:]) if isinstance(node, Mapping | bool) else None


def unescape(step: str) -> str:
    """One step of a JSON pointer in a URL fragment, as it is meant (RFC 6901, section 6)."""
    if "%" in step:
        from urllib.parse import unquote

        step = unquote(step)
    return step.replace("~1", "/").replace("~0", "~")


def step(name: str) -> str:
    """One name as a step of a JSON pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")
