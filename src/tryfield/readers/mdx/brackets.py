"""Finding the end of bracketed JavaScript without running it, in time linear in the text."""

from __future__ import annotations

import re

_OPENS = "([{"
_CLOSES = ")]}"
_INTERESTING = re.compile(r"[(\[{}\])]|\"|'|`|//|/\*")
_QUOTED = {
    '"': re.compile(r'"(?>(?:[^"\\\n]++|\\.)*)"'),
    "'": re.compile(r"'(?>(?:[^'\\\n]++|\\.)*)'"),
    "`": re.compile(r"`(?>(?:[^`\\]++|\\.)*)`", re.DOTALL),
}


class Brackets:
    """Matches brackets in one text.

    A search that fails has read to the end of the text. What failed searches may read altogether
    is bounded; after that a search looks at the next few hundred characters only.
    """

    __slots__ = ("_budget", "_last_comment_end", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._budget = 8 * len(text) + 10_000
        self._last_comment_end = text.rfind("*/")

    def end(self, start: int, *, limit: int | None = None) -> int:
        """Offset behind the bracket that closes the one at `start`; -1 when there is none."""
        stop = len(self._text) if limit is None else limit
        if self._budget <= 0:
            stop = min(stop, start + 300)
        depth = 0
        position = start
        while (found := _INTERESTING.search(self._text, position, stop)) is not None:
            mark = found.group()
            position = found.end()
            if mark in _OPENS:
                depth += 1
            elif mark in _CLOSES:
                depth -= 1
                if depth <= 0:
                    return position
            else:
                position = self._behind(mark, found.start(), stop)
        self.spend(stop - start)
        return -1

    def spend(self, amount: int) -> bool:
        """Take a part of what failed searches may read; False when nothing is left."""
        self._budget -= amount
        return self._budget > 0

    def _behind(self, mark: str, start: int, stop: int) -> int:
        if mark == "//":
            # An address in text is no comment: `https://`.
            if start and self._text[start - 1] == ":":
                return start + 2
            line = self._text.find("\n", start, stop)
            return stop if line < 0 else line
        if mark == "/*":
            if self._last_comment_end < start + 2:
                return start + 2
            close = self._text.find("*/", start + 2, stop)
            return start + 2 if close < 0 else close + 2
        if self._budget <= 0:
            return start + 1
        # An apostrophe in the text of an element opens no string.
        quoted = _QUOTED[mark].match(self._text, start, stop)
        if quoted is not None:
            return quoted.end()
        if mark == "`":
            self.spend(stop - start)
        else:
            line = self._text.find("\n", start, stop)
            self.spend((stop if line < 0 else line) - start)
        return start + 1
