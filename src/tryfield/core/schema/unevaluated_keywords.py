"""Keywords about what no other keyword has looked at: unevaluatedProperties, unevaluatedItems."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tryfield.core.json_pointer import escape_token
from tryfield.core.schema.schema_compiler import Compiler, Here
from tryfield.core.schema.schema_errors import Claim, Error, Explain, detailed
from tryfield.core.schema.schema_node import Check, Inside, Keyword, Node, Part, Reach, State


def unevaluated(
    c: Compiler, schema: dict[str, Any], here: Here, before: list[Keyword]
) -> Iterator[Keyword]:
    """The keywords that need to know what the ones before them have reached."""
    before = list(before)
    for word, kind in (("unevaluatedItems", list), ("unevaluatedProperties", dict)):
        if word in schema:
            node = c.node(schema[word], here.down(word))
            claim = Claim(c.pointer(here, word), word)
            closed = claim if schema[word] is False else None
            yield _rest(_Reached(c.state, kind, before), node, closed)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What keywords look at in values of one kind, as far as it is known beforehand."""

    known: frozenset[Any] | None  #: parts that are always looked at; None: all of them
    inside: Sequence[Inside] = ()  #: where to look further, in schemas for the value itself
    reach: Sequence[Reach] = ()  #: and in schemas for parts of it


class _Reached:
    """What a schema looks at in values of one kind: known beforehand, or found per value."""

    def __init__(self, state: State, kind: type, keywords: Sequence[Keyword]) -> None:
        self._state = state
        self.kind = kind
        self._keywords = keywords
        self._plan: _Plan | None = None
        self._plans: dict[Node, _Plan] = {}

    def is_complete(self, value: Any) -> bool:
        """Whether all parts of a value are looked at."""
        if not value:
            return True
        seen = self.seen(self._plan or self._prepare(), value)
        if seen is None:
            return True
        return seen.issuperset(value if self.kind is dict else range(len(value)))

    def rest(self, value: Any) -> Sequence[Any]:
        """The names or indices of the parts of a value that nothing looks at."""
        if not value:
            return ()
        seen = self.seen(self._plan or self._prepare(), value)
        if seen is None:
            return ()
        parts = value if self.kind is dict else range(len(value))
        return [part for part in parts if part not in seen]

    def seen(self, plan: _Plan, value: Any) -> frozenset[Any] | None:
        """The parts of a value that are looked at; None when all are."""
        seen = plan.known
        if seen is None or not (plan.inside or plan.reach):
            return seen
        self._state.burn(len(plan.inside) + len(plan.reach))
        for reach in plan.reach:
            seen = seen.union([part for _, part, _ in reach(value)])
        plans = self._plans
        for choose in plan.inside:
            for node in choose(value):
                more = self.seen(plans.get(node) or self._below(node), value)
                if more is None:
                    return None
                if more:
                    seen = seen | more
        return seen

    def _prepare(self) -> _Plan:
        # Only when a value comes, since references are followed for it.
        self._plan = self._planned(self._keywords)
        return self._plan

    def _below(self, node: Node) -> _Plan:
        plan = self._plans[node] = self._planned(node.keywords)
        return plan

    def _planned(self, keywords: Sequence[Keyword]) -> _Plan:
        known: set[Any] = set()
        inside: list[Inside] = []
        reach: list[Reach] = []
        todo, met = list(keywords), {id(keywords)}
        for keyword in todo:
            if keyword.covers is not None:
                kind, covered = keyword.covers
                if kind is self.kind and covered is None:
                    return _Plan(None)
                if kind is self.kind:
                    known.update(covered or ())
            elif keyword.inside is not None and keyword.always:
                for node in keyword.inside(None):
                    if id(node.keywords) not in met:
                        met.add(id(node.keywords))
                        todo.extend(node.keywords)
            elif keyword.inside is not None:
                inside.append(keyword.inside)
            elif keyword.reach is not None:
                reach.append(keyword.reach)
        return _Plan(frozenset(known), inside, reach)


def _rest(reached: _Reached, node: Node, closed: Claim | None) -> Keyword:
    kinds = (dict,) if reached.kind is dict else (list, tuple)

    def reach(value: Any) -> Iterator[Part]:
        for part in reached.rest(value) if isinstance(value, kinds) else ():
            yield node, part, value[part]

    test, explain = _each(reached, node) if closed is None else _none(reached, closed)
    if node.is_open:
        test = None
    return Keyword({reached.kind: test}, explain, reach, careful=True, covers=(reached.kind, None))


def _each(reached: _Reached, node: Node) -> tuple[Check | None, Explain]:
    def check(value: Any) -> bool:
        for part in reached.rest(value):  # noqa: SIM110
            if not node.passes(value[part]):
                return False
        return True

    def explain(value: Any, at: str, out: list[Error]) -> None:
        for part in reached.rest(value):
            node.judge(value[part], f"{at}/{escape_token(part)}", out)

    return check, explain


def _none(reached: _Reached, closed: Claim) -> tuple[Check | None, Explain]:
    def explain(value: Any, at: str, out: list[Error]) -> None:
        for part in reached.rest(value):
            name = part if isinstance(part, str) else ""
            out.append(detailed(closed, f"{at}/{escape_token(part)}", part, name))

    return reached.is_complete, explain
