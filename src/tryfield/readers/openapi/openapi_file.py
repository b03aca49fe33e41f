"""One file of an OpenAPI description, JSON or YAML: its value, and where each part stands.

Strict or not, everything that can be read is read. In strict JSON a part is found when it is asked
for. What is not on the way to it is skipped by the parser of the standard library, which runs in C:
in a file of 13 MB a place costs milliseconds, and no index of all places is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from json import decoder
from typing import Any

from tryfield.core.findings import Finding, Severity
from tryfield.core.json_pointer import at, child_pointer, lookup, unescape_token
from tryfield.core.jsontext import json_document, json_parser
from tryfield.core.lossless_json import loads_finite
from tryfield.core.model import Json, Span
from tryfield.readers.openapi.yaml_reader import compose
from tryfield.readers.source_text import Source, without_half_characters

_JSON = re.compile(r"\s*(?:/[/*][^{]{0,2000})?[{\[]\s*(?:[\"}\]]|/[/*])")
_DEPTH = 200
_FAULTS = 200  # of one kind in one file


def parse(source: Source, name: str) -> File:
    """Read a file of JSON or YAML; what is wrong with it is in `findings`."""
    said = name.lower().endswith(".json") and source.text.lstrip()[:1] in ("{", "[", "")
    if said or _JSON.match(source.text):
        return _parse_json(source, name)
    return _parse_yaml(source, name)


def _parse_yaml(source: Source, name: str) -> File:
    composer, errors = compose(source.text)
    file = File(source, name=name, value=composer.value, entry=composer.entry)
    for offset, words in errors:
        file.report(
            "openapi-syntax", Severity.ERROR, offset, offset + 1, f"This is not YAML: {words}.",
            "Mend the line, or put quotes around the value.",
        )  # fmt: skip
    for kind, start, end, message, advice in composer.problems[:_FAULTS]:
        severity = Severity.ERROR if kind in {"duplicate-key", "alias"} else Severity.WARNING
        file.report(f"openapi-{kind}", severity, start, end, message, advice)
    return file


def _parse_json(source: Source, name: str) -> File:
    twice = False
    text = without_half_characters(source.text)

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal twice
        found = dict(pairs)
        twice = twice or len(found) < len(pairs)
        return found

    try:
        value = loads_finite(text, members=members)
        strict = not twice and _shallow(value)
    except (ValueError, RecursionError):
        strict = False
    if strict:
        return File(source, name=name, value=value)
    document = json_parser.parse(text, max_depth=_DEPTH)
    file = File(source, name=name, value=_without_decimals(document.value), repaired=document)
    for problem in document.problems[:_FAULTS]:
        begin = document.lines[problem.span.line - 1] + problem.span.column - 1
        end = document.lines[problem.span.end_line - 1] + problem.span.end_column - 1
        rule = "openapi-duplicate-key" if "duplicate" in problem.code else "openapi-syntax"
        file.report(rule, Severity.ERROR, begin, end, problem.message, problem.advice)
    return file


def _shallow(value: Json) -> bool:
    """Whether nothing is nested deeper than we follow."""
    level = [value] if isinstance(value, (dict, list)) else []
    for _ in range(_DEPTH):
        if not level:
            return True
        level = [
            inner
            for outer in level
            for inner in (outer.values() if type(outer) is dict else outer)
            if type(inner) is dict or type(inner) is list
        ]
    return not level


def _without_decimals(value: Json) -> Json:
    if isinstance(value, dict):
        return {name: _without_decimals(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_without_decimals(inner) for inner in value]
    if isinstance(value, Decimal):
        near = float(value)
        return near if abs(near) != float("inf") else str(value)
    return value


class File:
    """The value of a file and the places of its parts, which are looked up when asked for."""

    def __init__(
        self,
        source: Source,
        *,
        name: str,
        value: Json,
        entry: Any = None,
        repaired: json_document.Document | None = None,
    ) -> None:
        self.source = source
        self.name = name
        self.value = value
        self.findings: list[Finding] = []
        self._entry = entry  #: of the root, when the text is YAML
        self._json = repaired  #: when the text is JSON, but not strict
        self._places: JsonPositions | None = None
        self.version = ""  #: of OpenAPI, as the file or the one that refers to it declares it

    def span(self, pointer: str) -> Span:
        """Where a part stands, a member from its key on; KeyError when there is no such part."""
        start, _, end = self._offsets(pointer)
        return self.source.span(start, end)

    def key_span(self, pointer: str) -> Span:
        """Where the key of a member stands, or the part itself where it has no key."""
        start, value, end = self._offsets(pointer)
        if start == value:
            return self.source.span(start, end)
        stop = self.source.text.rfind(":", start, value)
        return self.source.span(start, stop if stop > start else value)

    def raw(self, pointer: str) -> str:
        """The text of a scalar as it is written."""
        _, start, end = self._offsets(pointer)
        return self.source.text[start:end]

    def literal(self, pointer: str, text: str) -> Span | None:
        """Where a string stands letter by letter, from its first letter on; None if nowhere."""
        _, start, end = self._offsets(pointer)
        if not text:
            return None
        whole = self.source.text
        for begin in (start, start + 1):
            if whole.startswith(text, begin) and "\n" not in text:
                return self.source.span(begin, begin + len(text))
        if self._entry is None or whole[start : start + 1] not in {"|", ">"}:
            return None
        return self._block(start, end, text)

    def _block(self, start: int, end: int, text: str) -> Span | None:
        """The place of a block scalar whose lines all begin in one column."""
        whole = self.source.text
        begin = whole.find("\n", start) + 1
        lines = text.removesuffix("\n").split("\n")
        written = whole[begin:end].split("\n")[: len(lines)]
        first = next((n for n, line in enumerate(lines) if line), 0)
        if len(written) < len(lines):
            return None
        indent = len(written[first]) - len(lines[first])
        for line, expected in zip(written, lines, strict=True):
            if line[indent:] != expected or line[:indent].strip(" "):
                return None
        if not self.source.in_one_piece(begin, begin + sum(map(len, written)) + len(written) - 1):
            return None
        stop = begin + sum(len(line) + 1 for line in written[:-1]) + len(written[-1])
        if len(written[0]) < indent:
            return None
        return self.source.span(begin + indent, stop)

    def pointers(self) -> Iterator[str]:
        """The pointer of every part."""
        stack = [("", self.value)]
        while stack:
            pointer, value = stack.pop()
            yield pointer
            if isinstance(value, dict):
                for name, inner in value.items():
                    stack.append((child_pointer(pointer, name), inner))
            elif isinstance(value, list):
                stack += [(f"{pointer}/{n}", inner) for n, inner in enumerate(value)]

    def report(
        self, rule: str, severity: Severity, start: int, end: int, message: str, advice: str
    ) -> None:
        """Note an error at a place of the text."""
        span = self.source.span(start, end)
        self.findings.append(
            Finding(rule=rule, severity=severity, span=span, message=message, advice=advice)
        )

    def _offsets(self, pointer: str) -> tuple[int, int, int]:
        """Begin of key or value, begin of value, end."""
        if self._entry is None:
            if self._json is not None:
                return self._mended_offsets(self._json, pointer)
            if self._places is None:
                self._places = JsonPositions(self.source.text)
            found = self._places.find(pointer)
            if found is None:
                raise KeyError(pointer)
            return found
        entry, key = self._entry, self._entry[0]
        for step in pointer.split("/")[1:]:
            entry = at(entry[3], unescape_token(step))
            if entry is None:
                raise KeyError(pointer)
            key = entry[0]
        return key, entry[1], max(entry[1], entry[2])

    def _mended_offsets(
        self, document: json_document.Document, pointer: str
    ) -> tuple[int, int, int]:
        """The same in JSON that is not strict."""
        above, _, last = pointer.rpartition("/")
        owner = lookup(self.value, above)
        named = isinstance(owner, dict) and unescape_token(last) in owner
        if pointer and not named and at(owner, last) is None:
            raise KeyError(pointer)
        begin, end = self._between(document, document.span(pointer))
        if named:
            return self._between(document, document.span(pointer, key=True))[0], begin, end
        return begin, begin, end

    def _between(self, document: json_document.Document, span: Span) -> tuple[int, int]:
        lines = document.lines
        return lines[span.line - 1] + span.column - 1, lines[
            span.end_line - 1
        ] + span.end_column - 1


_SPACE = re.compile(r"[ \t\r\n]*")

#: Begin of the key or value, begin of the value, its end.
_Position = tuple[int, int, int]


class JsonPositions:
    """Finds offsets in a text that is known to be strict JSON."""

    def __init__(self, text: str) -> None:
        self._text = text
        library: Any = decoder  # two of its functions are not in the type stubs
        self._skip = library.JSONDecoder().scan_once
        self._string = library.scanstring
        self._space = _SPACE.match
        start = self._after_space(0)
        self._root: _Position = (start, start, len(text.rstrip()))
        self._below: dict[str, dict[str, _Position]] = {}  #: by the pointer of what is around

    def find(self, pointer: str) -> tuple[int, int, int] | None:
        """Begin of key or value, begin of value, end; None when there is no such part."""
        place = self._root
        around, _, name = pointer.rpartition("/")
        if (below := self._below.get(around)) is not None:  # a neighbour was asked for
            return below.get(unescape_token(name)) if pointer else place
        here = ""
        for step in pointer.split("/")[1:]:
            below = self._below.get(here)
            if below is None:
                below = self._below[here] = self._parts(place[1])
            found = below.get(unescape_token(step))
            if found is None:
                return None
            place = found
            here = f"{here}/{step}"
        return place

    def _parts(self, start: int) -> dict[str, _Position]:
        """The members of the object, or the items of the array, that begins here."""
        text, first = self._text, self._text[start]
        if first not in "{[":
            return {}
        parts: dict[str, _Position] = {}
        position = self._after_space(start + 1)
        while text[position] not in "}]":
            begin = position
            if first == "{":
                name, position = self._string(text, position + 1, True)
                position = self._after_space(self._after_space(position) + 1)
            else:
                name = str(len(parts))
            value = position
            _, position = self._skip(text, value)
            parts[name] = (begin, value, position)
            position = self._after_space(position)
            if text[position] == ",":
                position = self._after_space(position + 1)
        return parts

    def _after_space(self, position: int) -> int:
        match = self._space(self._text, position)
        return match.end() if match else position
