"""Collects what is wrong with one page, as findings with their places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tryfield.core.findings import Finding, Severity
from tryfield.core.model import Span
from tryfield.readers.mdx.mdx_parser import Attribute, TagProblem
from tryfield.readers.source_text import Source

_LIMIT = 1000


class PageFindings:
    """Findings of one page, in the order they were made; `source` is what offsets refer to."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.findings: list[Finding] = []
        self._seen: set[tuple[str, Span]] = set()

    def add(
        self,
        rule: str,
        start: int,
        end: int,
        message: str,
        advice: str,
        severity: Severity = Severity.WARNING,
        field: str = "",
        cause: str = "",
    ) -> None:
        """Report one thing, once."""
        span = self.source.span(start, end)
        if (rule, span) in self._seen or len(self.findings) >= _LIMIT:
            return
        self._seen.add((rule, span))
        self.findings.append(
            Finding(
                rule=rule,
                severity=severity,
                span=span,
                message=message,
                advice=advice,
                field=field,
                cause=cause,
            )
        )

    def quoted(self, start: int, end: int) -> str:
        """The author's own words, in one line."""
        words = " ".join(self.source.text[start : min(end, start + 200)].split())
        return words if len(words) <= 60 else f"{words[:57]}..."

    def expression(self, start: int, end: int, name: str = "") -> None:
        """Something that would have to be evaluated."""
        what = f"The value of '{name}'" if name else f"'{self.quoted(start, end)}'"
        self.add(
            "expression-skipped",
            start,
            end,
            f"{what} is an expression, and expressions are not evaluated.",
            "Write a literal.",
            Severity.NOTE if not name else Severity.WARNING,
        )

    def skipped(self, kind: str, start: int, end: int) -> None:
        """An import or export, which would have to be run."""
        self.add(
            f"{kind}-skipped",
            start,
            end,
            f"'{self.quoted(start, end)}' is code, and code is not run.",
            "Nothing to do, unless it documents a field.",
            Severity.NOTE,
        )

    def take(self, findings: Iterable[Finding], place: Span | None) -> None:
        """Findings that somebody else made; `place` replaces spans that are not of this file."""
        for finding in findings:
            if len(self.findings) < _LIMIT:
                self.findings.append(replace(finding, span=place) if place else finding)

    def twice(self, attribute: Attribute) -> None:
        """An attribute that a tag has twice."""
        self.add(
            "attribute-twice",
            attribute.start,
            attribute.end,
            f"The attribute '{attribute.name}' is written twice; the last one counts.",
            "Remove one of them.",
        )

    def tag_problem(self, problem: TagProblem) -> None:
        """A tag that fits nothing."""
        tag = f"<{problem.name}>"
        if problem.kind == "unclosed":
            self.add(
                "tag-unclosed",
                problem.start,
                problem.end,
                f"'{tag}' is never closed, so it is left out.",
                f"Add '</{problem.name}>'.",
                Severity.ERROR,
            )
        elif problem.kind == "stray":
            self.add(
                "tag-stray",
                problem.start,
                problem.end,
                f"'</{problem.name}>' closes nothing that is open here.",
                "Remove it, or move it to where its component ends.",
            )
        elif problem.kind == "broken":
            self.add(
                "tag-broken",
                problem.start,
                problem.end,
                f"'{self.quoted(problem.start, problem.end)}' cannot be read: "
                f"it has {problem.why}.",
                'Write attributes as name="value".',
                Severity.ERROR,
            )
        else:
            self.add(
                "tag-deep",
                problem.start,
                problem.end,
                f"'{tag}' is nested too deep to be read.",
                "Use fewer levels.",
            )
