"""What an evaluation says: every error, what could not be checked, and the annotations.

Verdicts and rules read these values; pointers are JSON pointers (RFC 6901).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tryfield.core.schema.nearest import nearest
from tryfield.core.schema.words import describe


class Claim:
    """What a keyword demands, where it stands, and how to say that a value differs.

    With a `reason`, it is a claim that cannot be checked.
    """

    __slots__ = ("actual", "expected", "keyword", "message", "pointer", "reason")

    def __init__(
        self,
        pointer: str,
        keyword: str,
        expected: str = "",
        actual: Callable[[Any], str] = describe,
        message: Callable[[Error], str] | None = None,
        reason: Callable[[], str] | None = None,
    ) -> None:
        self.pointer = pointer
        self.keyword = keyword
        self.expected = expected
        self.actual = actual
        self.message = message
        self.reason = reason


class Error:
    """One keyword that one value does not satisfy, or that could not be checked on it.

    Attributes:
        instance: Where the value stands.
        name: The property that is missing or not allowed.
        children: The errors per branch of `anyOf` or `oneOf`, per item of `contains`.
    """

    __slots__ = ("_best", "_claim", "_value", "children", "instance", "name")

    def __init__(
        self,
        *,
        instance: str,
        schema: str,
        keyword: str,
        expected: str,
        actual: str,
        message: str,
        name: str = "",
        children: tuple[tuple[Error, ...], ...] = (),
        best: int = -1,
    ) -> None:
        self._claim = Claim(schema, keyword, expected, str, lambda _: message)
        self._value = actual
        self.instance = instance
        self.name = name
        self.children = children
        self._best: int | None = best

    @property
    def best(self) -> int:
        """The branch that was meant: by its discriminator, else by fewest errors; or -1."""
        if self._best is None:
            self._best = nearest(self.children, self.instance)
        return self._best

    @property
    def schema(self) -> str:
        """Where the keyword stands, after references, from the root of its document.

        The document's URI and `#` come before it when it is not the document that was asked
        about.
        """
        return self._claim.pointer

    @property
    def keyword(self) -> str:
        """The keyword; `false` for a schema that allows nothing."""
        return self._claim.keyword

    @property
    def expected(self) -> str:
        """What is documented, in words: `integer or null`, `at least 3 characters`."""
        return self._claim.expected

    @property
    def actual(self) -> str:
        """What was found, in words: `string "12"`."""
        return self._claim.actual(self._value)

    @property
    def message(self) -> str:
        """Both, as one sentence; or why it could not be checked."""
        claim = self._claim
        if claim.reason is not None:
            return claim.reason()
        if claim.message is not None:
            return claim.message(self)
        return f"Expected {self.expected}, got {self.actual}."

    @property
    def is_doubt(self) -> bool:
        """Whether this says that something could not be checked."""
        return self._claim.reason is not None

    def _key(self) -> tuple[Any, ...]:
        words = (self.schema, self.keyword, self.expected, self.actual, self.message)
        return self.instance, *words, self.name, self.children, self.best

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Error) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash((self.instance, self.schema, self.keyword, self.name))

    def __repr__(self) -> str:
        return f"<{self.instance or '/'}: {self.schema}: {self.message}>"


def found(
    claim: Claim,
    at: str,
    value: Any,
    name: str = "",
    children: tuple[tuple[Error, ...], ...] = (),
    best: int | None = -1,
) -> Error:
    """The error that a claim makes of a value; its words are made when they are asked for."""
    error = _new(Error)
    error._claim = claim
    error._value = value
    error.instance = at
    error.name = name
    error.children = children
    error._best = best
    return error


_new = object.__new__


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
