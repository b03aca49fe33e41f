"""The keywords that share out the members of an object: properties, patterns, and the rest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tryfield.core.schema.compiler import Compiler, Here, fault, unchecked
from tryfield.core.schema.node import Check, Keyword, Node, Part
from tryfield.core.schema.outcome import Error, Sink
from tryfield.core.schema.words import escape, quote


def properties(c: Compiler, schema: dict[str, Any], here: Here) -> Iterator[Keyword]:
    """`properties`, `patternProperties` and `additionalProperties`, tested together."""
    members = _Members(c, schema, here)
    if members.nodes or members.matched or members.rest is not None:
        check = members.slow if members.matched else _quick(members.nodes, members.rest)
        yield Keyword({dict: check}, members.explain, members.reach)


def maps(schema: dict[str, Any], word: str) -> dict[str, Any]:
    """A keyword whose value maps names to schemas."""
    value = schema.get(word)
    return value if isinstance(value, dict) else {}


class _Members:
    def __init__(self, c: Compiler, schema: dict[str, Any], here: Here) -> None:
        word = "patternProperties"
        self.state = c.state
        self.nodes = {
            name: c.node(value, here.down("properties", name))
            for name, value in maps(schema, "properties").items()
        }
        self.matched = [
            (
                c.pattern(source),
                c.node(value, here.down(word, source)),
                c.pointer(here, word, source),
            )
            for source, value in maps(schema, word).items()
        ]
        self.rest: Node | None = None
        word = "additionalProperties"
        self.closed = schema.get(word) is False
        self.pointer = c.pointer(here, word)
        if word in schema:
            self.rest = c.node(schema[word], here.down(word))

    def reach(self, value: Any) -> Iterator[Part]:
        for name, item in value.items() if isinstance(value, dict) else ():
            node = self.nodes.get(name)
            if node is not None:
                yield node, name, item
            for pattern, other, _ in self.matched:
                found = pattern.search(str(name), self.state)
                if found:
                    node = other
                    yield other, name, item
                elif found is None:
                    self.state.unsure += 1
                    node = node or other  # perhaps it is one of these, so it is not of the rest
            if node is None and self.rest is not None:
                yield self.rest, name, item

    def slow(self, value: Any) -> bool:
        return all(node.passes(item) for node, _, item in self.reach(value))

    def explain(self, value: Any, at: str, sink: Sink) -> None:
        for node, name, item in self.reach(value):
            where = f"{at}/{escape(name)}"
            if node is self.rest and self.closed:
                sink.errors.append(self.surplus(str(name), where))
            elif not node.is_clean(item):
                node.explain(item, where, sink)
        for pattern, _, pointer in self.matched:
            for name in value if isinstance(value, dict) else ():
                if pattern.search(str(name), self.state) is None:
                    word = "patternProperties"
                    sink.unchecked.append(unchecked(at, pointer, word, name, pattern.why))

    def surplus(self, name: str, where: str) -> Error:
        word, message = "additionalProperties", f"{quote(name)} is not one of the names allowed."
        return fault(
            where, self.pointer, word, "no other name", quote(name), message=message, name=name
        )


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
