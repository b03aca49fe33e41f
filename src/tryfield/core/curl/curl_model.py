"""A curl command that was read: words and errors first, then the command with its locations.

`Command` is for rules, readers and the console; `Word` and `CurlError` stay inside `core.curl`.
"""

from __future__ import annotations

import bisect
from dataclasses import dataclass

from tryfield.core.findings import Finding
from tryfield.core.model import Span
from tryfield.core.wire import WireRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word after quoting is undone; `runs` says where its characters stand in the source."""

    text: str
    start: int
    end: int
    runs: tuple[tuple[int, int], ...]  #: (index in text, offset in the source), ascending

    def offset(self, index: int) -> int:
        """Where the character at an index of the text stands in the source."""
        at, source = self.runs[max(0, bisect.bisect_right(self.runs, (index, 1 << 60)) - 1)]
        return min(source + index - at, self.end)

    def after(self, count: int) -> Word:
        """The word without its first characters: the value in `-XPOST`."""
        first = self.offset(count)
        kept = tuple((at - count, source) for at, source in self.runs if at > count)
        return Word(text=self.text[count:], start=first, end=self.end, runs=((0, first), *kept))

    def on_one_line(self) -> Word:
        """The word without its line ends, as `-d @file` reads a file."""
        kept: list[str] = []
        runs: list[tuple[int, int]] = []
        length = at = 0
        for line in self.text.split("\n"):
            inside = [index for index, _ in self.runs if at < index < at + len(line)]
            runs += [(length + index - at, self.offset(index)) for index in (at, *inside)]
            kept.append(line)
            length += len(line)
            at += len(line) + 1
        return Word(text="".join(kept), start=self.start, end=self.end, runs=tuple(runs))


@dataclass(frozen=True, slots=True, kw_only=True)
class CurlError:
    """Something that a shell would not have read as its author meant it."""

    rule: str
    start: int
    end: int
    message: str
    advice: str
    edit: str | None = None  #: text that safely replaces start to end


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One option of a command: its long name without dashes, and its value as written."""

    name: str
    value: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPart:
    """One `-F` of a multipart request; `file` is the path of an upload, whose bytes are unknown."""

    name: str
    value: str = ""
    file: str = ""
    filename: str = ""
    media_type: str = ""
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One documented curl command: what it would send, and where each part of it is written.

    `request` holds what curl is told to send and what that implies (the content type of `-d`, the
    `Authorization` of `-u`), not what every curl adds (`Host`, `User-Agent`, `Accept: */*`).
    Placeholders and variables stay as written. A file that is uploaded counts as empty.
    """

    request: WireRequest
    span: Span
    findings: tuple[Finding, ...] = ()
    method_span: Span | None = None  #: None when the method is implied
    url_span: Span | None = None
    header_spans: tuple[Span | None, ...] = ()  #: beside `request.headers`; None when implied
    body_span: Span | None = None
    body_text: str = ""  #: the body as written; "" for a form with parts
    body_runs: tuple[tuple[int, int, int], ...] = ()  #: index in `body_text`, line, column
    parts: tuple[FormPart, ...] = ()
    files: tuple[str, ...] = ()  #: paths that the command reads: `@payload.json`
    user: str = ""  #: of `-u`, as written: `name:password`
    options: tuple[Option, ...] = ()

    def body_place(self, inside: Span) -> Span:
        """Where something stands whose span counts from the beginning of `body_text`."""
        if not self.body_runs:
            return self.body_span or self.span
        starts = [0]
        while (line_end := self.body_text.find("\n", starts[-1])) >= 0:
            starts.append(line_end + 1)
        begin = self._point(starts, inside.line, inside.column)
        # The end lies behind a character, which may stand in another run than the next one.
        behind = min(1, inside.end_column - 1)
        line, column = self._point(starts, inside.end_line, inside.end_column - behind)
        return Span(self.span.file, *begin, line, column + behind)

    def _point(self, starts: list[int], line: int, column: int) -> tuple[int, int]:
        index = starts[min(max(line, 1), len(starts)) - 1] + column - 1
        run = max(0, bisect.bisect_right(self.body_runs, (index, 1 << 60, 0)) - 1)
        at, run_line, run_column = self.body_runs[run]
        return run_line, run_column + index - at
