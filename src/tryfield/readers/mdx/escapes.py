"""Backslashes that MDX and the exports write before characters that need none in Markdown."""

from __future__ import annotations

import re

_SAFE = frozenset("{}&@$%")
_LINK = re.compile(r"\]\s{0,3}[(\[:]")


def unescaped(text: str) -> str:
    """Markdown without needless backslashes; those that keep a character from being markup stay.

    `USER\\_GROUP` becomes `USER_GROUP`; `\\*` stays.
    """
    if "\\" not in text:
        return text
    return "\n".join(_Line(line).plain() if "\\" in line else line for line in text.split("\n"))


class _Line:
    """One line, with what decides whether a character in it could be markup."""

    def __init__(self, line: str) -> None:
        self._line = line
        self._first = len(line) - len(line.lstrip())
        self._one_underscore = line.count("_") == 1
        self._one_tilde = line.count("~") == 1
        self._may_link = _LINK.search(line) is not None

    def plain(self) -> str:
        """The line, code spans untouched."""
        line = self._line
        out: list[str] = []
        position = 0
        tick = line.find("`")
        while True:
            found = line.find("\\", position)
            if found < 0:
                out.append(line[position:])
                return "".join(out)
            if 0 <= tick < found:
                end = self._behind_code(tick)
                out.append(line[position:end])
                position = end
                tick = line.find("`", end)
                continue
            out.append(line[position:found])
            out.append(self._character(found, line[found + 1 : found + 2]))
            position = found + 2
            if tick == found + 1:
                tick = line.find("`", position)

    def _behind_code(self, tick: int) -> int:
        line = self._line
        stop = tick
        while line[stop : stop + 1] == "`":
            stop += 1
        run = stop - tick
        close = line.find("`" * run, stop) if run < 10 else -1
        return close + run if close >= 0 else stop

    def _character(self, at: int, character: str) -> str:
        before, after = self._line[at - 1 : at] if at else "", self._line[at + 2 : at + 3]
        if not character:
            return "\\"
        if character in _SAFE:
            return character
        if character in ".)!":
            # `1\.` at the beginning of a line is no list, `\![` no image.
            needed = not before or before.isdigit() or after == "["
            return "\\" + character if needed else character
        if character == "_":
            inside = before.isalnum() and (after.isalnum() or after == "\\")
            return "_" if inside or self._one_underscore else "\\_"
        if character == "<":
            return "&lt;"
        plain = (
            (character in ">#+-" and at > self._first)
            or (character == "~" and self._one_tilde)
            or (character in "[](" and not self._may_link)
        )
        return character if plain else "\\" + character
