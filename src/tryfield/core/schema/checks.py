"""Tests of values, and how tests combine.

A `Check` answers yes or no. None stands for "always passes" and `never` for "always fails", so
that combining checks removes whatever a kind of value already decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

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
