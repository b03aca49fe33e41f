"""A compiled schema: one quick test per kind of value, and the slow ways to say why not.

A `Check` answers yes or no. None stands for "always passes" and `never` for "always fails", so
that combining checks removes whatever a kind of value already decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeAlias

from tryfield.core.json_pointer import escape_token
from tryfield.core.schema.json_values import KINDS, kind_of
from tryfield.core.schema.schema_errors import Annotation, Error, Explain

Check: TypeAlias = Callable[[Any], bool]


def never(_: Any) -> bool:
    """Always fails."""
    return False


def both(checks: Iterable[Check | None]) -> Check | None:
    """All of the checks."""
    parts = [check for check in checks if check is not None]
    if never in parts:
        return never
    if len(parts) < 2:
        return parts[0] if parts else None
    if len(parts) == 2:
        first, second = parts
        return lambda value: first(value) and second(value)
    if len(parts) == 3:
        first, second, third = parts
        return lambda value: first(value) and second(value) and third(value)

    def check(value: Any) -> bool:
        for part in parts:  # noqa: SIM110 - a generator would cost a frame
            if not part(value):
                return False
        return True

    return check


def either(checks: Sequence[Check | None]) -> Check | None:
    """At least one of the checks."""
    if None in checks:
        return None
    parts = [check for check in checks if check is not None and check is not never]
    if len(parts) < 2:
        return parts[0] if parts else never
    if len(parts) == 2:
        first, second = parts
        return lambda value: first(value) or second(value)

    def check(value: Any) -> bool:
        for part in parts:  # noqa: SIM110
            if part(value):
                return True
        return False

    return check


def single(checks: Sequence[Check | None]) -> Check | None:
    """Exactly one of the checks."""
    parts = [check for check in checks if check is not None and check is not never]
    sure = sum(check is None for check in checks)
    if sure > 1 or not (sure or parts):
        return never
    if not parts:
        return None
    if sure:
        return inverse(either(parts))
    if len(parts) == 1:
        return parts[0]

    def check(value: Any) -> bool:
        found = False
        for part in parts:
            if part(value):
                if found:
                    return False
                found = True
        return found

    return check


def inverse(check: Check | None) -> Check | None:
    """The opposite."""
    if check is None or check is never:
        return never if check is None else None
    return lambda value: not check(value)


#: A schema, the name or index of the part of a value that it applies to, and that part.
Part: TypeAlias = "tuple[Node, str | int, Any]"
Reach: TypeAlias = "Callable[[Any], Iterable[Part]]"
#: The schemas for a value itself.
Inside: TypeAlias = "Callable[[Any], Sequence[Node]]"

FUEL = 2_000_000
LEAST_FUEL = 20_000
DEPTH = 200


class Exhausted(Exception):  # noqa: N818 - it is caught, never shown
    """An evaluation took more steps than any honest document needs."""


class State:
    """What one evaluation has used up.

    `unsure` counts the tests that could not be made: while it stands still, no error is a doubt.
    An evaluation that runs out of fuel leaves half as much to those after it: schemas that share
    their references share a budget as well, however many values there are.
    """

    __slots__ = ("allowance", "depth", "fuel", "unsure")

    def __init__(self) -> None:
        self.allowance = FUEL
        self.begin()

    def begin(self) -> None:
        """Start an evaluation."""
        self.fuel = self.allowance
        self.depth = self.unsure = 0

    def ran_out(self) -> None:
        """Say that an evaluation was given up."""
        self.allowance = max(self.allowance // 2, LEAST_FUEL)

    def burn(self, steps: int = 1) -> None:
        self.fuel -= steps
        if self.fuel < 0:
            raise Exhausted


class Table(dict[type, Check | None]):
    """The check for each class of values; classes that are met first are added."""

    __slots__ = ()

    def __missing__(self, cls: type) -> Check | None:
        check = self[cls] = self[kind_of(cls)]
        return check


class Keyword:
    """One keyword, or several that are tested together.

    `explain` adds to a list what is wrong with a value that does not pass for certain; one that
    is `careful` may be asked about any value, at no greater cost. `reach` gives the schemas that
    apply to parts of a value, and `inside` those for the value itself, that pass.
    What can be known before there is a value is in `covers`, the parts that are always reached
    in values of a kind (None: all of them), and in `always`: `inside` needs no value.
    """

    __slots__ = ("always", "careful", "checks", "covers", "explain", "inside", "note", "reach")

    def __init__(
        self,
        checks: dict[type, Check | None] | None = None,
        explain: Explain | None = None,
        reach: Reach | None = None,
        *,
        careful: bool = False,
        note: tuple[str, str, Any] | None = None,
        covers: tuple[type, Iterable[Any] | None] | None = None,
        inside: Inside | None = None,
        always: bool = False,
    ) -> None:
        self.checks = checks or {}
        self.explain = explain
        self.reach = reach
        self.careful = careful
        self.note = note  #: keyword, pointer and value of an annotation
        self.covers = covers
        self.inside = inside
        self.always = always


class Node:
    """A schema, compiled.

    A reference that comes back to a schema with the value it is `judging` would never end
    (JSON Schema 2020-12, Core 9.4.1).
    """

    __slots__ = ("explainers", "judges", "judging", "keywords", "state", "table")

    def __init__(self, state: State, keywords: Sequence[Keyword] = ()) -> None:
        self.state = state
        self.judging: object = Node  # a value that no instance has
        self.keywords = keywords
        tests = [k.checks for k in keywords if k.checks]  # annotations have none
        if len(tests) == 1:
            self.table = Table((kind, tests[0].get(kind)) for kind in KINDS)
        else:
            self.table = Table((k, both([test[k] for test in tests if k in test])) for k in KINDS)
        self.explainers = Explainers(state, keywords, failed=True)
        self.judges = Explainers(state, keywords, failed=False)

    @property
    def is_open(self) -> bool:
        """Whether every value passes."""
        return not any(self.table.values())

    def passes(self, value: Any) -> bool:
        check = self.table[type(value)]
        return check is None or check(value)

    def is_clean(self, value: Any) -> bool:
        """Whether a value passes for certain."""
        unsure = self.state.unsure
        check = self.table[type(value)]
        return (check is None or check(value)) and self.state.unsure == unsure

    def judge(self, value: Any, at: str, out: list[Error]) -> None:
        """Add what is wrong with a value, if anything is."""
        self.judges[type(value)](value, at, out)

    def attempt(self, value: Any, at: str) -> list[Error]:
        """What would be wrong if this schema alone applied."""
        out: list[Error] = []
        self.judges[type(value)](value, at, out)
        return out

    def annotate(self, value: Any, at: str) -> Iterator[Annotation]:
        for keyword in self.keywords:
            if keyword.note is not None:
                name, pointer, words = keyword.note
                if name.startswith("content") and not isinstance(value, str):
                    continue  # contentEncoding and its kin speak of strings only
                yield Annotation(instance=at, schema=pointer, keyword=name, value=words)
            if keyword.reach is not None:
                for node, part, item in keyword.reach(value):
                    yield from node.annotate(item, f"{at}/{escape_token(part)}")
            if keyword.inside is not None:
                for node in keyword.inside(value):
                    yield from node.annotate(value, at)


class Explainers(dict[type, Explain]):
    """How to say what is wrong with values of a class; made when one is first met.

    Args:
        state: Of the evaluation.
        keywords: Of the schema.
        failed: Whether only values are asked about that do not pass for certain.
    """

    __slots__ = ("failed", "keywords", "state")

    def __init__(self, state: State, keywords: Sequence[Keyword], *, failed: bool) -> None:
        self.state = state
        self.keywords = keywords
        self.failed = failed

    def __missing__(self, cls: type) -> Explain:
        kind = kind_of(cls)
        found = [
            (keyword, keyword.explain, test)
            for keyword in self.keywords
            if keyword.explain is not None and (test := keyword.checks.get(kind)) is not None
        ]
        if self.failed and len(found) == 1:
            self[cls] = found[0][1]  # no other keyword can have failed
        else:
            self[cls] = _each([_step(self.state, *one) for one in found])
        return self[cls]


def _each(steps: Sequence[Explain]) -> Explain:
    if len(steps) == 1:
        return steps[0]
    if len(steps) == 2:
        first, second = steps

        def explain_two(value: Any, at: str, out: list[Error]) -> None:
            first(value, at, out)
            second(value, at, out)

        return explain_two

    def explain(value: Any, at: str, out: list[Error]) -> None:
        for step in steps:
            step(value, at, out)

    return explain


def _step(state: State, keyword: Keyword, explain: Explain, test: Check) -> Explain:
    if keyword.careful or test is never:
        return explain

    def step(value: Any, at: str, out: list[Error]) -> None:
        unsure = state.unsure
        if not test(value) or state.unsure != unsure:
            explain(value, at, out)

    return step
