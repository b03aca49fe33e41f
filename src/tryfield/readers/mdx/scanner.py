"""The scanner of MDX: text to tokens with offsets, in one pass.

It knows what hides a tag (fences, code spans, comments, expressions) and never fails: what it
cannot read becomes a token that says so. Nothing that it reads is ever evaluated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from tryfield.readers.mdx.brackets import Brackets
from tryfield.readers.mdx.fences import Fences
from tryfield.readers.mdx.tags import read_tag
from tryfield.readers.mdx.tokens import Code, Heading, Text, Token

_HEADING = re.compile(r"[ \t]*+(#{1,6})[ \t]++")
_STATEMENT = re.compile(
    r"(?:(import)\s*+(?:[\"'{*]|[\w$]++\s*+(?:,|from\b))"
    r"|export\s++(?:const|let|var|function|default|async|class|\{|\*))"
)
_BRACKET = re.compile(r"[(\[{]")
_INTERESTING = re.compile(r"[`<{\\]")
_TICKS = re.compile(r"`+")
_COMPONENT = re.compile(r"[A-Z]|[\w$]+\.")


class Scanner:
    """One pass over one text."""

    def __init__(self, text: str, *, start: int = 0) -> None:
        self._text = text
        self._start = start
        self._brackets = Brackets(text)
        self._fences = Fences(text)
        self._tokens: list[Token] = []
        self._pending = start  # where the text that is not yet a token begins
        self._open: list[str] = []  # names of open components: a fence may stand inside of one
        self._ticks_until = -1  # end of the paragraph whose backticks are known
        self._ticks: dict[int, list[int]] = {}
        self._no_expression_before = -1

    def tokens(self) -> list[Token]:
        """All tokens, in the order of the text."""
        position = self._start
        size = len(self._text)
        while position < size:
            position = self._line(position)
        self._flush(size)
        return self._tokens

    def _add(self, token: Token) -> int:
        self._flush(token.start)
        self._tokens.append(token)
        self._pending = token.end
        return token.end

    def _flush(self, until: int) -> None:
        if until > self._pending:
            self._tokens.append(Text(start=self._pending, end=until))
        self._pending = max(self._pending, until)

    def _line_end(self, position: int) -> int:
        end = self._text.find("\n", position)
        return len(self._text) if end < 0 else end

    def _line(self, start: int) -> int:
        """Read from the beginning of a line; returns the beginning of the next one."""
        end = self._line_end(start)
        fence = self._fences.at(start, end, self._open)
        if fence is not None:
            return self._add(fence)
        if found := _HEADING.match(self._text, start, end):
            words = self._text[found.end() : end].strip().rstrip("#").rstrip()
            self._add(Heading(level=len(found.group(1)), words=words, start=start, end=end))
            return end + 1
        if self._text[start : start + 6] in ("import", "export") and (
            module := self._module(start, end)
        ):
            return self._add(module)
        return self._inline(start, end)

    def _module(self, start: int, end: int) -> Code | None:
        """An import or export statement, which ends with the line that closes its brackets."""
        text = self._text
        found = _STATEMENT.match(text, start, end)
        if found is None:
            return None
        kind: Literal["import", "export"] = "import" if found.group(1) == "import" else "export"
        position = start
        for _ in range(100):
            stop = self._line_end(position)
            bracket = _BRACKET.search(text, position, stop)
            if bracket is not None:
                position = self._brackets.end(bracket.start())
                if position < 0:
                    blank = text.find("\n\n", start)
                    stop = len(text) if blank < 0 else blank
                    return Code(kind=kind, start=start, end=stop, closed=False)
            elif text.endswith(("=", "=>", ","), start, stop) and stop < len(text):
                position = stop + 1  # the value begins on the next line
            else:
                break
        return Code(kind=kind, start=start, end=self._line_end(position))

    def _inline(self, position: int, end: int) -> int:
        """Read text to the end of its line, or further when a tag or an expression goes on."""
        text = self._text
        while (found := _INTERESTING.search(text, position, end)) is not None:
            mark, at = found.group(), found.start()
            if mark == "\\":
                position = at + 2
                continue
            if mark == "`":
                position = self._behind_code_span(at)
            elif mark == "{":
                position = self._behind_expression(at)
            else:
                position = self._behind_tag(at)
            if position > end:
                end = self._line_end(position)
            if position > 0 and text[position - 1] == "\n":
                return position
        return end + 1

    def _behind_tag(self, at: int) -> int:
        text = self._text
        if text.startswith("<!--", at):
            close = text.find("-->", at + 4) if self._brackets.spend(0) else -1
            if close < 0:
                self._brackets.spend(len(text) - at)
                return at + 4
            return self._add(Code(kind="comment", start=at, end=close + 3))
        tag = read_tag(text, at, self._brackets)
        if tag is None:
            return at + 1
        if not _COMPONENT.match(tag.name):
            # As in JSX, a lower-case tag is HTML; only a capital letter opens a component.
            return tag.end if not tag.broken else at + 1
        if tag.form == "open":
            self._open.append(tag.name)
        elif tag.form == "close" and tag.name in self._open[-40:]:
            while self._open.pop() != tag.name:
                pass
        return self._add(tag)

    def _behind_expression(self, at: int) -> int:
        text = self._text
        if at < self._no_expression_before:
            return at + 1
        line = text.rfind("\n", 0, at) + 1
        flow = not text[line:at].strip() if at - line < 200 else False
        blank = text.find("\n\n", at)
        paragraph = len(text) if blank < 0 else blank
        close = self._brackets.end(at, limit=None if flow else paragraph)
        if close < 0 and flow:
            close = self._brackets.end(at, limit=paragraph)
        if close < 0:
            self._no_expression_before = paragraph
            return at + 1
        inner = text[at + 1 : close - 1].strip()
        comment = inner.startswith("/*") and inner.endswith("*/")
        return self._add(Code(kind="comment" if comment else "expression", start=at, end=close))

    def _behind_code_span(self, at: int) -> int:
        """A code span ends with a run of as many backticks, in the same paragraph."""
        if at >= self._ticks_until:
            self._read_ticks(at)
        run = _TICKS.match(self._text, at)
        length = run.end() - at if run else 1
        places = self._ticks.get(length, [])
        while places and places[-1] <= at:
            places.pop()
        return places.pop() + length if places else at + length

    def _read_ticks(self, at: int) -> None:
        end = max(self._paragraph_lines(at))
        self._ticks_until = end
        self._ticks = {}
        for run in reversed(list(_TICKS.finditer(self._text, at, end))):
            self._ticks.setdefault(run.end() - run.start(), []).append(run.start())

    def _paragraph_lines(self, at: int) -> Iterator[int]:
        """Ends of the lines that belong to one paragraph, from the line of `at` on."""
        text = self._text
        end = self._line_end(at)
        yield end
        while end < len(text):
            start = end + 1
            end = self._line_end(start)
            line = text[start:end].strip()
            if not line or line.startswith(("```", "~~~", "# ", "## ", "### ", "#### ")):
                return
            if line.startswith("<") and "`" not in line and line.endswith(">"):
                return
            yield end


def scan(text: str, *, start: int = 0) -> list[Token]:
    """Tokens of an MDX text, from an offset (behind the front matter) on."""
    return Scanner(text, start=start).tokens()
