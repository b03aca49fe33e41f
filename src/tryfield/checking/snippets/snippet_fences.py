"""The fences of a page that are snippets: marked Python fences, and fences with a curl command.

What marks a fence is said in `tryfield.core.fence_marks`. A curl fence needs no mark.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tryfield.core.model import Span
from tryfield.readers.mdx.mdx_parser import Fence
from tryfield.readers.page_fences import page_fences
from tryfield.readers.source_text import Source, normalised


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """One fence of a page."""

    language: str
    code: str  #: without the indentation of the page
    span: Span  #: from the first character of the code to its end
    number: int  #: among those of its kind in the page, from 1
    states: frozenset[str] = frozenset()
    skip: str = ""
    unknown: tuple[str, ...] = ()  #: words that mean nothing to us


def read_snippets(path: Path, *, file: str) -> list[Snippet]:
    """Marked Python fences and curl fences of a page, in order; none when it cannot be read.

    Args:
        path: A Markdown or MDX page.
        file: Its name in spans.
    """
    try:
        text = normalised(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        return []  # a definition that cannot be read is reported where it is read
    if "```" not in text and "~~~" not in text:
        return []
    if "tryfield" not in text.lower() and "curl" not in text:
        return []
    return list(_snippets(Source(text, file=file)))


def _snippets(source: Source) -> Iterator[Snippet]:
    counts = {"python": 0, "curl": 0}
    for found in page_fences(source.text):
        fence, marks = found.fence, found.marks
        code = _dedented(source, fence)
        curl = marks.language == "shell" and "curl" in code
        if not (marks.marked or curl):
            continue
        language = "curl" if curl else "python"
        counts[language] += 1
        begin = fence.inside + fence.indent if code else fence.inside
        yield Snippet(
            language=language,
            code=code,
            span=source.span(min(begin, fence.until), fence.until),
            number=counts[language],
            states=marks.states - {"skip", "run", "no_cell"},
            skip=marks.skip,
            unknown=marks.unknown,
        )


def _dedented(source: Source, fence: Fence) -> str:
    """The lines of a fence without its indentation; a line that has less of it stays whole."""
    lines = source.text[fence.inside : fence.until].split("\n")
    margin = " " * fence.indent
    return "\n".join(line[fence.indent :] if line.startswith(margin) else line for line in lines)
