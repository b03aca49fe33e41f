"""What a JSON text says, with the place of each value."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from tryfield.core.json_pointer import child_pointer, pointer_tokens
from tryfield.core.model import Json, Span

#: [begin, end, members by name or a list of items or None, begin of the key, end of the key]
Entry: TypeAlias = list[Any]

_LINE_END = re.compile(r"\r\n?|\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonProblem:
    """One place where the text is not strict JSON, and how we read it nevertheless.

    Replacing the text of `span` by `fix` mends it; None when only the author can. A fix is not
    `safe` where it guesses what is meant.
    """

    code: str
    message: str
    advice: str
    span: Span
    fix: str | None = None
    safe: bool = True


class Document:
    """A JSON text that was read.

    `value` is the value: numbers are `int`, or `float` where it holds exactly what is written,
    otherwise `decimal.Decimal`. `several` says that it is a list of values that followed each
    other (lines of JSON, an event stream). `unknown` are pointers of values that are only hinted
    at (`<id>`; None stands for them), `elided` pointers of containers of which the author left
    something out (`...`). `readable` is False when no value was found at all.
    """

    def __init__(
        self,
        text: str,
        file: str,
        value: Json,
        *,
        index: Callable[[], Entry],
        problems: tuple[JsonProblem, ...] = (),
        several: bool = False,
        readable: bool = True,
        unknown: frozenset[str] = frozenset(),
        elided: frozenset[str] = frozenset(),
        status: str = "",
    ) -> None:
        self.text = text
        self.file = file
        self.value = value
        self.problems = problems
        self.several = several
        self.readable = readable
        self.unknown = unknown
        self.elided = elided
        self.status = status  #: of an HTTP status line above the value
        self._build = index
        self._index: Entry | None = None
        self._lines: list[int] | None = None

    @property
    def strict(self) -> bool:
        """Whether the text is JSON as RFC 8259 has it, with one meaning."""
        return not self.problems

    def span(self, pointer: str, *, key: bool = False) -> Span:
        """Where the value at a pointer stands, or its key; the nearest around it when absent."""
        entry = self._root
        for name in pointer_tokens(pointer):
            below = entry[2]
            found = None
            if isinstance(below, dict):
                found = below.get(name)
            elif below is not None and name.isascii() and name.isdigit() and int(name) < len(below):
                found = below[int(name)]
            if found is None:
                break
            entry = found
        if key and len(entry) > 3:
            return self.span_of(entry[3], entry[4])
        return self.span_of(entry[0], entry[1])

    def offsets(self) -> Iterator[tuple[str, int, int]]:
        """Pointer, begin and end of every value, as offsets into the text; the root first."""
        stack = [("", self._root)]
        while stack:
            pointer, entry = stack.pop()
            yield pointer, entry[0], entry[1]
            below = entry[2]
            if not below:
                continue
            if isinstance(below, dict):
                stack += [
                    (child_pointer(pointer, name), one) for name, one in reversed(below.items())
                ]
            else:
                last = len(below) - 1
                stack += [(f"{pointer}/{last - n}", one) for n, one in enumerate(reversed(below))]

    def span_of(self, begin: int, end: int) -> Span:
        """Offsets as lines and columns."""
        return span_of(self.lines, self.file, begin, end)

    @property
    def lines(self) -> list[int]:
        """The offset at which each line begins."""
        if self._lines is None:
            self._lines = line_starts(self.text)
        return self._lines

    @property
    def _root(self) -> Entry:
        if self._index is None:
            self._index = self._build()
        return self._index


def line_starts(text: str) -> list[int]:
    """The offset at which each line of a text begins."""
    return [0, *(match.end() for match in _LINE_END.finditer(text))]


def span_of(lines: list[int], file: str, begin: int, end: int) -> Span:
    """Offsets into a text whose lines begin there, as a span."""
    first = bisect_right(lines, begin)
    last = first if first == len(lines) or end < lines[first] else bisect_right(lines, end)
    return Span(file, first, begin - lines[first - 1] + 1, last, end - lines[last - 1] + 1)
