"""The keywords that count the items of an array that match: contains, minContains, maxContains."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf
from typing import Any

from tryfield.core.schema.branches import faults, is_doubtful
from tryfield.core.schema.compiler import Compiler, Here
from tryfield.core.schema.error import Claim, Error, detailed, found
from tryfield.core.schema.node import Keyword, Node, Part, State
from tryfield.core.schema.sizes import size_of
from tryfield.core.schema.words import count


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
        Claim(c.pointer(here, few), few, f"at least {count(least, 'item')} that match", _share),
        Claim(c.pointer(here, many), many, f"at most {count(most, 'item')} that match", _share),
    )
    return Keyword({list: matching.check}, matching.explain, matching.reach, careful=True)


def _share(counts: tuple[int, int]) -> str:
    return f"{counts[0]} of {counts[1]}"


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
