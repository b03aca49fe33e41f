"""What a judgement says: values that pages, the console and reports read, and their sentences.

`Judgement.to_json` is a stable shape; the browser gets exactly that.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

Verdict = Literal["matches", "differs", "absent", "not-checkable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldVerdict:
    """One documented field against everything that stands at its path."""

    place: str
    path: str
    verdict: Verdict
    expected: str = ""  #: type words of the documentation, or what a keyword asks for
    actual: str = ""  #: what was found instead; only where it differs
    where: tuple[str, ...] = ()  #: JSON pointers of the first few values (of those that differ)
    count: int = 0  #: values found; where it differs: values that differ
    total: int = 0  #: values that could be there; where it differs: values found
    note: str = ""
    pointer: str = ""  #: of its schema, in the contract
    keyword: str = ""  #: of the schema, that it differs in: `type`, `enum`, `required`

    def to_json(self) -> dict[str, Any]:
        """The verdict as JSON: all its fields, by their names."""
        return {
            "place": self.place,
            "path": self.path,
            "verdict": self.verdict,
            "expected": self.expected,
            "actual": self.actual,
            "where": list(self.where),
            "count": self.count,
            "total": self.total,
            "note": self.note,
            "pointer": self.pointer,
            "keyword": self.keyword,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class UndocumentedField:
    """A name in the instance that no documented field covers."""

    place: str
    path: str  #: where it would belong
    parent: str  #: path of the documented field it stands in
    name: str
    where: tuple[str, ...] = ()  #: JSON pointers of the first few values
    suggestion: str = ""  #: path of a documented field of nearly the same name
    actual: str = ""  #: type words of its values
    count: int = 0
    total: int = 0  #: objects it could stand in

    def to_json(self) -> dict[str, Any]:
        """The name as JSON: its fields by their names, but for `parent`."""
        return {
            "place": self.place,
            "path": self.path,
            "name": self.name,
            "where": list(self.where),
            "suggestion": self.suggestion,
            "actual": self.actual,
            "count": self.count,
            "total": self.total,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong with the whole request or answer, or keeps us from judging it.

    Codes: `status-undocumented`, `content-type-differs`, `content-type-missing`,
    `body-undocumented`, `body-missing`, `body-not-checkable`, `not-json` (with the codes of
    `core.jsontext` in `detail`), `method-differs`, `path-differs`.
    """

    code: str
    message: str
    expected: str = ""
    actual: str = ""
    detail: str = ""

    def to_json(self) -> dict[str, Any]:
        """The trouble as JSON: all its fields, by their names."""
        return {
            "code": self.code,
            "message": self.message,
            "expected": self.expected,
            "actual": self.actual,
            "detail": self.detail,
        }


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

    def to_json(self) -> dict[str, Any]:
        """The judgement as JSON.

        `{"place", "status", "mediaType", "fields": [...], "undocumented": [...],
        "problems": [...]}`, the lists as
        `FieldVerdict`, `Undocumented` and `Trouble` have them.
        """
        return {
            "place": self.place,
            "status": self.status,
            "mediaType": self.media_type,
            "fields": [one.to_json() for one in self.fields],
            "undocumented": [name.to_json() for name in self.undocumented],
            "problems": [problem.to_json() for problem in self.problems],
        }


def difference_sentences(judgement: Judgement, verb: str) -> Iterator[str]:
    """The differences of a judgement; `verb` is what happened, `sent` or `answered`."""
    for sentence, _, _ in located_differences(judgement, verb, ("body-not-checkable",)):
        yield sentence


def located_differences(
    judgement: Judgement, verb: str, ignored: Container[str]
) -> Iterator[tuple[str, str, str]]:
    """The differences with the place and the path of what differs; "" for the whole.

    Args:
        judgement: Of a request or of an answer.
        verb: What happened: `sent` or `answered`.
        ignored: Codes of problems to pass over.
    """
    for trouble in judgement.problems:
        if trouble.code not in ignored:
            yield trouble.message, "", ""
    for verdict in judgement.fields:
        if verdict.verdict == "differs":
            name = f"'{verdict.path}'" if verdict.path else "The body"
            what = (
                f"{name} is documented as required, but not {verb}."
                if verdict.keyword == "required"
                else f"{name} is {verdict.actual}, but documented as {verdict.expected}."
            )
            yield what, verdict.place, verdict.path
    for stranger in judgement.undocumented:
        meant = f" Did you mean '{stranger.suggestion}'?" if stranger.suggestion else ""
        what = f"'{stranger.path}' is {verb}, but not documented.{meant}"
        yield what, stranger.place, stranger.path
