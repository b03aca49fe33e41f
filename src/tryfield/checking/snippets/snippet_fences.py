"""The fences of a page that are snippets, with what their author says about running them.

A Python fence is a snippet when its info string has the word `tryfield` (```` ```python tryfield
````), or when `{/* tryfield: run */}` or `<!-- tryfield: run -->` stands before it. The same places
take `no_run`, `should_fail`, `continue`, `no_cell` and `skip="why"`. A curl fence needs no mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tryfield.core.model import Span
from tryfield.readers.mdx.mdx_scanner import Code, Fence, Text, Token, scan
from tryfield.readers.source_text import Source, normalised

PYTHON = frozenset({"python", "py", "python3"})
SHELL = frozenset({"bash", "sh", "shell", "curl", "console", "zsh"})
STATES = frozenset({"run", "no_run", "should_fail", "continue", "no_cell", "skip"})
_COMMENT = re.compile(r"(?:\{/\*|<!--)\s*tryfield:\s*(?P<words>.*?)\s*(?:\*/\}|-->)", re.DOTALL)
_SKIP = re.compile(r"\bskip=(?:\"([^\"]*)\"|'([^']*)')")
_WORD = re.compile(r"[\w-]+")


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
    if "tryfield" not in text and "curl" not in text:
        return []
    return list(_snippets(Source(text, file=file)))


def _snippets(source: Source) -> Iterator[Snippet]:
    counts = {"python": 0, "curl": 0}
    before = ""  # what the comment in front of a fence says
    for token in scan(source.text):
        if isinstance(token, Code) and token.kind == "comment":
            comment = _COMMENT.fullmatch(source.text[token.start : token.end])
            before = comment["words"] if comment else before
        elif isinstance(token, Fence):
            found = _snippet(source, token, before, counts)
            before = ""
            if found is not None:
                yield found
        elif not _blank(token, source.text):
            before = ""


def _blank(token: Token, text: str) -> bool:
    return isinstance(token, Text) and not text[token.start : token.end].strip()


def _snippet(source: Source, fence: Fence, before: str, counts: dict[str, int]) -> Snippet | None:
    said = _SKIP.sub(" ", f"{fence.info} ")
    words = [word.lower() for word in _WORD.findall(said)]
    language = words[0] if words else ""
    kind = "python" if language in PYTHON else "curl" if language in SHELL else ""
    comment = _WORD.findall(_SKIP.sub(" ", before))
    if before.startswith("ignore"):
        comment, before = [], ""
    marked = "tryfield" in words[1:]
    code = _dedented(source, fence)
    if kind == "python" and not (marked or comment or before):
        return None
    if kind == "curl" and "curl" not in code:
        return None
    if not kind:
        return None
    counts[kind] += 1
    states = {word for word in (*words[1:], *comment) if word in STATES}
    skip = _SKIP.search(f"{before} {fence.info}")
    begin = fence.inside + fence.indent if code else fence.inside
    return Snippet(
        language=kind,
        code=code,
        span=source.span(min(begin, fence.until), fence.until),
        number=counts[kind],
        states=frozenset(states - {"skip", "run", "no_cell"}),
        skip=(skip[1] or skip[2] or "its page says so")
        if skip
        else ("its page says so" if "skip" in states else ""),
        unknown=tuple(word for word in comment if word not in STATES),
    )


def _dedented(source: Source, fence: Fence) -> str:
    """The lines of a fence without its indentation; a line that has less of it stays whole."""
    lines = source.text[fence.inside : fence.until].split("\n")
    margin = " " * fence.indent
    return "\n".join(line[fence.indent :] if line.startswith(margin) else line for line in lines)
