"""What a check looked at, what it found and what it left alone: the values that reports read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from tryfield.core.findings import Finding, Severity
from tryfield.core.model import Span
from tryfield.project import Project

Kind = Literal["example", "request", "snippet", "live", "definition", "file"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One thing that was checked, under a name that stays: an example, a snippet, a live call."""

    kind: Kind
    file: str
    name: str  #: `response 200`, `snippet 2`, `live`, `definition`
    endpoint: str = ""  #: `POST /api/user`
    span: Span | None = None
    unchecked: str = ""  #: why it could not be checked; "" when it was

    @property
    def id(self) -> str:
        """`docs/api/users.mdx::POST /api/user::response 200`."""
        return "::".join(part for part in (self.file, self.endpoint, self.name) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldCoverage:
    """How much of what an endpoint documents was seen in examples, and in live answers."""

    endpoint: str
    file: str
    documented: int = 0
    shown: int = 0  #: names that an example or a snippet's request shows
    judged: int = 0  #: names that an example or a live answer was compared with
    live: int | None = None  #: names that a live answer has; None without a call
    response_fields: int = 0  #: names documented in responses
    response_seen: int = 0  #: those of them that a live response has
    statuses: tuple[str, ...] = ()  #: documented, but in no example and no live answer
    matched: Literal["", "examples", "live"] = ""  #: the best that held without a contradiction


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveTotals:
    """How much of the documentation a live check has reached."""

    operations: int = 0  #: documented, without webhooks and callbacks
    called: int = 0
    succeeded: int = 0  #: with a documented success, or the expected status
    refusals: int = 0  #: documented responses with a status of 4xx
    refusals_seen: int = 0
    fields: int = 0  #: documented names in responses
    fields_seen: int = 0
    kept: tuple[str, ...] = ()  #: what the run created and could not delete

    @property
    def percent(self) -> float:
        """How many of the operations succeeded, of 100."""
        return 100 * self.succeeded / self.operations if self.operations else 100.0

    def __str__(self) -> str:
        parts = [
            f"{self.called:,} of {self.operations:,} operations called",
            f"{self.succeeded:,} with success ({self.percent:.0f} %)",
        ]
        if self.refusals:
            parts.append(f"{self.refusals_seen:,} of {self.refusals:,} documented refusals seen")
        if self.fields:
            parts.append(f"{self.fields_seen:,} of {self.fields:,} response fields seen")
        return ", ".join(parts)

    def to_json(self) -> dict[str, int | list[str]]:
        """The numbers by their names."""
        return {
            "operations": self.operations,
            "called": self.called,
            "succeeded": self.succeeded,
            "refusals": self.refusals,
            "refusals_seen": self.refusals_seen,
            "response_fields": self.fields,
            "response_fields_seen": self.fields_seen,
            "kept": list(self.kept),
        }


@dataclass(frozen=True, kw_only=True)
class Check:
    """A whole run. `findings` are news; what the baseline knows is in `known`."""

    project: Project
    cases: tuple[Case, ...] = ()
    findings: tuple[Finding, ...] = ()
    known: tuple[Finding, ...] = ()
    coverage: tuple[FieldCoverage, ...] = ()
    target: str = ""  #: the base URL that was called, or the recording that was read
    replayed: bool = False
    traffic: bool = False  #: only recorded traffic was judged, no example
    left_out: Mapping[str, int] = field(default_factory=dict)  #: exchanges of traffic, by reason
    calls: int = 0
    live: LiveTotals | None = None  #: None without live calls or a recording
    unreachable: bool = False  #: the API never answered
    interrupted: bool = False
    shortfall: str = ""  #: how far coverage stays below what is asked for
    accepted: Mapping[str, str] = field(default_factory=dict)  #: fingerprint of `known` to reason

    @cached_property
    def by_case(self) -> Mapping[Case, tuple[Finding, ...]]:
        """The findings that are news, each with the one case that it belongs to."""
        return sorted_into(self.cases, self.findings)

    @property
    def examples(self) -> int:
        """How many documented requests and responses were compared."""
        return sum(
            case.kind in ("example", "request") and not case.unchecked for case in self.cases
        )

    @property
    def empty(self) -> bool:
        """Whether there was nothing to check: no endpoint, no snippet."""
        looked_at = any(case.kind != "file" for case in self.cases)
        return not looked_at and not self.findings and not self.project.unreadable

    @property
    def unchecked(self) -> tuple[Case, ...]:
        """What could not be checked."""
        return tuple(case for case in self.cases if case.unchecked)

    def failing(self, severity: Severity) -> bool:
        """Whether there is news of a severity or worse."""
        return any(finding.severity.rank <= severity.rank for finding in self.findings)


def sorted_into(
    cases: Iterable[Case], findings: Iterable[Finding]
) -> dict[Case, tuple[Finding, ...]]:
    """Each case with its findings; what belongs to no example goes to its endpoint, or its file."""
    known = tuple(cases)
    places: dict[tuple[str, str], list[Case]] = defaultdict(list)
    by_file: dict[str, list[Case]] = defaultdict(list)
    for case in known:
        places[case.file, case.endpoint].append(case)
        by_file[case.file].append(case)
    found: dict[Case, list[Finding]] = {case: [] for case in known}
    for finding in findings:
        file = finding.span.file
        candidates = places.get((file, finding.endpoint), []) or by_file.get(file, [])
        case = _case_of(finding, candidates) or Case(kind="file", file=file, name="file")
        found.setdefault(case, []).append(finding)
    return {case: tuple(mine) for case, mine in found.items()}


def _case_of(finding: Finding, candidates: list[Case]) -> Case | None:
    if finding.rule.startswith("live-"):
        live = (case for case in candidates if case.kind == "live")
        return next(live, None) or _first(candidates, "definition")
    for case in candidates:
        if case.kind in ("example", "request", "snippet") and _inside(finding, case):
            return case
    return _first(candidates, "definition") if finding.endpoint else _first(candidates, "file")


def _first(cases: list[Case], kind: Kind) -> Case | None:
    return next((case for case in cases if case.kind == kind), None)


def _inside(finding: Finding, case: Case) -> bool:
    if case.span is None or case.span.file != finding.span.file:
        return False
    begin, end = (case.span.line, case.span.column), (case.span.end_line, case.span.end_column)
    at = (finding.span.line, finding.span.column)
    return begin <= at < max(end, (begin[0], begin[1] + 1))
