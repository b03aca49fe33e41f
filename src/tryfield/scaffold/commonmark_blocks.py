"""CommonMark blocks as Python-Markdown reads them, which MkDocs renders with.

CommonMark lets a list begin right below a paragraph and nests it by the width of the marker;
Python-Markdown wants a blank line and four blanks for each level. Both read what is written here
alike. As in MDX, indentation alone makes no code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ITEM = re.compile(r"([-*+]|\d{1,9}[.)])( +(?=\S)|$)")
_RULE = re.compile(r"(?:(?:\* *){3,}|(?:- *){3,}|(?:_ *){3,})$")
_HEAD = re.compile(r'(?:!!!|\?\?\?\+?|===[!+]?) ?(?:"|[a-z])|\[\^[^\]\s]+\]:')
_FENCE = re.compile(r"(`{3,})[^`]*$|(~{3,})")
_DELIMITERS = re.compile(r"\|? *:?-+:? *(?:\| *:?-+:? *)*\|?$")
_LEVEL = 4


@dataclass(slots=True)
class _Open:
    """A block that is open: an item of a list, or an admonition, tab or footnote."""

    column: int  #: where its content begins, at least
    item: str  #: of its list: `1` with numbers, `-` without; "" when it is no item
    loose: bool = False  #: whether it holds a blank line or a quotation


def for_python_markdown(text: str) -> str:
    """The same blocks, for a renderer on Python-Markdown; applied twice, it changes nothing more.

    Args:
        text: Blocks of CommonMark with tables (GFM), and those of pymdown-extensions.
    """
    return _Blocks().written(text)


class _Blocks:
    def __init__(self) -> None:
        self._out: list[str] = []
        self._open: list[_Open] = []
        self._paragraph = False  # whether the line before belongs to a paragraph
        self._after_item = False  # whether that paragraph is the first of an item

    def written(self, text: str) -> str:
        lines = text.expandtabs(_LEVEL).split("\n")
        at = 0
        while at < len(lines):
            words = lines[at].strip()
            column = len(lines[at]) - len(lines[at].lstrip())
            fence = _FENCE.match(words)
            if not words:
                self._blank()
            elif fence:
                at = self._fence(lines, at, column, fence[1] or fence[2])
            elif (item := _ITEM.match(words)) and not _RULE.match(words) and self._begins(item):
                self._item(item, words, column)
            elif words.startswith(">"):
                at = self._quote(lines, at, column)
            elif _HEAD.match(words):
                self._leave(column)
                self._separate()
                self._line(words)
                self._open.append(_Open(column + _LEVEL, ""))
                self._paragraph = False
            else:
                self._words(words, lines, at, column)
            at += 1
        return "\n".join(self._out).strip("\n")

    def _blank(self) -> None:
        if self._out and self._out[-1]:
            self._out.append("")
        self._paragraph = self._after_item = False
        for one in self._open:
            one.loose = True

    def _line(self, words: str) -> None:
        self._out.append(" " * _LEVEL * len(self._open) + words)

    def _leave(self, column: int) -> None:
        while self._open and column < self._open[-1].column:
            self._open.pop()

    def _separate(self) -> None:
        if self._out and self._out[-1]:
            self._out.append("")

    def _begins(self, item: re.Match[str]) -> bool:
        """Whether a list may begin here: one that interrupts a paragraph begins with 1."""
        if not self._paragraph or any(one.item for one in self._open):
            return True
        return bool(item[2]) and (not item[1][0].isdigit() or int(item[1][:-1]) == 1)

    def _item(self, item: re.Match[str], words: str, column: int) -> None:
        number = item[1][:-1]
        kind = "1" if number else "-"
        left, loose = "", False
        while self._open and column < self._open[-1].column:
            one = self._open.pop()
            left, loose = one.item, one.loose
        other = left and left != kind
        if other or loose or (self._paragraph and not left and not self._after_item):
            self._separate()
        marker = f"{number}." if number else item[1]
        rest = words[item.end() :]
        self._line(f"{marker} {rest}".rstrip())
        self._open.append(_Open(column + len(item[1]) + 1, kind))
        if _HEAD.match(rest):
            self._open.append(_Open(column + len(item[1]) + 1 + _LEVEL, ""))
        self._paragraph = self._after_item = True

    def _quote(self, lines: list[str], at: int, column: int) -> int:
        """Write the quotation that begins in this line; the line that it ends in."""
        end = at
        while end + 1 < len(lines) and lines[end + 1].lstrip().startswith(">"):
            end += 1
        inner = (line.lstrip()[1:].removeprefix(" ") for line in lines[at : end + 1])
        self._leave(column)
        self._separate()
        for line in for_python_markdown("\n".join(inner)).split("\n"):
            self._line(f"> {line}".rstrip())
        self._paragraph, self._after_item = True, False
        for one in self._open:
            one.loose = True
        return end

    def _fence(self, lines: list[str], at: int, column: int, mark: str) -> int:
        """Write the fence that begins in this line; the line that it ends in."""
        self._leave(column)
        self._separate()
        self._line(lines[at].strip())
        for end in range(at + 1, len(lines)):
            words = lines[end].strip()
            if words.startswith(mark) and not words.strip(mark[0]):
                self._line(words)
                self._paragraph = self._after_item = False
                return end
            indent = len(lines[end]) - len(lines[end].lstrip())
            self._line(lines[end].rstrip()[min(column, indent) :])
            if not words:
                self._out[-1] = ""
        return len(lines)

    def _words(self, words: str, lines: list[str], at: int, column: int) -> None:
        breaks = "  " if lines[at].endswith("  ") else ""
        if not self._paragraph:
            self._leave(column)
        following = lines[at + 1].strip() if at + 1 < len(lines) else ""
        if "|" in words and "-" in following and "|" in following and _DELIMITERS.match(following):
            self._leave(column)
            self._separate()
        self._line(words + breaks)
        heading = words.startswith("#") or _RULE.match(words)
        self._paragraph = not heading
        self._after_item = self._after_item and not heading
