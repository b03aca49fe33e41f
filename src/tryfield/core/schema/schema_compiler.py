"""Schemas into nodes, one keyword group after the other.

Keyword modules get the compiler, the schema and where it stands, and give keywords. A schema
behind a reference is compiled when a value first meets it, so recursion needs no care here. What
OpenAPI's `readOnly` and `writeOnly` keep from travelling in a direction is found here as well.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from tryfield.core.schema import schema_documents
from tryfield.core.schema.json_values import KINDS
from tryfield.core.schema.regex_pattern import Pattern
from tryfield.core.schema.schema_documents import Documents, Place
from tryfield.core.schema.schema_errors import Claim, Error, found, refusal
from tryfield.core.schema.schema_node import Check, Keyword, Node, State, never

NESTING = 100
#: What does not travel in a direction (OpenAPI 3.1.1, Schema Object).
HIDING = {"request": "readOnly", "response": "writeOnly"}


class Here(NamedTuple):
    """Where a schema stands, and what its surroundings mean for it."""

    place: Place
    scope: frozenset[tuple[str, str]] = frozenset()  #: dynamic anchors, each with its resource
    hidden: frozenset[str] = frozenset()  #: properties that do not travel in this direction
    validates: bool = True
    asserts_formats: bool = False
    nesting: int = 0

    def down(self, *steps: object) -> Here:
        """Where a schema for a part of the value stands."""
        place = self.place.down(*steps)
        return self._replace(place=place, nesting=self.nesting + 1, hidden=frozenset())

    def beside(self, *steps: object) -> Here:
        """Where another schema for the same value stands."""
        return self._replace(place=self.place.down(*steps), nesting=self.nesting + 1)


Group: TypeAlias = "Callable[[Compiler, dict[str, Any], Here], Iterator[Keyword]]"
#: The group that comes last gets the keywords before it.
Rest: TypeAlias = "Callable[[Compiler, dict[str, Any], Here, list[Keyword]], Iterator[Keyword]]"


class Compiler:
    """Everything that schemas compiled together share."""

    def __init__(
        self,
        resources: Mapping[str, Any],
        formats: bool | Collection[str],
        direction: str,
        groups: tuple[Group, ...],
        rest: Rest,
    ) -> None:
        self.state = State()
        self.documents = Documents(resources)
        self.formats = formats
        self.hiding = HIDING.get(direction, "")
        self.home = ""  #: the document whose pointers need no URI
        self._groups = groups
        self._rest = rest
        self._nodes: dict[tuple[Place, Any, Any], Node] = {}
        self._patterns: dict[str, Pattern] = {}

    def node(self, schema: Any, here: Here) -> Node:
        """A schema, compiled where it stands."""
        if schema is True or schema == {}:
            return Node(self.state)
        if schema is False:
            claim = Claim(self.pointer(here), "false")
            return Node(self.state, (Keyword(dict.fromkeys(KINDS, never), refusal(claim)),))
        if not isinstance(schema, dict):
            return Node(self.state, (self.doubt(here, "", "This is not a schema."),))
        if here.nesting > NESTING:
            return Node(self.state, (self.doubt(here, "", "Schemas are nested too deeply."),))
        if isinstance(schema.get("$id"), str):
            base = schema_documents.join_uri(here.place.base, schema["$id"]).rstrip("#")
            here = self.enter(here._replace(place=here.place._replace(base=base)), schema)
        return self._compile(schema, here)

    def _compile(self, schema: dict[str, Any], here: Here) -> Node:
        if self.hiding:
            hidden = hidden_names(self.documents, schema, here.place.base, self.hiding)
            here = here._replace(hidden=here.hidden | hidden) if hidden else here
        keywords = [keyword for group in self._groups for keyword in group(self, schema, here)]
        keywords.extend(self._rest(self, schema, here, keywords))
        return Node(self.state, keywords)

    def target(self, schema: Any, here: Here) -> Node:
        """A schema that references lead to: compiled once per place and surroundings."""
        key = (here.place, here.scope, here.hidden)
        node = self._nodes.get(key)
        if node is None:
            node = self._compile(schema, here) if isinstance(schema, dict) else None
            node = self._nodes[key] = node or self.node(schema, here)
        return node

    def enter(self, here: Here, schema: Any) -> Here:
        """The surroundings inside a resource: dialect, and the dynamic anchors not yet in scope."""
        base = here.place.base
        anchors = self.documents.dynamic.get(base, {})
        taken = {name for name, _ in here.scope}
        scope = here.scope | {(name, base) for name in anchors if name not in taken}
        validates, asserts = self.documents.vocabulary(schema)
        return here._replace(scope=scope, validates=validates, asserts_formats=asserts)

    def pattern(self, source: str) -> Pattern:
        """A regular expression, translated once."""
        pattern = self._patterns.get(source)
        if pattern is None:
            pattern = self._patterns[source] = Pattern(source)
        return pattern

    def pointer(self, here: Here, *steps: object) -> str:
        """How errors name a place."""
        place = here.place.down(*steps)
        return place.pointer if place.document == self.home else f"{place.document}#{place.pointer}"

    def asserts(self, name: str, here: Here) -> bool:
        """Whether a format is tested, not only noted."""
        if here.asserts_formats or isinstance(self.formats, bool):
            return here.asserts_formats or bool(self.formats)
        return name in self.formats

    def doubt(self, here: Here, keyword: str, why: str) -> Keyword:
        """A keyword that can never be checked, and why."""
        state = self.state
        pointer = self.pointer(here, keyword) if keyword else self.pointer(here)
        claim = Claim(pointer, keyword, reason=lambda: why)

        def check(_: Any) -> bool:
            state.unsure += 1
            return True

        def explain(value: Any, at: str, out: list[Error]) -> None:
            state.unsure += 1
            out.append(found(claim, at, value))

        return Keyword(dict.fromkeys(KINDS, check), explain, careful=True)


def leaf(checks: dict[type, Check | None], claim: Claim) -> Keyword:
    """A keyword that only looks at the value itself."""
    return Keyword(checks, refusal(claim))


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
            target = documents.find(schema_documents.join_uri(base, schema["$ref"]))
            if target is not None:
                todo.append((target[1], target[0].base))
        if isinstance(schema.get("allOf"), list):
            todo.extend((part, base) for part in schema["allOf"])
    return found
