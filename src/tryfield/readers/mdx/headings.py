"""Headings of a Markdown text: those that nothing stands under are taken out."""

from __future__ import annotations

import re

_HEADING = re.compile(r"(#{1,6})[ \t]")
_FENCE = re.compile(r"`{3,}|~{3,}")


def without_empty_headings(text: str) -> str:
    """Markdown without headings that are followed by one of their own rank, or by the end."""
    kept: list[str] = []
    ranks: list[tuple[int, int]] = []  # index in `kept` and rank of headings that hold nothing yet
    fence = ""
    for line in text.split("\n"):
        found = None if fence else _HEADING.match(line)
        if found:
            rank = len(found.group(1))
            while ranks and ranks[-1][1] >= rank:
                kept[ranks.pop()[0]] = ""
            ranks.append((len(kept), rank))
        elif line.strip():
            ranks.clear()
        mark = _FENCE.match(line.strip())
        if mark and not fence:
            fence = mark.group()
        elif mark and line.strip() == mark.group() and mark.group().startswith(fence):
            fence = ""
        kept.append(line)
    for index, _ in ranks:
        kept[index] = ""
    return _squeezed(kept)


def _squeezed(lines: list[str]) -> str:
    out: list[str] = []
    fence = ""
    for line in lines:
        mark = _FENCE.match(line.strip())
        if mark:
            fence = "" if fence and mark.group().startswith(fence) else fence or mark.group()
        if line or fence or (out and out[-1]):
            out.append(line)
    return "\n".join(out).strip()
