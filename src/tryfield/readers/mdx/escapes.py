"""Backslashes that MDX and the exports write before characters that need none in Markdown."""

from __future__ import annotations

import re

_SAFE = frozenset("{}&@$%.!()")


def unescaped(text: str) -> str:
    """Markdown without needless backslashes; those that keep a character from being markup stay.

    `USER\\_GROUP` becomes `USER_GROUP`; `\\*` stays.
    """
    if "\\" not in text:
        return text
    return "\n".join(_line(line) if "\\" in line else line for line in text.split("\n"))


def _line(line: str) -> str:
    out: list[str] = []
    position = 0
    while True:
        found = line.find("\\", position)
        tick = line.find("`", position)
        if found < 0:
            out.append(line[position:])
            return "".join(out)
        if 0 <= tick < found:
            end = _behind_code(line, tick)
            out.append(line[position:end])
            position = end
            continue
        out.append(line[position:found])
        character = line[found + 1 : found + 2]
        out.append(_plain(line, found, character))
        position = found + 2


def _behind_code(line: str, tick: int) -> int:
    run = len(line) - len(line[tick:].lstrip("`")) - tick
    close = line.find("`" * run, tick + run)
    return close + run if close >= 0 else tick + run


def _plain(line: str, at: int, character: str) -> str:
    before, after = line[at - 1 : at] if at else "", line[at + 2 : at + 3]
    if character in _SAFE and character:
        # `1\.` at the beginning of a line is no list.
        if character in ".)!" and (not before or before.isdigit() or after == "["):
            return "\\" + character
        return character
    if character == "_":
        inside = before.isalnum() and (after.isalnum() or after == "\\")
        alone = line.count("\\_") == 1 and line.count("_") == 1
        return "_" if inside or alone else "\\_"
    if character == "<":
        return "&lt;"
    if character == ">":
        return ">" if line[:at].strip() else "\\>"
    if character == "~":
        return "~" if line.count("~") == 1 else "\\~"
    if character == "#" and line[:at].strip():
        return "#"
    if character in "[]" and character and not re.search(r"\]\s*[(\[:]", line):
        return character
    if character in "+-" and character and line[:at].strip():
        return character
    return "\\" + character
