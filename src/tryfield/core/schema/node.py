"""A compiled schema: one quick test per kind of value, and the slow ways to say why not.

A `Check` answers yes or no. None stands for "always passes" and `never` for "always fails", so
that combining checks removes whatever a kind of value already decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeAlias

from tryfield.core.schema.outcome import Annotation, Error
from tryfield.core.schema.values import KINDS, kind_of
from tryfield.core.schema.words import escape

Check: TypeAlias = Callable[[Any], bool]
Explain: TypeAlias = "Callable[[Any, str, list[Error]], None]"
#: A schema, the name or index of the part of a value that it applies to, and that part.
Part: TypeAlias = "tuple[Node, str | int | None, Any]"
Reach: TypeAlias = "Callable[[Any], Iterable[Part]]"

FUEL = 2_000_000
DEPTH = 200

_PLAIN = frozenset(KINDS)


class Exhausted(Exception):  # noqa: N818 - it is caught, never shown
    """An evaluation took more steps than any honest document needs."""


class State:
    """What one evaluation has used up; `unsure` counts the tests that could not be made."""

    __slots__ = ("depth", "fuel", "unsure")

    def __init__(self) -> None:
        self.depth = 0
        self.fuel = FUEL
        self.unsure = 0

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

    `explain` adds to a list what is wrong with a value that does not pass for certain; `reach`
    gives the schemas that apply to a value and pass, with the name or index of the part they
    apply to, or None for the value itself.
    What can be known before there is a value is in `covers`, the parts that are always reached
    in values of a kind (None: all of them), and in `always`, the schemas for the value itself.
    """

    __slots__ = ("always", "checks", "covers", "explain", "note", "reach")

    def __init__(
        self,
        checks: dict[type, Check | None] | None = None,
        explain: Explain | None = None,
        reach: Reach | None = None,
        *,
        note: tuple[str, str, Any] | None = None,
        covers: tuple[type, Iterable[Any] | None] | None = None,
        always: Callable[[], Sequence[Node]] | None = None,
    ) -> None:
        self.checks = checks or {}
        self.explain = explain
        self.reach = reach
        self.note = note  #: keyword, pointer and value of an annotation
        self.covers = covers
        self.always = always


class Node:
    """A schema, compiled."""

    __slots__ = ("_explains", "keywords", "state", "table")

    def __init__(self, state: State, keywords: Sequence[Keyword] = ()) -> None:
        self.state = state
        self.keywords = keywords
        self._explains = tuple((k.checks, k.explain) for k in keywords if k.explain is not None)
        self.table = Table(
            (kind, both([k.checks[kind] for k in keywords if kind in k.checks])) for kind in KINDS
        )

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

    def explain(self, value: Any, at: str, out: list[Error]) -> None:
        """Add what is wrong: only keywords that do not pass for certain are asked."""
        kind = type(value)
        if kind not in _PLAIN:
            kind = kind_of(kind)
        state = self.state
        for checks, explain in self._explains:
            test = checks.get(kind)
            if test is not None:
                unsure = state.unsure
                if not test(value) or state.unsure != unsure:
                    explain(value, at, out)

    def attempt(self, value: Any, at: str) -> list[Error]:
        """What would be wrong if this schema alone applied."""
        out: list[Error] = []
        self.explain(value, at, out)
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
                    where = at if part is None else f"{at}/{escape(part)}"
                    yield from node.annotate(item, where)


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
