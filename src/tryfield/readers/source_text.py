"""The text of one definition, and where each of its characters stands in the file.

A reader may repair a text before it parses it (debris of a damaged copy, a fence cut out of a
page); a source keeps the line and column that the author sees.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from itertools import accumulate, count
from operator import add

from tryfield.core.errors import ReadError
from tryfield.core.model import Span


class Source:
    """A text with LF line ends, and the way back from an offset to a place in the file."""

    __slots__ = ("_shifts", "_starts", "file", "numbers", "text")

    def __init__(
        self,
        text: str,
        *,
        file: str = "",
        numbers: Sequence[int] | None = None,
        shifts: Sequence[int] | None = None,
    ) -> None:
        """Keep a text.

        Args:
            text: With LF line ends.
            file: Name used in spans.
            numbers: Line number in the file of each line of the text; 1, 2, 3 ... when absent.
            shifts: How many characters were cut off at the left of each line; 0 when absent.
        """
        self.text = text
        self.file = file
        self.numbers = numbers
        self._shifts = shifts
        # Where each line ends, from the lengths of all of them and how many line ends were before.
        ends = map(add, accumulate(map(len, text.split("\n"))), count(1))
        self._starts: list[int] = [0, *ends][:-1]

    def row(self, offset: int) -> int:
        """Index of the line that an offset is on, from 0."""
        return bisect.bisect_right(self._starts, offset) - 1

    def column(self, offset: int) -> int:
        """Characters before an offset on its line of the text."""
        return offset - self._starts[self.row(offset)]

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column in the file, both from 1."""
        row = self.row(offset)
        line = self.numbers[row] if self.numbers is not None else row + 1
        shift = self._shifts[row] if self._shifts is not None else 0
        return line, offset - self._starts[row] + shift + 1

    def span(self, start: int, end: int) -> Span:
        """What stands from `start` to `end` (exclusive), as a place in the file."""
        line, column = self.place(start)
        end_line, end_column = self.place(max(start, end))
        return Span(self.file, line, column, end_line, end_column)

    def part(self, start: int, end: int) -> Source:
        """A stretch of whole lines as a source of its own, at the same place in the file."""
        first, last = self.row(start), self.row(max(start, end - 1))
        numbers = self.numbers or range(1, len(self._starts) + 1)
        shifts = self._shifts[first : last + 1] if self._shifts is not None else None
        begin = self._starts[first]
        stop = self._starts[last + 1] if last + 1 < len(self._starts) else len(self.text)
        return Source(
            self.text[begin:stop],
            file=self.file,
            numbers=[*numbers[first : last + 1], numbers[last] + 1],
            shifts=[*shifts, 0] if shifts is not None else None,
        )

    def cut(self, start: int, end: int) -> Source:
        """The lines of a stretch without the indentation that they share, at the same places."""
        piece = self.part(start, end)
        lines = piece.text.split("\n")
        filled = [line for line in lines if line.strip()]
        common = min((len(line) - len(line.lstrip(" \t")) for line in filled), default=0)
        if not common:
            return piece
        old = piece._shifts or [0] * len(lines)
        return Source(
            "\n".join(line[common:] for line in lines),
            file=self.file,
            numbers=piece.numbers,
            shifts=[shift + common for shift in old],
        )

    def in_one_piece(self, start: int, end: int) -> bool:
        """Whether the lines of a stretch follow each other in the file, too."""
        if self.numbers is None:
            return True
        first, last = self.row(start), self.row(end)
        return self.numbers[last] - self.numbers[first] == last - first


class Joined(Source):
    """Texts of several files behind each other, as one text with one range of offsets."""

    __slots__ = ("_bases", "_parts")

    def __init__(self, parts: Sequence[Source]) -> None:
        """Join texts; each keeps its own places."""
        super().__init__("\n".join(part.text for part in parts), file=parts[0].file)
        self._parts = tuple(parts)
        self._bases = [0]
        for part in parts:
            self._bases.append(self._bases[-1] + len(part.text) + 1)

    def base(self, number: int) -> int:
        """Where a text begins."""
        return self._bases[number]

    def _part(self, offset: int) -> tuple[Source, int]:
        number = min(bisect.bisect_right(self._bases, offset), len(self._parts)) - 1
        return self._parts[number], offset - self._bases[number]

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column in the file that the offset is in, both from 1."""
        part, inside = self._part(offset)
        return part.place(inside)

    def span(self, start: int, end: int) -> Span:
        """What stands from `start` to `end` (exclusive), as a place in its file."""
        part, inside = self._part(start)
        return part.span(inside, inside + max(end - start, 0))

    def part(self, start: int, end: int) -> Source:
        """A stretch of whole lines of one of the texts."""
        part, inside = self._part(start)
        return part.part(inside, inside + end - start)

    def in_one_piece(self, start: int, end: int) -> bool:
        """Whether the lines of a stretch follow each other in their file, too."""
        part, inside = self._part(start)
        return part.in_one_piece(inside, inside + end - start)


def decode(data: bytes, *, file: str) -> str:
    """Text of a file with LF line ends and without a byte order mark.

    Raises:
        ReadError: The bytes are not UTF-8 (the byte and its position are named).
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig")
        line = before.count("\n") + 1
        column = (error.start and len(before) - before.rfind("\n")) or 1
        byte = data[error.start]
        raise ReadError(
            f"{file}:{line}:{column}: not-utf-8: Byte 0x{byte:02x} is not UTF-8. "
            "Save the file as UTF-8.",
            line=line,
            column=column,
        ) from None
    return normalised(text)


def normalised(text: str) -> str:
    """A text with LF line ends and without a byte order mark."""
    text = text.removeprefix("\ufeff")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text


_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|"
    r"(?P<half>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)


def without_half_characters(text: str) -> str:
    """A text of JSON in which an escape for half a character (a lone surrogate) is U+FFFD.

    No file and no page can hold such a half. The text keeps its length, and so every place in it.
    """
    if "\\ud" not in text and "\\uD" not in text:
        return text
    return _ESCAPE.sub(lambda found: "\\ufffd" if found["half"] else found[0], text)
