"""Pages as they are exported for agents, and copies of pages that a web view damaged.

An export has a preface, a title and a summary before its page, and `llms-full.txt` is many exports
in one file. A damaged copy has debris in front, or a bar after each line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tryfield.readers.source_text import Source

_INDEX = re.compile(r"(?:\s*+^>[^\n]*Documentation Index[^\n]*(?>(?:\n>[^\n]*+)*))", re.MULTILINE)
_SOURCE = re.compile(
    r"\s*+^#?[ \t]*+(?:Source|URL|Url)[ \t]*+:[ \t]*+<?https?://[^\n]*$", re.MULTILINE
)
_TITLE = re.compile(r"\s*+^#[ \t]++([^\n]*\S)[ \t]*$", re.MULTILINE)
_SUMMARY = re.compile(r"\s*+((?:^>[^\n]*(?:\n|$))+)", re.MULTILINE)
_PAGE = re.compile(r"^#[ \t]++[^\n]+\n+(?:Source|URL|Url):[ \t]*<?https?://", re.MULTILINE)
_FOOTER = re.compile(r"\n+Built with \[Mintlify\][^\n]*\s*$")
_LEGACY = re.compile(r"(?:^|\n)[ \t]*paths:[ \t]*\n(?:[ \t]*\n)*[ \t]+(?:path|method):[ \t]*\S")
_LEGACY_METHOD = re.compile(r"\n[ \t]+method:[ \t]*\S")


def is_legacy_export(text: str) -> bool:
    """Whether a text is the YAML of an older export."""
    begin = text[:3000]
    return bool(_LEGACY.search(begin) and _LEGACY_METHOD.search(begin)) and "```" not in begin


@dataclass(frozen=True, slots=True, kw_only=True)
class Preface:
    """What an export has in front of its page; `end` is where the page begins."""

    title: str = ""
    summary: str = ""
    end: int = 0
    index: bool = False  #: it has the notice about the index of all pages


def read_preface(text: str) -> Preface:
    """Read the preface of an export; one that ends at 0 when there is none."""
    position = 0
    index = False
    for _ in range(4):
        found = _INDEX.match(text, position) or _SOURCE.match(text, position)
        if found is None or found.end() == position:
            break
        index = index or "Documentation Index" in found.group()
        position = found.end()
    title = ""
    if found := _TITLE.match(text, position):
        title = found.group(1).strip().rstrip("#").strip()
        position = found.end()
        if found := _SOURCE.match(text, position):
            position = found.end()
    summary = ""
    if title and (found := _SUMMARY.match(text, position)):
        lines = [line.lstrip("> ").rstrip() for line in found.group(1).strip().split("\n")]
        if not lines[0].startswith(("#", "[!")):
            summary = " ".join(line for line in lines if line)
            position = found.end()
    return Preface(title=title, summary=summary, end=position, index=index)


def pages_of(source: Source) -> Iterator[Source]:
    """The pages of an `llms-full.txt`; the whole text when it is one page."""
    starts = [found.start() for found in _PAGE.finditer(source.text)]
    if len(starts) < 2:
        yield source
        return
    for start, end in zip(starts, [*starts[1:], len(source.text)], strict=True):
        yield source.part(start, end)


def without_footer(text: str) -> str:
    """The text without the line that says what it was built with, as many blanks instead."""
    found = _FOOTER.search(text[-400:])
    if found is None:
        return text
    cut = len(text) - len(text[-400:]) + found.start()
    return text[:cut] + re.sub(r"[^\n]", " ", text[cut:])


_BAR = "|"
_DEBRIS = re.compile(
    r"\s*+(?:\d[\d,.]*\s*(?:lines?(?:\s*\([\d,]+ (?:loc|sloc)\))?|[KMG]i?B|bytes?)?"
    r"|(?:Plaintext|Markdown|MDX|Text|Files?|Code|Blame|Raw|Copy|Edit|Download|History|Permalink|Preview"
    r"|Normal View|Open in .{1,30}|Copy page|Executable File|Unescape|Escape)"
    r"(?:\s+(?:Raw|Normal View|Permalink|Blame|History|Unescape|Escape|Preview|Download))*"
    r"|(?:\d[\d,.]*\s*(?:lines?|[KMG]i?B|bytes?)[\s·|,]*)+"
    r"|[\w.~-]+(?:/[\w.~ -]+)+\.(?:mdx?|markdown|txt))\s*$",
    re.IGNORECASE,
)
_KEY = re.compile(r"(?:title|api|openapi|description|sidebarTitle|icon|tag|authMethod|version)\s*:")
_MOST = 80  # lines of debris


def repaired(source: Source) -> tuple[Source, bool]:
    """The page that a damaged copy was made from, and whether it was damaged.

    Blank lines that the copy has lost stay lost; every line keeps its number in the file.
    """
    lines = source.text.split("\n")
    numbers = list(range(1, len(lines) + 1))
    bars = sum(line.strip() == _BAR for line in lines)
    damaged = False
    if bars * 3 >= len(lines) and bars > 5:
        lines, numbers = _without_bars(lines, numbers)
        damaged = True
    first = _first_line(lines)
    if first:
        lines, numbers = lines[first:], numbers[first:]
        damaged = True
    if not damaged:
        return source, False
    return Source("\n".join(lines), file=source.file, numbers=numbers), True


def _without_bars(lines: list[str], numbers: list[int]) -> tuple[list[str], list[int]]:
    """Every line is followed by the same number of bars; more of them were blank lines."""
    runs: list[int] = []
    length = 0
    for line in lines:
        if line.strip() == _BAR:
            length += 1
        else:
            if length:
                runs.append(length)
            length = 0
    each = min(runs, default=1)
    kept: list[str] = []
    places: list[int] = []
    run = 0
    for line, number in zip(lines, numbers, strict=True):
        if line.strip() == _BAR:
            run += 1
            if run > each and run % each == 0:
                kept.append("")
                places.append(number)
        else:
            run = 0
            kept.append(line)
            places.append(number)
    return kept, places


def _first_line(lines: list[str]) -> int:
    """Index of the line that the page begins with; 0 when nothing stands in front of it."""
    for index, line in enumerate(lines[:_MOST]):
        mark = line.strip()
        if mark == "---":
            block = [each.strip() for each in lines[index + 1 : index + 60] if each.strip()]
            if block and _KEY.match(block[0]) and "---" in block:
                return index
            return 0
        if mark and (mark.startswith(("<", "#", ">", "```")) or len(mark) > 120):
            return (
                index if any(_DEBRIS.match(each) for each in lines[:index] if each.strip()) else 0
            )
        if mark and not _DEBRIS.match(line):
            return 0 if not _page_follows(lines, index) else _page_follows(lines, index)
    return 0


def _page_follows(lines: list[str], index: int) -> int:
    """Where front matter begins behind a few short lines that are no debris we know."""
    if not any(_DEBRIS.match(each) for each in lines[:index] if each.strip()):
        return 0
    for number, line in enumerate(lines[index : index + 20], index):
        if line.strip() == "---":
            following = next((each.strip() for each in lines[number + 1 :] if each.strip()), "")
            return number if _KEY.match(following) else 0
        if len(line) > 120 or line.lstrip().startswith(("<", "#")):
            return 0
    return 0
