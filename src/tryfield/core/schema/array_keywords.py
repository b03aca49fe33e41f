"""Keywords about arrays: items, prefixItems, contains, uniqueness, counts."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf
from typing import Any

from tryfield.core.schema.json_values import PLAIN, key
from tryfield.core.schema.logic_keywords import faults, is_doubtful
from tryfield.core.schema.schema_compiler import Compiler, Here, leaf
from tryfield.core.schema.schema_errors import Claim, Error, Explain, detailed, found
from tryfield.core.schema.schema_node import Check, Keyword, Node, Part, State
from tryfield.core.schema.size_keywords import size_of, sizes

_WORDS = frozenset(("contains", "items", "maxItems", "minItems", "prefixItems", "uniqueItems"))
_FEW = 6  #: items that are not worth sorting by class


def arrays(c: Compiler, schema: dict[str, Any], here: Here) -> Iterator[Keyword]:
    """Keywords for arrays."""
    if _WORDS.isdisjoint(schema):
        return
    if here.validates:
        yield from sizes(c, schema, here, list, "Items")
        if schema.get("uniqueItems") is True:
            pointer = c.pointer(here, "uniqueItems")
            yield leaf({list: _is_unique}, Claim(pointer, "uniqueItems"))
    yield from _items(c, schema, here)
    if "contains" in schema:
        yield contains(c, schema, here)


def _is_unique(value: list[Any]) -> bool:
    for item in value:
        if type(item) not in PLAIN:
            return len(set(map(key, value))) == len(value)
    return len(set(value)) == len(value)


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


def contains(c: Compiler, schema: dict[str, Any], here: Here) -> Keyword:
    """The three keywords, tested together."""
    least, most = 1, None
    if here.validates:
        low, most = size_of(schema.get("minContains")), size_of(schema.get("maxContains"))
        least = 1 if low is None else low
    few, many = "minContains" if "minContains" in schema else "contains", "maxContains"
    matching = _Matching(
        c.state,
        c.node(schema["contains"], here.down("contains")),
        (least, inf if most is None else most),
        Claim(c.pointer(here, few), few, least, demand="minContains"),
        Claim(c.pointer(here, many), many, most),
    )
    return Keyword({list: matching.check}, matching.explain, matching.reach, careful=True)


class _Matching:
    def __init__(
        self, state: State, node: Node, limits: tuple[int, float], few: Claim, many: Claim
    ) -> None:
        self.state = state
        self.node = node
        self.least, self.most = limits
        self.few = few
        self.many = many

    def count(self, value: Any) -> int:
        """How many items match; those that can change nothing are not looked at."""
        table, enough = self.node.table, self.least if self.most is inf else inf
        matches = 0
        for item in value:
            test = table[type(item)]
            if test is None or test(item):
                matches += 1
                if matches >= enough:
                    break
        return matches

    def check(self, value: Any) -> bool:
        return self.least <= self.count(value) <= self.most

    def explain(self, value: Any, at: str, out: list[Error]) -> None:
        unsure = self.state.unsure
        matches = self.count(value)
        if self.state.unsure != unsure:
            self.explain_doubtful(value, at, out)
        elif matches > self.most:
            out.append(found(self.many, at, (matches, len(value))))
        elif matches < self.least:
            children = () if matches else self.attempts(value, at)
            out.append(detailed(self.few, at, (matches, len(value)), children=children))

    def explain_doubtful(self, value: Any, at: str, out: list[Error]) -> None:
        """The explanation where some items can perhaps not be checked."""
        attempts = self.attempts(value, at)
        matches, maybe = attempts.count(()), sum(map(is_doubtful, attempts))
        counts = matches, len(value)
        if matches > self.most:
            out.append(found(self.many, at, counts))
        elif matches + maybe < self.least:
            children = () if matches else faults(attempts)
            out.append(detailed(self.few, at, counts, children=children))
        elif matches < self.least or matches + maybe > self.most:
            out.extend(error for attempt in filter(is_doubtful, attempts) for error in attempt)

    def attempts(self, value: Any, at: str) -> tuple[tuple[Error, ...], ...]:
        """What is wrong with each item."""
        attempt = self.node.attempt
        return tuple([tuple(attempt(item, f"{at}/{i}")) for i, item in enumerate(value)])

    def reach(self, value: Any) -> Iterator[Part]:
        for index, item in enumerate(value) if isinstance(value, list | tuple) else ():
            if self.node.passes(item):
                yield self.node, index, item
