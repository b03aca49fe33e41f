"""The code of the manual, fence by fence."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.docs.sections import ROOT
from tryfield.readers.mdx.mdx_parser import Fence, scan


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """One fence of a page, without the indentation of the page."""

    page: Path
    line: int
    info: str
    text: str

    @property
    def language(self) -> str:
        """The first word behind the backticks."""
        return (self.info.split() or [""])[0]

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def pages() -> list[Path]:
    """Everything that people read."""
    top = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")]
    return [*top, *sorted((ROOT / "docs").glob("*.md"))]


def snippets(*languages: str) -> list[Snippet]:
    """The fences in these languages; those of the rules are wrong on purpose, half of them."""
    wanted = [page for page in pages() if page.name != "rules.md"]
    return [one for page in wanted for one in _of(page) if one.language in languages]


def _of(page: Path) -> Iterator[Snippet]:
    text = page.read_text("utf-8")
    for token in scan(text):
        if isinstance(token, Fence):
            lines = text[token.inside : token.until].split("\n")
            code = "\n".join(line[min(token.indent, _margin(line)) :] for line in lines)
            line = text.count("\n", 0, token.start) + 1
            yield Snippet(page=page, line=line, info=token.info, text=code)


def _margin(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def commands() -> Iterator[tuple[Snippet, list[str]]]:
    """The words of every `tryfield` command in the manual."""
    for snippet in snippets("console", "bash", "sh", "yaml"):
        for line in snippet.text.replace("\\\n", " ").splitlines():
            said = line.strip().removeprefix("- ").removeprefix("run: ").removeprefix("$ ")
            for part in said.split("&&"):
                words = shlex.split(part, comments=True) if part.strip()[:9] == "tryfield " else []
                if words:
                    yield snippet, words[1:]
