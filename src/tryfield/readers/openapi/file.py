"""One file of an OpenAPI description: its value, and where each part of it stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tryfield.core.contract.openapi_terms import unescape
from tryfield.core.contract.schema_references import at, lookup
from tryfield.core.findings import Finding, Severity
from tryfield.core.jsontext import json_document
from tryfield.core.model import Json, Span
from tryfield.readers.openapi.jsonplaces import JsonPlaces
from tryfield.readers.source import Source


class File:
    """The value of a file and the places of its parts, which are looked up when asked for."""

    def __init__(
        self,
        source: Source,
        *,
        name: str,
        value: Json,
        entry: Any = None,
        mended: json_document.Document | None = None,
    ) -> None:
        self.source = source
        self.name = name
        self.value = value
        self.findings: list[Finding] = []
        self._entry = entry  #: of the root, when the text is YAML
        self._json = mended  #: when the text is JSON, but not strict
        self._places: JsonPlaces | None = None
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
                    step = str(name).replace("~", "~0").replace("/", "~1")
                    stack.append((f"{pointer}/{step}", inner))
            elif isinstance(value, list):
                stack += [(f"{pointer}/{n}", inner) for n, inner in enumerate(value)]

    def report(
        self, rule: str, severity: Severity, start: int, end: int, message: str, advice: str
    ) -> None:
        """Note a fault at a place of the text."""
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
                self._places = JsonPlaces(self.source.text)
            found = self._places.find(pointer)
            if found is None:
                raise KeyError(pointer)
            return found
        entry, key = self._entry, self._entry[0]
        for step in pointer.split("/")[1:]:
            entry = at(entry[3], unescape(step))
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
        named = isinstance(owner, dict) and unescape(last) in owner
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
