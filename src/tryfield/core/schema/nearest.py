"""Which branch of a choice a value comes closest to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tryfield.core.schema.outcome import Error


def nearest(branches: Sequence[Sequence[Error]], at: str) -> int:
    """The branch with the fewest errors; one of another type comes last."""
    return min(range(len(branches)), key=lambda i: _distance(branches[i], at), default=-1)


def _distance(errors: Sequence[Error], at: str) -> tuple[bool, bool, int]:
    of_type = any(e.instance == at and e.keyword in ("type", "false") for e in errors)
    tagged = any(
        e.keyword in ("const", "enum") and e.instance.count("/") <= at.count("/") + 1
        for e in errors
    )
    return of_type, tagged, sum(map(_weight, errors))


def _weight(error: Error) -> int:
    if error.best >= 0:
        return 1 + sum(map(_weight, error.children[error.best]))
    return 1
