"""Fenced blocks: where one opens and where it ends, also when its end was forgotten."""

from __future__ import annotations

import re

from tryfield.readers.mdx.tokens import Fence

_LINE = re.compile(
    r"^([ \t>]*+(?>(?:(?:[-*+]|\d{1,9}[.)])[ \t]++)?))(`{3,}|~{3,})([^\n]*)$", re.MULTILINE
)
_TAG = re.compile(r"[ \t]*+<(/?)[ \t]*([A-Z]\w*)")
_BOXES = ("RequestExample", "ResponseExample", "CodeGroup")


class Fences:
    """All lines of one text that look like a fence, found once."""

    __slots__ = ("_longest", "_marks", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._marks: dict[int, tuple[str, str, str]] = {}
        for found in _LINE.finditer(text):
            before, run, info = found.groups()
            self._marks[found.start()] = (before, run, info.strip())
        # The longest bare fence behind each fence line says at once whether it is closed at all.
        self._longest: dict[tuple[int, str], int] = {}
        longest = {"`": 0, "~": 0}
        for start in reversed(self._marks):
            for mark in "`~":
                self._longest[start, mark] = longest[mark]
            run = self._marks[start][1]
            if self._closes(start, run):
                longest[run[0]] = max(longest[run[0]], len(run))

    def at(self, start: int, end: int, boxes: list[str]) -> Fence | None:
        """The fence that opens on the line from `start` to `end`, inside of open components."""
        mark = self._marks.get(start)
        if mark is None:
            return None
        before, run, info = mark
        if run[0] == "`" and "`" in info:
            return None
        box = next((name for name in reversed(boxes[-20:]) if name in _BOXES), "")
        closed = self._longest[start, run[0]] >= len(run)
        stop, closed = self._stop(end + 1, run, box, closed)
        # `stop` is the beginning of the line that ends the fence.
        until = max(min(stop, len(self._text) + 1) - 1, end)
        after = until
        if closed:
            line = self._text.find("\n", stop)
            after = len(self._text) if line < 0 else line
        return Fence(
            info=info,
            start=start,
            end=after,
            inside=min(end + 1, until),
            until=until,
            indent=len(before),
            closed=closed,
        )

    def _closes(self, line: int, run: str) -> bool:
        mark = self._marks.get(line)
        return (
            mark is not None
            and not mark[2]
            and mark[1][0] == run[0]
            and len(mark[1]) >= len(run)
            and not mark[0].strip(" \t>")
        )

    def _stop(self, line: int, run: str, box: str, closed: bool) -> tuple[int, bool]:
        """Where the line begins that ends a fence, and whether that is the fence's own end."""
        text = self._text
        size = len(text)
        nested = 0
        while line < size:
            if self._closes(line, run):
                return line, True
            stop = text.find("\n", line)
            stop = size if stop < 0 else stop
            if (box or not closed) and (found := _TAG.match(text, line, stop)):
                closing, name = found.groups()
                if name == box:
                    nested += -1 if closing else 1
                    # A fence whose end was forgotten ends with the box that it stands in.
                    if nested < 0:
                        return line, False
                elif not box and closing:
                    return line, False
            line = stop + 1
        return size + 1, False
