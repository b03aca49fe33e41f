"""What an evaluation says: every error, what could not be checked, and the annotations.

Verdicts and rules read these values; pointers are JSON pointers (RFC 6901).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tryfield.core.schema.error import Error


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """What a keyword that asserts nothing says about a value."""

    instance: str
    schema: str
    keyword: str
    value: Any


class Outcome:
    """The result of one evaluation.

    `valid` says that no error was found; it is only certain while `unchecked` is empty. An
    unchecked entry has the shape of an error, and its message says why no verdict is possible.
    """

    # Most values are valid, and what is the same for all of them is not stored in each.
    __slots__ = ("_annotate", "_instance")

    valid: bool = True
    errors: tuple[Error, ...] = ()
    unchecked: tuple[Error, ...] = ()
    _annotate: Callable[[Any], tuple[Annotation, ...]]
    _instance: Any

    @property
    def annotations(self) -> tuple[Annotation, ...]:
        """What the schema says about a valid instance; nothing about an invalid one."""
        return self._annotate(self._instance) if self.valid else ()

    def __repr__(self) -> str:
        return f"Outcome(valid={self.valid}, errors={self.errors}, unchecked={self.unchecked})"


class Faulty(Outcome):
    """An outcome with errors."""

    __slots__ = ("errors",)

    valid = False


class Unsure(Outcome):
    """An outcome with what could not be checked, and perhaps with errors."""

    __slots__ = ("errors", "unchecked", "valid")
