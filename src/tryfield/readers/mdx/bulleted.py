"""Fields that stand only in the words of another: ``- `city` (string, required): Where.``

Lists are written for values, variants and events as well, so only one whose every item has a
name and a type that we know is taken for fields.
"""

from __future__ import annotations

import re
from dataclasses import replace

from tryfield.readers.mdx.fields import FieldNote
from tryfield.readers.mdx.type_words import schema_of

_BULLET = re.compile(r"([ ]*+)[-*+][ ]++(\S.*)$")
_FIELD = re.compile(
    r"(?:`([\w$@][\w$@.\[\]-]{0,80}+)`|\*\*`?([\w$@][\w$@.\[\]-]{0,80}+)`?\*\*)"
    r"[ ]*+:?[ ]*+\(([^()]{1,80}+)\)[ ]*+[-:–—]?[ ]*+(.*)$"
)
_FENCE = re.compile(r"[ ]*+(?:`{3,}|~{3,})")
_REQUIRED = re.compile(r"\brequired\b", re.IGNORECASE)
_NOT_REQUIRED = re.compile(r"\b(?:not required|optional)\b", re.IGNORECASE)
FROM_WORDS = "x-tryfield-from-words"


def bulleted_fields(note: FieldNote) -> tuple[FieldNote, ...]:
    """The fields that the description of a field lists; none when it is not clearly such a list."""
    items: list[tuple[int, FieldNote | None]] = []
    fenced = False
    for line in note.description.split("\n"):
        if _FENCE.match(line):
            fenced = not fenced
        bullet = None if fenced else _BULLET.match(line)
        if bullet is not None:
            items.append((len(bullet.group(1)), _field(bullet.group(2), note)))
    return _level(items)


def _level(items: list[tuple[int, FieldNote | None]]) -> tuple[FieldNote, ...]:
    """Items of one indentation as fields, each with those that are indented below it."""
    if not items:
        return ()
    indent = min(place for place, _ in items)
    if items[0][0] != indent:
        return ()
    starts = [number for number, (place, _) in enumerate(items) if place == indent]
    found: list[FieldNote] = []
    for start, end in zip(starts, [*starts[1:], len(items)], strict=True):
        field = items[start][1]
        if field is None:
            return ()
        found.append(replace(field, children=_level(items[start + 1 : end])))
    return tuple(found) if len(found) > 1 else ()


def _field(words: str, parent: FieldNote) -> FieldNote | None:
    found = _FIELD.match(words)
    if found is None:
        return None
    type_words, _, more = found.group(3).partition(",")
    if schema_of(type_words).unchecked:
        return None
    required = _REQUIRED.search(more) and not _NOT_REQUIRED.search(more)
    return FieldNote(
        name=found.group(1) or found.group(2),
        location=parent.location,
        words=type_words.strip(),
        required=True if required else None,
        description=found.group(4),
        extra={FROM_WORDS: True},
        start=parent.start,
        end=parent.end,
    )
