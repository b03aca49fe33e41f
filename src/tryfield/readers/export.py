"""Pages as a site exports them for agents: a preface, a title, a summary, then the page.

An export may embed the OpenAPI document of its operation in a fence, and `llms-full.txt` is many
exports in one file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tryfield.readers.source import Source

_INDEX = re.compile(r"(?:\s*+^>[^\n]*Documentation Index[^\n]*(?>(?:\n>[^\n]*+)*))", re.MULTILINE)
_SOURCE = re.compile(
    r"\s*+^#?[ \t]*+(?:Source|URL|Url)[ \t]*+:[ \t]*+<?https?://[^\n]*$", re.MULTILINE
)
_TITLE = re.compile(r"\s*+^#[ \t]++([^\n]*\S)[ \t]*$", re.MULTILINE)
_SUMMARY = re.compile(r"\s*+((?:^>[^\n]*(?:\n|$))+)", re.MULTILINE)
_PAGE = re.compile(r"^#[ \t]++[^\n]+\n+(?:Source|URL|Url):[ \t]*<?https?://", re.MULTILINE)
_FOOTER = re.compile(r"\n+Built with \[Mintlify\][^\n]*\s*$")


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
