"""Keywords about objects: properties of all kinds, required and dependent ones, names, counts."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from tryfield.core.json_pointer import escape_token
from tryfield.core.schema.regex_pattern import Pattern
from tryfield.core.schema.schema_compiler import Compiler, Here
from tryfield.core.schema.schema_errors import Claim, Error, Explain, detailed, found
from tryfield.core.schema.schema_node import Check, Keyword, Node, Part
from tryfield.core.schema.size_keywords import sizes

_WORDS = frozenset((
    "additionalProperties", "dependencies", "dependentRequired", "dependentSchemas",
    "maxProperties", "minProperties", "patternProperties", "properties", "propertyNames",
    "required",
))  # fmt: skip


def objects(c: Compiler, schema: dict[str, Any], here: Here) -> Iterator[Keyword]:
    """Keywords for objects."""
    if _WORDS.isdisjoint(schema):
        return
    if here.validates:
        yield from sizes(c, schema, here, dict, "Properties")
        yield from _required(c, schema, here)
    yield from properties(c, schema, here)
    if "propertyNames" in schema:
        yield _names(c.node(schema["propertyNames"], here.down("propertyNames")))
    yield from _dependent(c, schema, here)


def _required(c: Compiler, schema: dict[str, Any], here: Here) -> Iterator[Keyword]:
    names = schema.get("required")
    if isinstance(names, list):
        wanted = tuple(n for n in names if isinstance(n, str) and n not in here.hidden)
        if wanted:
            explain = _missing(c.pointer(here, "required"), wanted)
            yield Keyword({dict: _has(wanted)}, explain, careful=True)
    dependent = schema.get("dependentRequired")
    dependent = dict(dependent) if isinstance(dependent, dict) else {}
    old = schema.get("dependencies")
    if isinstance(old, dict):
        dependent |= {name: names for name, names in old.items() if isinstance(names, list)}
    for name, names in dependent.items():
        if isinstance(names, list) and names:
            word = "dependentRequired" if name not in (old or ()) else "dependencies"
            pointer = c.pointer(here, word, name)
            wanted = tuple(n for n in names if isinstance(n, str))
            explain = _missing(pointer, wanted, word, given=name)
            yield Keyword({dict: _has(wanted, given=name)}, explain, careful=True)


def _has(names: tuple[str, ...], given: str | None = None) -> Check:
    if given is not None:
        has = _has(names)
        return lambda value: given not in value or has(value)

    if len(names) == 1:
        (only,) = names
        return lambda value: only in value

    def check(value: dict[str, Any]) -> bool:
        for name in names:  # noqa: SIM110 - a generator would cost a frame
            if name not in value:
                return False
        return True

    return check


def _missing(
    pointer: str, names: tuple[str, ...], word: str = "required", given: str | None = None
) -> Explain:
    demand = "required" if given is None else "dependentRequired"
    claim = Claim(pointer, word, given, demand=demand)

    def explain(value: Any, at: str, out: list[Error]) -> None:
        if given is None or given in value:
            out.extend(detailed(claim, at, value, name) for name in names if name not in value)

    return explain


def _names(node: Node) -> Keyword:
    table = node.table

    def check(value: dict[Any, Any]) -> bool:
        for name in value:
            test = table[type(name)]
            if test is not None and not test(name):
                return False
        return True

    def explain(value: Any, at: str, out: list[Error]) -> None:
        for name in value:
            node.judge(name, at, out)

    return Keyword({dict: check}, explain, careful=True)


def _dependent(c: Compiler, schema: dict[str, Any], here: Here) -> Iterator[Keyword]:
    for word in ("dependentSchemas", "dependencies"):
        for name, item in maps(schema, word).items():
            if not isinstance(item, list):
                yield _if_present(name, c.node(item, here.beside(word, name)))


def _if_present(given: str, node: Node) -> Keyword:
    passes = node.passes

    def inside(value: Any) -> tuple[Node, ...]:
        return (node,) if isinstance(value, dict) and given in value else ()

    def explain(value: Any, at: str, out: list[Error]) -> None:
        if given in value:
            node.judge(value, at, out)

    checks: dict[type, Check | None] = {dict: lambda value: given not in value or passes(value)}
    return Keyword(checks, explain, inside=inside, careful=True)


_NAMES = 1000  #: of which it is remembered what patterns they match


def properties(c: Compiler, schema: dict[str, Any], here: Here) -> Iterator[Keyword]:
    """`properties`, `patternProperties` and `additionalProperties`, tested together."""
    members = _Members(c, schema, here)
    if members.nodes or members.matched or members.rest is not None:
        check = members.check if members.matched else _quick(members.nodes, members.rest)
        covers = (dict, None if members.rest is not None else members.nodes)
        explain = members.explain if members.matched else _explain(members)
        keyword = Keyword({dict: check}, explain, members.reach, careful=True)
        if members.rest is not None or not members.matched:
            keyword.covers = covers
        yield keyword


def maps(schema: dict[str, Any], word: str) -> dict[str, Any]:
    """A keyword whose value maps names to schemas."""
    value = schema.get(word)
    return value if isinstance(value, dict) else {}


class _Members:
    def __init__(self, c: Compiler, schema: dict[str, Any], here: Here) -> None:
        self.state = c.state
        self.nodes = {
            name: c.node(value, here.down("properties", name))
            for name, value in maps(schema, "properties").items()
        }
        word = "patternProperties"
        self.matched = [
            (c.pattern(source), c.node(value, here.down(word, source)))
            for source, value in maps(schema, word).items()
        ]
        self.doubts = [
            Claim(c.pointer(here, word, pattern.source), word, reason=partial(_why, pattern))
            for pattern, _ in self.matched
        ]
        self.rest: Node | None = None
        word = "additionalProperties"
        self.closed = schema.get(word) is False
        self.claim = Claim(c.pointer(here, word), word)
        if word in schema:
            self.rest = c.node(schema[word], here.down(word))
        self.known: dict[Any, list[Node]] = {}

    def of(self, name: Any) -> list[Node]:
        """The schemas for a name; who is not sure, counts it."""
        nodes = self.known.get(name)
        if nodes is not None:
            return nodes
        nodes, unsure = [], self.state.unsure
        if name in self.nodes:
            nodes.append(self.nodes[name])
        for pattern, node in self.matched:
            matches = pattern.search(str(name), self.state)
            if matches:
                nodes.append(node)
            elif matches is None:
                self.state.unsure += 1
        # Where a pattern cannot be checked, the name is perhaps its own, so it is not of the rest.
        if self.state.unsure == unsure:
            if self.rest is not None and not nodes:
                nodes.append(self.rest)
            if len(self.known) < _NAMES:
                self.known[name] = nodes
        return nodes

    def reach(self, value: Any) -> Iterator[Part]:
        for name, item in value.items() if isinstance(value, dict) else ():
            for node in self.of(name):
                yield node, name, item

    def check(self, value: Any) -> bool:
        """The test where there are patterns."""
        known = self.known
        for name, item in value.items():
            for node in known.get(name) or self.of(name):
                test = node.table[type(item)]
                if test is not None and not test(item):
                    return False
        return True

    def explain(self, value: Any, at: str, out: list[Error]) -> None:
        state = self.state
        for name, item in value.items():
            unsure = state.unsure
            several = self.of(name)
            if state.unsure != unsure:
                self.doubt(name, at, out)
            for node in several:
                test = node.table[type(item)]
                if test is not None:
                    unsure = state.unsure
                    if not test(item) or state.unsure != unsure:
                        self.explain_one(node, name, item, at, out)

    def explain_one(self, node: Node, name: Any, item: Any, at: str, out: list[Error]) -> None:
        where = f"{at}/{escape_token(name)}"
        if self.closed and node is self.rest:
            out.append(detailed(self.claim, where, name, str(name)))
        else:
            node.explainers[type(item)](item, where, out)

    def doubt(self, name: Any, at: str, out: list[Error]) -> None:
        for (pattern, _), claim in zip(self.matched, self.doubts, strict=True):
            if pattern.search(str(name), self.state) is None:
                out.append(found(claim, at, name))


def _why(pattern: Pattern) -> str:
    return pattern.why


def _quick(nodes: dict[str, Node], rest: Node | None) -> Check | None:
    other = None if rest is None or rest.is_open else rest.table
    tables = {n: node.table for n, node in nodes.items() if other is not None or not node.is_open}
    if not tables and other is None:
        return None
    get = tables.get

    def check(value: dict[str, Any]) -> bool:
        for name, item in value.items():
            table = get(name, other)
            if table is not None:
                test = table[type(item)]
                if test is not None and not test(item):
                    return False
        return True

    return check


def _explain(members: _Members) -> Explain:
    """The explanation where there are no patterns."""
    nodes, rest, state = members.nodes, members.rest, members.state
    extra = rest if members.closed else None

    def explain(value: Any, at: str, out: list[Error]) -> None:
        for name, item in value.items():
            node = nodes.get(name, rest)
            if node is None:
                continue
            kind = type(item)
            test = node.table[kind]
            if test is None:
                continue
            unsure = state.unsure
            if test(item) and state.unsure == unsure:
                continue
            if node is extra:
                members.explain_one(node, name, item, at, out)
            else:
                node.explainers[kind](item, f"{at}/{escape_token(name)}", out)

    return explain
