"""The responses of a page: fields and examples by status."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from tryfield.core.contract.openapi_terms import escape
from tryfield.core.model import Content, Example, Response
from tryfield.readers.mdx.content import PlacedExample
from tryfield.readers.mdx.examples import media_type_of
from tryfield.readers.mdx.fence_info import status_of
from tryfield.readers.mdx.fields import FieldNote
from tryfield.readers.mdx.placing import Fences, Places
from tryfield.readers.mdx.shaping import Shaping
from tryfield.readers.mdx.type_words import schema_of

SUCCESS = "2XX"  #: the status of a success that the page does not number
_JSON = "application/json"


@dataclass(slots=True)
class _Answer:
    """What is said about one status."""

    words: str = ""
    notes: list[FieldNote] = field(default_factory=list)
    headers: list[FieldNote] = field(default_factory=list)
    examples: list[PlacedExample] = field(default_factory=list)


def responses_of(shaping: Shaping, places: Places, fences: Fences) -> tuple[Response, ...]:
    """Responses in the order in which the page first speaks of them.

    Fields and examples without a status belong to the first success that has one.
    """
    answers: dict[str, _Answer] = {}
    for location, placed in places.at("response", "response-header"):
        note, status = placed.note, placed.section.status
        named = status_of(note.name) if note.name[:1].isdigit() else ""
        if location == "response-header":
            answers.setdefault(status, _Answer()).headers.append(note)
        elif named:
            # `<ResponseField name="404 Not Found">` is a response, not a field.
            answer = answers.setdefault(named, _Answer())
            answer.words = answer.words or note.description
            answer.notes.extend(note.children)
            # `type="Not Found"` is no type either.
            if note.words.lower() != "object" and not schema_of(note.words).unchecked:
                answer.notes.append(replace(note, name="", children=()))
        else:
            answers.setdefault(status, _Answer()).notes.append(note)
    for example in fences.responses:
        status = status_of(example.info.title) or example.section.status
        answers.setdefault(status, _Answer()).examples.append(example)
    return tuple(
        _response(shaping, status, answer) for status, answer in _with_success(answers).items()
    )


def _with_success(answers: dict[str, _Answer]) -> dict[str, _Answer]:
    """The answers, where those without a status are part of the success."""
    success = next((status for status in answers if status.startswith("2")), SUCCESS)
    merged: dict[str, _Answer] = {}
    for status, answer in answers.items():
        known = merged.setdefault(status or success, _Answer())
        known.words = known.words or answer.words
        known.notes.extend(answer.notes)
        known.headers.extend(answer.headers)
        known.examples.extend(answer.examples)
    return merged


def _response(shaping: Shaping, status: str, answer: _Answer) -> Response:
    pointer = shaping.pointer("responses", status)
    contents: dict[str, list[Example]] = {}
    if answer.notes:
        first = answer.notes[0]
        shaping.spans[pointer] = (first.start, first.end)
    elif answer.examples:
        fence = answer.examples[0].fence
        shaping.spans[pointer] = (fence.start, fence.end)
    for placed in answer.examples:
        kind = media_type_of(placed.info.language, placed.example.text)
        example = replace(placed.example, media_type=kind, status=status)
        contents.setdefault(kind, []).append(example)
    if answer.notes:
        contents.setdefault(_JSON, [])
    place = shaping.spans.get(pointer)
    return Response(
        status=status,
        description=answer.words,
        headers=tuple(
            shaping.parameter(note, "response-header", f"{pointer}/headers/{escape(note.name)}")
            for note in answer.headers
            if note.name
        ),
        contents=tuple(
            Content(
                media_type=kind,
                schema=shaping.root(answer.notes, f"{pointer}/content/{escape(kind)}/schema")
                if kind == _JSON and answer.notes
                else None,
                examples=tuple(found),
            )
            for kind, found in contents.items()
        ),
        span=shaping.page.source.span(*place) if place else None,
    )
