"""What a rule or a reader reports: a fault in somebody's document, as a value.

Readers, rules and the live check build findings; reports and front ends show them.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tryfield.core.model import Span


class Severity(enum.StrEnum):
    """How certain we are that a reader is misled: contradiction, gap, nit."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 for an error, 2 for a note: the worst sorts first."""
        return ("error", "warning", "note").index(self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What one side says, and where it says it.

    `speaker` is `"docs"`, `"example"` or `"api"`; `"page"` or `"document"` where these two differ.
    """

    speaker: str
    words: str
    span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One splice of a fix: the text of `span` becomes `text`."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """Edits that mend a finding; a safe one cannot change what the author meant."""

    title: str
    edits: tuple[Edit, ...]
    safe: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong, where it is written, and what to do about it.

    `message` and `advice` are whole sentences; `field` is the documented field's path or the name
    nobody documented, `pointer` the JSON pointer of the value in the instance.
    """

    rule: str
    severity: Severity
    span: Span
    message: str
    advice: str
    endpoint: str = ""  #: `POST /api/user`; empty for a fault of the file
    status: str = ""  #: response status as documented; empty for a request
    field: str = ""
    pointer: str = ""
    evidence: tuple[Evidence, ...] = ()
    fixes: tuple[Fix, ...] = ()
    curl: str = ""  #: reproduces a live finding; secrets masked
    endpoints: tuple[str, ...] = ()  #: all that it concerns, where they are several
    cause: str = ""  #: findings of one cause are reported once, at the first place
    same: tuple[Finding, ...] = ()  #: the others of its cause, each of one endpoint

    def __str__(self) -> str:
        return f"{self.span}: {self.rule}: {self.message} {self.advice}".rstrip()

    def to_json(self) -> dict[str, Any]:
        """The finding as JSON; empty parts are left out, the span never."""
        shape = {
            "rule": self.rule,
            "severity": self.severity.value,
            "message": self.message,
            "advice": self.advice,
            "endpoint": self.endpoint,
            "status": self.status,
            "field": self.field,
            "pointer": self.pointer,
            "evidence": [
                {"speaker": one.speaker, "words": one.words}
                | ({"span": one.span.to_json()} if one.span else {})
                for one in self.evidence
            ],
            "fixes": [{"title": fix.title, "safe": fix.safe} for fix in self.fixes],
            "curl": self.curl,
            "endpoints": list(self.endpoints),
        }
        return {name: value for name, value in shape.items() if value} | {
            "span": self.span.to_json()
        }
