"""The keywords that share out the members of an object: properties, patterns, and the rest."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from tryfield.core.schema.compiler import Compiler, Here
from tryfield.core.schema.node import Check, Keyword, Node, Part
from tryfield.core.schema.outcome import Claim, Error, found
from tryfield.core.schema.pattern import Pattern
from tryfield.core.schema.words import escape, quote


def properties(c: Compiler, schema: dict[str, Any], here: Here) -> Iterator[Keyword]:
    """`properties`, `patternProperties` and `additionalProperties`, tested together."""
    members = _Members(c, schema, here)
    if members.nodes or members.matched or members.rest is not None:
        check = members.slow if members.matched else _quick(members.nodes, members.rest)
        covers = (dict, None if members.rest is not None else members.nodes)
        keyword = Keyword({dict: check}, members.explain, members.reach)
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

    def reach(self, value: Any) -> Iterator[Part]:
        for name, item in value.items() if isinstance(value, dict) else ():
            node = self.nodes.get(name)
            if node is not None:
                yield node, name, item
            for pattern, other in self.matched:
                matches = pattern.search(str(name), self.state)
                if matches:
                    node = other
                    yield other, name, item
                elif matches is None:
                    self.state.unsure += 1
                    node = node or other  # perhaps it is one of these, so it is not of the rest
            if node is None and self.rest is not None:
                yield self.rest, name, item

    def quick(self, value: Any, at: str, out: list[Error]) -> None:
        nodes, rest, closed = self.nodes, self.rest, self.closed
        for name, item in value.items():
            node = nodes.get(name, rest)
            if node is None or node.is_clean(item):
                continue
            if node is rest and closed:
                out.append(found(self.claim, f"{at}/{escape(name)}", name, str(name)))
            else:
                node.explain(item, f"{at}/{escape(name)}", out)

    def slow(self, value: Any) -> bool:
        return all(node.passes(item) for node, _, item in self.reach(value))

    def explain(self, value: Any, at: str, out: list[Error]) -> None:
        if not self.matched:
            self.quick(value, at, out)
            return
        for node, name, item in self.reach(value):
            if node is self.rest and self.closed:
                out.append(found(self.claim, f"{at}/{escape(name)}", name, str(name)))
            elif not node.is_clean(item):
                node.explain(item, f"{at}/{escape(name)}", out)
        for (pattern, _), doubt in zip(self.matched, self.doubts, strict=True):
            names = [n for n in value if pattern.search(str(n), self.state) is None]
            out.extend(found(doubt, at, name) for name in names)


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
