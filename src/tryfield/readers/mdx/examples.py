"""Fences to examples: their text without the indentation of the page, and where it stands."""

from __future__ import annotations

from tryfield.core.model import Example
from tryfield.readers.mdx.fence_info import FenceInfo, read_info
from tryfield.readers.mdx.tokens import Fence
from tryfield.readers.source import Source

_MEDIA = {
    "json": "application/json",
    "json5": "application/json",
    "jsonc": "application/json",
    "jsonl": "application/jsonl",
    "ndjson": "application/x-ndjson",
    "xml": "application/xml",
    "html": "text/html",
    "text": "text/plain",
    "txt": "text/plain",
    "plaintext": "text/plain",
    "plain": "text/plain",
    "csv": "text/csv",
    "yaml": "application/yaml",
    "yml": "application/yaml",
    "sse": "text/event-stream",
    "event-stream": "text/event-stream",
    "markdown": "text/markdown",
}
SHELLS = frozenset(
    {"bash", "sh", "shell", "curl", "zsh", "console", "terminal", "cmd", "powershell", "batch"}
)


def text_of(fence: Fence, source: Source) -> tuple[str, int, bool]:
    """Text of a fence, where it begins, and whether it stands in the file letter by letter."""
    raw = source.text[fence.inside : fence.until]
    lines = raw.split("\n")
    if (
        any(line.lstrip().startswith(">") for line in lines)
        and ">" in (source.text[fence.start : fence.start + fence.indent])
    ):
        return "\n".join(line.lstrip(" >") for line in lines), fence.inside, False
    filled = [line for line in lines if line.strip()]
    if not filled:
        return "", fence.inside, True
    common = min(len(line) - len(line.lstrip(" \t")) for line in filled)
    lead = 0
    while not lines[lead].strip():
        lead += 1
    start = fence.inside + sum(len(line) + 1 for line in lines[:lead]) + common
    while not lines[-1].strip():
        lines.pop()
    text = "\n".join(line[common:] if line.strip() else "" for line in lines[lead:])
    literal = source.in_one_piece(fence.inside, fence.until)
    return text, start, literal


def media_type_of(language: str, text: str) -> str:
    """Media type of a documented body, from the language of its fence or its first character."""
    if language in _MEDIA:
        return _MEDIA[language]
    begin = text.lstrip()[:1]
    if begin and begin in "{[":
        return "application/json"
    if begin == "<":
        return "application/xml"
    return "application/json" if language == "javascript" else "text/plain"


def example_of(fence: Fence, source: Source) -> tuple[Example, FenceInfo]:
    """The fence as an example without media type and status, and what its info says."""
    info = read_info(fence.info)
    text, start, literal = text_of(fence, source)
    example = Example(
        name=info.title,
        text=text,
        language=info.language,
        literal=literal,
        span=source.span(start, max(start, fence.until)),
    )
    return example, info
