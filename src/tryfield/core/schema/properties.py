"""The keywords that share out the members of an object: properties, patterns, and the rest."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from tryfield.core.schema.checks import Check
from tryfield.core.schema.compiler import Compiler, Here
from tryfield.core.schema.error import Claim, Error, Explain, detailed, found
from tryfield.core.schema.node import Keyword, Node, Part
from tryfield.core.schema.pattern import Pattern
from tryfield.core.schema.words import escape, quote

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
        self.claim = Claim(c.pointer(here, word), word, "no other name", quote, _surplus)
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
        where = f"{at}/{escape(name)}"
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


def _surplus(error: Error) -> str:
    return f"{error.actual} is not one of the names allowed."


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
                node.explainers[kind](item, f"{at}/{escape(name)}", out)

    return explain
