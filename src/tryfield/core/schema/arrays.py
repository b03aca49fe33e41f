"""Keywords about arrays: items, prefixItems, contains, uniqueness, counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tryfield.core.schema.compiler import Compiler, Here, fault, leaf
from tryfield.core.schema.node import Check, Keyword, Node, Part
from tryfield.core.schema.outcome import Sink
from tryfield.core.schema.scalars import longer_than, shorter_than, size_of
from tryfield.core.schema.values import key
from tryfield.core.schema.words import count, quote


def arrays(c: Compiler, schema: dict[str, Any], here: Here) -> Iterator[Keyword]:
    """Keywords for arrays."""
    if here.validates:
        for word, phrase in (("minItems", "at least"), ("maxItems", "at most")):
            size = size_of(schema.get(word))
            if size is not None:
                check = longer_than(size - 1) if word == "minItems" else shorter_than(size + 1)
                words = f"{phrase} {count(size, 'item')}"
                yield leaf({list: check}, c.pointer(here, word), word, words, quote)
        if schema.get("uniqueItems") is True:
            pointer = c.pointer(here, "uniqueItems")
            yield leaf({list: _is_unique}, pointer, "uniqueItems", "unique items", _repeated)
    yield from _items(c, schema, here)
    if "contains" in schema:
        yield _contains(c, schema, here)


def _is_unique(value: list[Any]) -> bool:
    return len(set(map(key, value))) == len(value)


def _repeated(value: list[Any]) -> str:
    seen: dict[Any, int] = {}
    for index, item in enumerate(value):
        first = seen.setdefault(key(item), index)
        if first != index:
            return f"{quote(item)} at {first} and {index}"
    return "unique items"


def _items(c: Compiler, schema: dict[str, Any], here: Here) -> Iterator[Keyword]:
    first, before, after = schema.get("prefixItems"), "prefixItems", "items"
    if isinstance(schema.get("items"), list):  # before 2020-12
        first, before, after = schema["items"], "items", "additionalItems"
    first = first if isinstance(first, list) else []
    nodes = [c.node(item, here.down(before, index)) for index, item in enumerate(first)]
    rest = c.node(schema[after], here.down(after)) if after in schema else None
    if not nodes and rest is None:
        return

    def reach(value: Any) -> Iterator[Part]:
        if isinstance(value, list | tuple):
            for index, item in enumerate(value):
                if index < len(nodes):
                    yield nodes[index], index, item
                elif rest is not None:
                    yield rest, index, item

    def explain(value: Any, at: str, sink: Sink) -> None:
        for node, index, item in reach(value):
            if not node.is_clean(item):
                node.explain(item, f"{at}/{index}", sink)

    def slow(value: Any) -> bool:
        return all(node.passes(item) for node, _, item in reach(value))

    check = slow if nodes or rest is None else _each(rest)
    yield Keyword({list: check}, explain, reach)


def _each(node: Node) -> Check | None:
    if node.is_open:
        return None
    table = node.table

    def check(value: list[Any]) -> bool:
        for kind in set(map(type, value)):
            test = table[kind]
            if test is not None:
                for item in value:
                    if type(item) is kind and not test(item):
                        return False
        return True

    return check


def _contains(c: Compiler, schema: dict[str, Any], here: Here) -> Keyword:
    node = c.node(schema["contains"], here.down("contains"))
    least, most = 1, None
    if here.validates:
        low = size_of(schema.get("minContains"))
        least = 1 if low is None else low
        most = size_of(schema.get("maxContains"))
    passes = node.passes

    def check(value: list[Any]) -> bool:
        found = sum(map(passes, value))
        return found >= least and (most is None or found <= most)

    def explain(value: Any, at: str, sink: Sink) -> None:
        if not isinstance(value, list | tuple):
            return
        attempts = [node.attempt(item, f"{at}/{index}") for index, item in enumerate(value)]
        maybe = [a.unchecked for a in attempts if a.unchecked and not a.errors]
        found = sum(not a.errors and not a.unchecked for a in attempts)
        if found >= least and (most is None or found + len(maybe) <= most):
            return
        if most is not None and found > most:
            word, words = "maxContains", f"at most {count(most, 'item')} that match"
        elif found + len(maybe) < least:
            word = "minContains" if "minContains" in schema else "contains"
            words = f"at least {count(least, 'item')} that match"
        else:
            sink.unchecked.extend(error for entries in maybe for error in entries)
            return
        actual = f"{found} of {len(value)}"
        children = () if found else tuple(tuple(a.errors) for a in attempts)
        sink.errors.append(fault(at, c.pointer(here, word), word, words, actual, children=children))

    def reach(value: Any) -> Iterator[Part]:
        if isinstance(value, list | tuple):
            for index, item in enumerate(value):
                if passes(item):
                    yield node, index, item

    return Keyword({list: check}, explain, reach)
