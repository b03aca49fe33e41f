"""What an evaluation says: every error, what could not be checked, and the annotations.

Verdicts and rules read these values; pointers are JSON pointers (RFC 6901).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Error:
    """One keyword that one value does not satisfy, or that could not be checked on it.

    `schema` points to the keyword where it stands, after references: from the root of the
    document it stands in, with that document's URI and `#` before it when it is another one.
    """

    instance: str  #: where the value stands
    schema: str
    keyword: str
    expected: str  #: in words, as documented: `integer or null`, `at least 3 characters`
    actual: str  #: in words: `string "12"`
    message: str  #: both, as one sentence
    name: str = ""  #: the property that is missing or not allowed
    children: tuple[tuple[Error, ...], ...] = ()  #: per branch of anyOf or oneOf; of `not`: none
    best: int = -1  #: the branch that was meant: by its discriminator, else by fewest errors


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

    __slots__ = ("_annotate", "_instance", "errors", "unchecked", "valid")

    def __init__(
        self,
        errors: tuple[Error, ...],
        unchecked: tuple[Error, ...],
        annotate: Callable[[Any], tuple[Annotation, ...]],
        instance: Any,
    ) -> None:
        self.valid = not errors
        self.errors = errors
        self.unchecked = unchecked
        self._annotate = annotate
        self._instance = instance

    @property
    def annotations(self) -> tuple[Annotation, ...]:
        """What the schema says about a valid instance; nothing about an invalid one."""
        return self._annotate(self._instance) if self.valid else ()

    def __repr__(self) -> str:
        return f"Outcome(valid={self.valid}, errors={self.errors}, unchecked={self.unchecked})"


class Sink:
    """Where explanations put what they find."""

    __slots__ = ("errors", "unchecked")

    def __init__(self) -> None:
        self.errors: list[Error] = []
        self.unchecked: list[Error] = []
