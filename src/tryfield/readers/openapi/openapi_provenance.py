"""Where each value of the built document comes from, and what was wrong with it there."""

from __future__ import annotations

from typing import NamedTuple

from tryfield.core.findings import Finding, Severity
from tryfield.core.json_pointer import escape_token
from tryfield.core.model import Json, Span
from tryfield.readers.openapi.openapi_file import File

_LIMIT = 1_000  # findings of one description


class Place(NamedTuple):
    """A pointer into a file, and the pointer in the document that is being built."""

    file: File
    pointer: str
    at: str


class Provenance:
    """The origins of what is built, and what was wrong with what it is built from."""

    def __init__(self) -> None:
        self.origins: dict[str, tuple[File, str]] = {}
        self._findings: dict[tuple[str, Span, str], Finding] = {}
        self._mixed: dict[tuple[str, str], list[Place]] = {}
        self._more = 0

    def child(self, place: Place, name: str) -> Place:
        """The place of a member or item."""
        step = "/" + escape_token(name)
        at = place.at + step
        origin = self.origins.get(at)
        if origin is not None:
            return Place(origin[0], origin[1], at)
        return Place(place.file, place.pointer + step, at)

    def moved(self, place: Place, to: str, origin: Place, source: str = "") -> None:
        """Note that what is built at `place.at + to` comes from a part of `origin`."""
        self.origins[place.at + to] = (origin.file, origin.pointer + source)

    def report(
        self,
        place: Place,
        message: str,
        advice: str,
        *,
        rule: str = "openapi-invalid",
        severity: Severity = Severity.ERROR,
        key: bool = False,
    ) -> None:
        """Report what is wrong at a place."""
        if len(self._findings) >= _LIMIT:
            self._more += 1
            return
        span = span_of(place.file, place.pointer, key=key)
        finding = Finding(rule=rule, severity=severity, span=span, message=message, advice=advice)
        self._findings.setdefault((rule, span, message), finding)

    def mixed(self, place: Place, what: str, advice: str) -> None:
        """Report once in a file that it mixes versions, however often it does."""
        self._mixed.setdefault((what, advice), []).append(place)

    def findings(self) -> list[Finding]:
        """All findings; the last says how many were left out."""
        found = list(self._findings.values())
        for (what, advice), places in self._mixed.items():
            first = places[0]
            often = f" ({len(places)} times)" if len(places) > 1 else ""
            span = span_of(first.file, first.pointer)
            found.append(
                Finding(
                    rule="openapi-version",
                    severity=Severity.WARNING,
                    span=span,
                    message=f"{what}{often}.",
                    advice=advice,
                )
            )
        if self._more:
            found.append(
                Finding(
                    rule="openapi-limit",
                    severity=Severity.WARNING,
                    span=found[-1].span,
                    message=f"{self._more} more errors were found.",
                    advice="Mend the reported ones first.",
                )
            )
        return found


def span_of(file: File, pointer: str, *, key: bool = False) -> Span:
    """Where a part stands, or what is around it when it is not written."""
    while True:
        try:
            return file.key_span(pointer) if key else file.span(pointer)
        except KeyError:
            pointer = pointer.rpartition("/")[0]


def shown(value: Json) -> str:
    """What kind of JSON value something is, in words."""
    kinds = {
        dict: "an object",
        list: "an array",
        str: "a string",
        bool: "a boolean",
        int: "a number",
        float: "a number",
        type(None): "empty",
    }
    return kinds.get(type(value), "something else")
