"""Keywords about arrays: items, prefixItems, contains, uniqueness, counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tryfield.core.schema.checks import Check
from tryfield.core.schema.compiler import Compiler, Here, leaf
from tryfield.core.schema.contains import contains
from tryfield.core.schema.error import Claim, Error, Explain
from tryfield.core.schema.node import Keyword, Node, Part, State
from tryfield.core.schema.sizes import sizes
from tryfield.core.schema.values import PLAIN, key
from tryfield.core.schema.words import quote

_WORDS = frozenset(("contains", "items", "maxItems", "minItems", "prefixItems", "uniqueItems"))
_FEW = 6  #: items that are not worth sorting by class


def arrays(c: Compiler, schema: dict[str, Any], here: Here) -> Iterator[Keyword]:
    """Keywords for arrays."""
    if _WORDS.isdisjoint(schema):
        return
    if here.validates:
        yield from sizes(c, schema, here, list, "Items", "item")
        if schema.get("uniqueItems") is True:
            pointer = c.pointer(here, "uniqueItems")
            claim = Claim(pointer, "uniqueItems", "unique items", _repeated)
            yield leaf({list: _is_unique}, claim)
    yield from _items(c, schema, here)
    if "contains" in schema:
        yield contains(c, schema, here)


def _is_unique(value: list[Any]) -> bool:
    for item in value:
        if type(item) not in PLAIN:
            return len(set(map(key, value))) == len(value)
    return len(set(value)) == len(value)


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

    known = len(nodes)

    def reach(value: Any) -> Iterator[Part]:
        for index, item in enumerate(value) if isinstance(value, list | tuple) else ():
            node = nodes[index] if index < known else rest
            if node is not None:
                yield node, index, item

    covers = None if rest is not None else range(known)
    check, explain = _test(nodes, rest), _explain(c.state, nodes, rest)
    yield Keyword({list: check}, explain, reach, careful=True, covers=(list, covers))


def _explain(state: State, nodes: list[Node], rest: Node | None) -> Explain:
    if not nodes and rest is not None:
        return _explain_each(state, rest)
    known = len(nodes)

    def explain(value: Any, at: str, out: list[Error]) -> None:
        for index, item in enumerate(value):
            node = nodes[index] if index < known else rest
            if node is None:
                return
            kind = type(item)
            test = node.table[kind]
            if test is not None:
                unsure = state.unsure
                if not test(item) or state.unsure != unsure:
                    node.explainers[kind](item, f"{at}/{index}", out)

    return explain


def _explain_each(state: State, node: Node) -> Explain:
    table, explainers = node.table, node.explainers

    def explain(value: Any, at: str, out: list[Error]) -> None:
        for index, item in enumerate(value):
            test = table[type(item)]
            if test is not None:
                unsure = state.unsure
                if not test(item) or state.unsure != unsure:
                    explainers[type(item)](item, f"{at}/{index}", out)

    return explain


def _test(nodes: list[Node], rest: Node | None) -> Check | None:
    others = None if rest is None else _each(rest)
    if not nodes:
        return others
    known = len(nodes)
    tables = [node.table for node in nodes]

    def check(value: Any) -> bool:
        for table, item in zip(tables, value):  # noqa: B905 - saying `strict` takes long
            test = table[type(item)]
            if test is not None and not test(item):
                return False
        return others is None or len(value) <= known or others(value[known:])

    return check


def _each(node: Node) -> Check | None:
    if node.is_open:
        return None
    table = node.table

    def check(value: list[Any]) -> bool:
        if len(value) < _FEW:
            for item in value:
                test = table[type(item)]
                if test is not None and not test(item):
                    return False
            return True
        for kind in set(map(type, value)):
            test = table[kind]
            if test is not None:
                for item in value:
                    if type(item) is kind and not test(item):
                        return False
        return True

    return check
