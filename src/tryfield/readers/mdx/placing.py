"""Which part of a call each field and each fence of a page belongs to."""

from __future__ import annotations

from dataclasses import dataclass

from tryfield.readers.mdx.content import PlacedExample, PlacedField
from tryfield.readers.mdx.parsed import Page
from tryfield.readers.mdx.target import Target

BODILESS = frozenset({"GET", "HEAD", "DELETE", "OPTIONS", "TRACE"})
_JSON = frozenset({"json", "jsonc", "json5"})


class Places:
    """The fields of a page by their place in the call."""

    def __init__(self, page: Page, target: Target) -> None:
        self._target = target
        # Numbers of the headings that parameters stand under.
        self._asking = {
            placed.section.number
            for placed in page.content.fields
            if not placed.note.location.startswith("response")
        }
        self._fields = [(self._location(placed), placed) for placed in page.content.fields]

    def at(self, *locations: str) -> list[tuple[str, PlacedField]]:
        """Fields in some places, in the order of the page."""
        return [(location, placed) for location, placed in self._fields if location in locations]

    def _location(self, placed: PlacedField) -> str:
        note, section = placed.note, placed.section
        if note.location == "response":
            asked = section.side == "request" and section.number not in self._asking
            return "body" if asked else "response"
        if note.location == "body" and section.side == "response" and not section.box:
            return "response"
        if note.location == "header" and section.side == "response":
            return "response-header"
        if note.location:
            return note.location
        if f"{{{note.name}}}" in self._target.path:
            return "path"
        return section.place or ("query" if self._target.method in BODILESS else "body")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fences:
    """Fences that are examples; `moved` are those that are no part of the text any more."""

    requests: tuple[PlacedExample, ...]
    responses: tuple[PlacedExample, ...]
    moved: frozenset[int]


def fences_of(page: Page) -> Fences:
    """The examples of a page: in the boxes for them, curl anywhere, JSON under its heading."""
    requests: list[PlacedExample] = []
    responses: list[PlacedExample] = []
    moved: set[int] = set()
    for placed in page.content.examples:
        section = placed.section
        if section.box:
            (requests if section.box == "RequestExample" else responses).append(placed)
        elif placed.in_field:
            continue
        elif placed.key in page.commands:
            requests.append(placed)
            if section.side == "request" or section.title:
                moved.add(placed.key)
        elif placed.info.language in _JSON and section.direct:
            (responses if section.side == "response" else requests).append(placed)
            moved.add(placed.key)
    return Fences(requests=tuple(requests), responses=tuple(responses), moved=frozenset(moved))
