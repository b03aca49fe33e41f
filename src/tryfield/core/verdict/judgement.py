"""What a judgement says, as data; `difference_wording` makes the words, at the very end.

What was found is kept apart from its type, so that whoever shows a verdict can withhold it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Verdict = Literal["matches", "differs", "absent", "not-checkable"]
Sender = Literal["request", "response"]
NoteCode = Literal[
    "parent-absent", "placeholder", "unchecked", "wrapped", "choices", "choices-overlap", "format",
    "hidden",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Actual:
    """One of the values that differ."""

    type: str  #: JSON Schema type; `absent` where nothing stands
    value: Any = None  #: of the instance: for those who may see it


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A keyword of a schema that values do not satisfy."""

    keyword: str  #: as the schema has it: `type`, `enum`, `minimum`
    demand: str  #: `schema_errors.Error.demand`; `any-required` for names of which one is missed
    limit: Any = None  #: `schema_errors.Error.limit`; the names for `required` and its like
    actual: tuple[Actual, ...] = ()  #: a few of different types and values, the first one first
    several: bool = False  #: whether there were more than these


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What is to be said about a verdict beside it.

    `detail` is the reason of `unchecked`, label and count of each of the `choices`, and the
    indices of `choices-overlap`.
    """

    code: NoteCode
    detail: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldVerdict:
    """One documented field against everything that stands at its path."""

    place: str
    path: str
    verdict: Verdict
    label: str = ""  #: its documented type: `array of string or null`
    types: tuple[str, ...] = ()  #: the JSON Schema types that are documented; none for any
    differences: tuple[Difference, ...] = ()  #: the first is what `where` and `count` are about
    where: tuple[str, ...] = ()  #: JSON pointers of the first few values (of those that differ)
    count: int = 0  #: values found; where it differs: values that differ
    total: int = 0  #: values that could be there; where it differs: values found
    notes: tuple[Note, ...] = ()
    pointer: str = ""  #: of its schema, in the contract
    choice: str = ""  #: label of the choice that it belongs to, where it belongs to one

    @property
    def keyword(self) -> str:
        """The keyword of the schema that it differs in; "" where it does not."""
        return self.differences[0].keyword if self.differences else ""

    @property
    def actual(self) -> tuple[Actual, ...]:
        """What was found instead of what is documented."""
        return self.differences[0].actual if self.differences else ()

    @property
    def string(self) -> str:
        """The string that differs; "" where another value does."""
        value = self.actual[0].value if self.actual else None
        return value if isinstance(value, str) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UndocumentedField:
    """A name in the instance that no documented field covers."""

    place: str
    path: str  #: where it would belong
    parent: str  #: path of the documented field it stands in
    name: str
    where: tuple[str, ...] = ()  #: JSON pointers of the first few values
    suggestion: str = ""  #: path of a documented field of nearly the same name
    choice: str = ""  #: label of a choice that documents the name, which the value did not take
    types: tuple[str, ...] = ()  #: JSON Schema types of its values, `null` last
    count: int = 0
    total: int = 0  #: objects it could stand in


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong with the whole request or response, or keeps us from judging it.

    Codes: `status-undocumented`, `content-type-differs`, `content-type-missing`,
    `body-undocumented`, `body-missing`, `body-not-checkable`, `not-json` (with the code of
    `core.jsontext` in `detail`), `method-differs`, `path-differs`, `place-unknown`.
    The `detail` of `body-not-checkable` is `given-up` where judging takes too many steps.
    """

    code: str
    sender: Sender = "response"
    expected: str = ""  #: what is documented: `200, 404`, `application/json`
    actual: str = ""
    detail: str = ""
    line: int = 0  #: of a text that is not JSON
    column: int = 0
    said: str = ""  #: what is wrong with that text, quoting it; a reason; the documented status


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How many documented fields there are, were seen, and were judged.

    Fields are names; the items of an array and the branches of a choice are not counted.
    """

    documented: int = 0
    seen: int = 0
    judged: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """Documentation against one request, answer or example."""

    place: str  #: the body that was judged, `response 200 application/json`; "" without one
    status: str = ""  #: as documented: `200`, `4XX`, `default`; "" when it is not
    media_type: str = ""  #: as documented
    fields: tuple[FieldVerdict, ...] = ()
    undocumented: tuple[UndocumentedField, ...] = ()
    problems: tuple[Problem, ...] = ()
    coverage: Coverage = field(default_factory=Coverage)

    @property
    def agrees(self) -> bool:
        """Whether nothing differs, nothing is undocumented and there is no problem."""
        return not (
            self.undocumented
            or self.problems
            or any(one.verdict == "differs" for one in self.fields)
        )
