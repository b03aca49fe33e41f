"""The Markdown extension `tryfield.cells`: Python fences that readers can run.

A fence is one when its info string has the word `tryfield` (```` ```python tryfield ````), or when
`<!-- tryfield: run -->` stands on the line before it. Without JavaScript it is the code block that
any other extension makes of it. Works with MkDocs, Zensical and everything else that uses
Python-Markdown.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from markdown import Extension, Markdown
from markdown.preprocessors import Preprocessor

_FENCE = re.compile(
    r"^(?P<indent>[ \t>]*)(?P<marks>`{3,}|~{3,})[ ]*(?P<info>(?:python3?|py)\b[^`]*?)[ ]*$"
)
_COMMENT = re.compile(r"^[ \t>]*<!--\s*tryfield:\s*(?P<words>[^>]*?)\s*-->[ \t]*$")
_MARK = re.compile(
    r"(?:\btryfield\b|\bno_run\b|\bno_cell\b|\bshould_fail\b|\bcontinue\b|\bskip=(\"[^\"]*\"|'[^']*'))"
)
#: What checks only compile, pass over, or run with what a browser does not have.
_STILL = re.compile(r"\b(?:no_run|no_cell|skip)\b")
_ELEMENT = "tryfield-cell"


class CellsExtension(Extension):
    """Marks runnable fences for the console."""

    def __init__(self, **settings: Any) -> None:
        """Take the settings of the site.

        Args:
            settings: `settings` is what the cells get beside their code, such as
                `{"relay": "/relay"}`.
        """
        self.config = {"settings": [{}, "what the cells get beside their code"]}
        super().__init__(**settings)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - a name of the base class
        """Come before everything that reads fences."""
        if _ELEMENT not in md.block_level_elements:
            md.block_level_elements.append(_ELEMENT)
        said = self.getConfig("settings") or {}
        # `normalize_whitespace` is 30, the fences of superfences and fenced_code are 25.
        md.preprocessors.register(_Cells(md, said), "tryfield-cells", 27)


class _Cells(Preprocessor):
    def __init__(self, md: Markdown, settings: Mapping[str, Any]) -> None:
        super().__init__(md)
        text = html.escape(json.dumps(dict(settings)), quote=True) if settings else ""
        self._open = f'<{_ELEMENT} data-settings="{text}">' if text else f"<{_ELEMENT}>"

    def run(self, lines: list[str]) -> list[str]:
        """Put each marked fence between the tags of the element."""
        if not any("tryfield" in line for line in lines):
            return lines
        return list(self._lines(lines))

    def _lines(self, lines: list[str]) -> Iterator[str]:
        marks, indent, runs = "", "", False
        comment = ""
        for line in lines:
            if marks:
                yield line
                if _ends(line, marks):
                    if runs:
                        yield from (indent.rstrip(), indent + self._tag(f"</{_ELEMENT}>"), "")
                    marks = ""
                continue
            fence = _FENCE.match(line)
            if fence is None:
                other = re.match(r"^[ \t>]*(`{3,}|~{3,})", line)
                marks, runs = (other[1], False) if other else ("", False)
                said = _COMMENT.match(line)
                comment = said["words"] if said else comment if not line.strip() else ""
                yield line
                continue
            marks, indent, info = fence["marks"], fence["indent"], fence["info"]
            marked = bool(re.search(r"\btryfield\b", info)) or bool(comment)
            still = _STILL.search(f"{info} {comment}") or comment.startswith("ignore")
            runs, comment = marked and not still, ""
            if runs:
                yield from (indent.rstrip(), indent + self._tag(self._open), indent.rstrip())
            yield f"{indent}{marks}{' '.join(_MARK.sub('', info).split())}" if marked else line

    def _tag(self, tag: str) -> str:
        return self.md.htmlStash.store(tag)


def _ends(line: str, marks: str) -> bool:
    bare = line.lstrip(" \t>").rstrip()
    return bare.startswith(marks) and not bare.strip(marks[0])


def makeExtension(**settings: Any) -> CellsExtension:  # noqa: N802 - Python-Markdown asks for it
    """The extension, for `markdown_extensions: [tryfield.cells]`."""
    return CellsExtension(**settings)
