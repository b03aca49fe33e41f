"""One file of an OpenAPI description: its value, and where each part of it stands."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from tryfield.core import jsontext
from tryfield.core.contract.references import at, lookup
from tryfield.core.contract.words import unescape
from tryfield.core.findings import Finding, Severity
from tryfield.core.model import Json, Span
from tryfield.readers.openapi.mending import compose
from tryfield.readers.source import Source

_JSON = re.compile(r"\s*(?:/[/*][^{]{0,2000})?[{\[]\s*(?:[\"}\]]|/[/*])")
_DEPTH = 200
_FAULTS = 200  # of one kind in one file


class File:
    """The value of a file and the places of its parts, which are looked up when asked for."""

    def __init__(self, source: Source, *, name: str, value: Json) -> None:
        self.source = source
        self.name = name
        self.value = value
        self.findings: list[Finding] = []
        self._entry: Any = None
        self._json: jsontext.Document | None = None
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
            return self._json_offsets(pointer)
        entry, key = self._entry, self._entry[0]
        for step in pointer.split("/")[1:]:
            entry = at(entry[3], unescape(step))
            if entry is None:
                raise KeyError(pointer)
            key = entry[0]
        return key, entry[1], max(entry[1], entry[2])

    def _json_offsets(self, pointer: str) -> tuple[int, int, int]:
        if lookup(self.value, pointer) is None and not _has(self.value, pointer):
            raise KeyError(pointer)
        if self._json is None:
            self._json = jsontext.parse(self.source.text)
        value = self._json.span(pointer)
        key = self._json.span(pointer, key=True)
        lines = self._json.lines
        begin = lines[value.line - 1] + value.column - 1
        end = lines[value.end_line - 1] + value.end_column - 1
        if pointer.rpartition("/")[2] and isinstance(
            lookup(self.value, pointer.rpartition("/")[0]), dict
        ):
            return lines[key.line - 1] + key.column - 1, begin, end
        return begin, begin, end


def parse(source: Source, name: str) -> File:
    """Read a file of JSON or YAML; what is wrong with it is in `findings`."""
    if name.lower().endswith(".json") or _JSON.match(source.text):
        return _parse_json(source, name)
    return _parse_yaml(source, name)


def _parse_yaml(source: Source, name: str) -> File:
    composer, faults = compose(source.text)
    file = File(source, name=name, value=composer.value)
    file._entry = composer.entry
    for offset, words in faults:
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

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal twice
        found = dict(pairs)
        twice = twice or len(found) < len(pairs)
        return found

    try:
        value = json.loads(
            source.text, object_pairs_hook=members, parse_constant=_refuse, parse_float=_finite
        )
        strict = not twice and _shallow(value)
    except (ValueError, RecursionError):
        strict = False
    if strict:
        return File(source, name=name, value=value)
    document = jsontext.parse(source.text, max_depth=_DEPTH)
    file = File(source, name=name, value=_without_decimals(document.value))
    file._json = document
    for problem in document.problems[:_FAULTS]:
        begin = document.lines[problem.span.line - 1] + problem.span.column - 1
        end = document.lines[problem.span.end_line - 1] + problem.span.end_column - 1
        rule = "openapi-duplicate-key" if "duplicate" in problem.code else "openapi-syntax"
        file.report(rule, Severity.ERROR, begin, end, problem.message, problem.advice)
    return file


def _refuse(word: str) -> Json:
    raise ValueError(word)


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError(text)
    return number


def _shallow(value: Json) -> bool:
    """Whether nothing is nested deeper than we follow."""
    level = [value]
    for _ in range(_DEPTH):
        level = (
            [
                inner
                for outer in level
                for inner in (outer.values() if isinstance(outer, dict) else outer)
                if isinstance(inner, (dict, list))
            ]
            if all(isinstance(one, (dict, list)) for one in level)
            else []
        )
        if not level:
            return True
    return False


def _without_decimals(value: Json) -> Json:
    if isinstance(value, dict):
        return {name: _without_decimals(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_without_decimals(inner) for inner in value]
    if isinstance(value, Decimal):
        near = float(value)
        return near if abs(near) != float("inf") else str(value)
    return value


def _has(value: Json, pointer: str) -> bool:
    """Whether a pointer leads to something, which may be null."""
    above, _, last = pointer.rpartition("/")
    owner = lookup(value, above)
    if isinstance(owner, dict):
        return unescape(last) in owner
    return not pointer or (isinstance(owner, list) and last.isdecimal() and int(last) < len(owner))
