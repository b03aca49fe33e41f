"""What an evaluation says: each keyword that a value does not satisfy, what could not be checked,
and the annotations.

Keywords make these values, verdicts and rules read them; pointers are JSON pointers (RFC 6901).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

#: Adds to a list what is wrong with a value that stands at a pointer.
Explain: TypeAlias = "Callable[[Any, str, list[Error]], None]"


class Claim:
    """What a keyword demands, and where it stands; `verdict.difference_wording` has the words.

    With a `reason`, it is a claim that cannot be checked.
    """

    __slots__ = ("demand", "keyword", "limit", "pointer", "reason")

    def __init__(
        self,
        pointer: str,
        keyword: str,
        limit: Any = None,
        *,
        demand: str = "",
        reason: Callable[[], str] | None = None,
    ) -> None:
        self.pointer = pointer
        self.keyword = keyword
        self.limit = limit
        self.demand = demand or keyword
        self.reason = reason


class Error:
    """One keyword that one value does not satisfy, or that could not be checked on it.

    Attributes:
        instance: Where the value stands.
        name: The property that is missing or not allowed.
        children: The errors per branch of `anyOf` or `oneOf`, per item of `contains`.
    """

    # What most errors do not have is not stored in each.
    __slots__ = ("_claim", "_value", "instance")

    _claim: Claim
    _value: Any
    instance: str
    name: str = ""
    children: tuple[tuple[Error, ...], ...] = ()

    @property
    def best(self) -> int:
        """The branch that was meant: by its discriminator, else by fewest errors; or -1."""
        return -1

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
    def demand(self) -> str:
        """The keyword that JSON Schema 2020-12 has for what is demanded.

        It is `keyword`, except where that has several meanings: `exclusiveMinimum` for `minimum`
        beside `exclusiveMinimum: true`, `anyOf` where no branch of `oneOf` fits.
        """
        return self._claim.demand

    @property
    def limit(self) -> Any:
        """What the keyword says in the schema: `3`, `["a", "b"]`, `date-time`.

        The number of branches for `anyOf` and `oneOf`, the name beside which another is
        required for `dependentRequired`, None where a keyword has no limit.
        """
        return self._claim.limit

    @property
    def value(self) -> Any:
        """What does not satisfy it: the value, or the name that is not allowed.

        Of several branches that fit, their indices; of `contains`, the number of items that match
        and of all.
        """
        return self._value

    @property
    def reason(self) -> str:
        """Why it could not be checked; "" where it could."""
        return self._claim.reason() if self._claim.reason is not None else ""

    @property
    def is_doubt(self) -> bool:
        """Whether this says that something could not be checked."""
        return self._claim.reason is not None

    def alone(self) -> Error:
        """The same error without its name and its branches."""
        return found(self._claim, self.instance, self._value)

    def _key(self) -> tuple[Any, ...]:
        said = (self.schema, self.keyword, self.demand, self.limit, self.value, self.reason)
        return self.instance, *said, self.name, self.children, self.best

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Error) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash((self.instance, self.schema, self.keyword, self.name))

    def __repr__(self) -> str:
        return f"<{self.instance or '/'}: {self.schema}: {self.reason or self.demand}>"


class _DetailedError(Error):
    """An error that has more to say than what was demanded and where."""

    __slots__ = ("_best", "children", "name")

    _best: int | None

    @property
    def best(self) -> int:
        if self._best is None:
            self._best = _nearest(self.children, self.instance)
        return self._best


def found(claim: Claim, at: str, value: Any) -> Error:
    """The error that a claim makes of a value; nothing is said in words here."""
    error = Error()
    error._claim = claim
    error._value = value
    error.instance = at
    return error


def detailed(
    claim: Claim,
    at: str,
    value: Any,
    name: str = "",
    children: tuple[tuple[Error, ...], ...] = (),
    best: int | None = -1,
) -> Error:
    """An error that names a property or has branches; `best` may be found out later (None)."""
    error = _DetailedError()
    error._claim = claim
    error._value = value
    error.instance = at
    error.name = name
    error.children = children
    error._best = best
    return error


def refusal(claim: Claim) -> Explain:
    """The explanation of what is always wrong."""

    def explain(value: Any, at: str, out: list[Error]) -> None:
        error = Error()  # as `found` does, without another call
        error._claim = claim
        error._value = value
        error.instance = at
        out.append(error)

    return explain


def parted(errors: Sequence[Error]) -> tuple[tuple[Error, ...], tuple[Error, ...]]:
    """What is wrong, and what could not be checked."""
    for error in errors:
        if error._claim.reason is not None:
            sure = tuple([e for e in errors if not e.is_doubt])
            return sure, tuple([e for e in errors if e.is_doubt])
    return tuple(errors), ()


def _nearest(branches: Sequence[Sequence[Error]], at: str) -> int:
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
    unchecked entry has the shape of an error, and its reason says why no verdict is possible.
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

    @property
    def given_up(self) -> str:
        """Why the evaluation was not brought to its end; "" when it was."""
        ends = (one.reason for one in self.unchecked if not (one.schema or one.keyword))
        return next(ends, "")

    def __repr__(self) -> str:
        return f"Outcome(valid={self.valid}, errors={self.errors}, unchecked={self.unchecked})"


class Faulty(Outcome):
    """An outcome with errors."""

    __slots__ = ("errors",)

    valid = False


class Unsure(Outcome):
    """An outcome with what could not be checked, and perhaps with errors."""

    __slots__ = ("errors", "unchecked", "valid")
