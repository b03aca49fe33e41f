"""Keywords about what no other keyword has looked at: unevaluatedProperties, unevaluatedItems."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from tryfield.core.schema.checks import Check
from tryfield.core.schema.compiler import Compiler, Here
from tryfield.core.schema.error import Claim, Error, found
from tryfield.core.schema.node import Keyword, Node, Part, State
from tryfield.core.schema.words import escape, quote


def unevaluated(
    c: Compiler, schema: dict[str, Any], here: Here, before: list[Keyword]
) -> Iterator[Keyword]:
    """The keywords that need to know what the ones before them have reached."""
    before = list(before)
    for word, kind in (("unevaluatedItems", list), ("unevaluatedProperties", dict)):
        if word in schema:
            node = c.node(schema[word], here.down(word))
            claim = Claim(c.pointer(here, word), word, "nothing more", _part, _surplus)
            closed = claim if schema[word] is False else None
            yield _rest(_Reached(c.state, kind, before), node, closed)


def _part(value: Any) -> str:
    return quote(value) if isinstance(value, str) else f"item {value}"


def _surplus(error: Error) -> str:
    return f"{error.actual} is not documented here."


class _Reached:
    """What keywords look at in values of one kind: known beforehand, or found per value."""

    def __init__(self, state: State, kind: type, keywords: Sequence[Keyword]) -> None:
        self._state = state
        self.kind = kind
        self._keywords = keywords
        self._plans: dict[int, tuple[frozenset[Any] | None, list[Keyword]]] = {}

    def rest(self, value: Any) -> Iterable[tuple[Any, Any]]:
        """The parts of a value that nothing looks at."""
        seen = self.seen(self._keywords, value)
        if seen is None:
            return ()
        if self.kind is dict:
            return [part for part in value.items() if part[0] not in seen]
        return [part for part in enumerate(value) if part[0] not in seen]

    def seen(self, keywords: Sequence[Keyword], value: Any) -> set[Any] | frozenset[Any] | None:
        """The parts of a value that keywords look at; None when they look at all."""
        plan = self._plans.get(id(keywords))
        if plan is None:
            plan = self._plans[id(keywords)] = self._plan(keywords)
        known, open_ones = plan
        if known is None or not open_ones:
            return known
        seen: set[Any] = set()
        self._state.burn(len(open_ones))
        for keyword in open_ones:
            for node, part, _ in keyword.reach(value) if keyword.reach else ():
                if part is not None:
                    seen.add(part)
                    continue
                more = self.seen(node.keywords, value)
                if more is None:
                    return None
                seen.update(more)
        return seen.union(known) if seen else known

    def _plan(self, keywords: Sequence[Keyword]) -> tuple[frozenset[Any] | None, list[Keyword]]:
        parts: set[Any] = set()
        open_ones: list[Keyword] = []
        todo, met = list(keywords), {id(keywords)}
        for keyword in todo:
            if keyword.covers is not None:
                kind, covered = keyword.covers
                if kind is self.kind and covered is None:
                    return None, []
                if kind is self.kind:
                    parts.update(covered or ())
            elif keyword.always is not None:
                for node in keyword.always():
                    if id(node.keywords) not in met:
                        met.add(id(node.keywords))
                        todo.extend(node.keywords)
            elif keyword.reach is not None:
                open_ones.append(keyword)
        return frozenset(parts), open_ones


def _rest(reached: _Reached, node: Node, closed: Claim | None) -> Keyword:
    kinds = (dict,) if reached.kind is dict else (list, tuple)

    def reach(value: Any) -> Iterator[Part]:
        for part, item in reached.rest(value) if isinstance(value, kinds) else ():
            yield node, part, item

    def check(value: Any) -> bool:
        rest = reached.rest(value)
        if closed is not None:
            return not rest
        for _, item in rest:  # noqa: SIM110
            if not node.passes(item):
                return False
        return True

    def explain(value: Any, at: str, out: list[Error]) -> None:
        for part, item in reached.rest(value):
            where = f"{at}/{escape(part)}"
            if closed is not None:
                out.append(found(closed, where, part, part if isinstance(part, str) else ""))
            elif not node.is_clean(item):
                node.explain(item, where, out)

    test: Check | None = None if node.is_open else check
    return Keyword({reached.kind: test}, explain, reach, careful=True, covers=(reached.kind, None))
