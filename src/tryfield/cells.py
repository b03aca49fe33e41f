"""The Markdown extension `tryfield.cells`: Python fences that readers can run.

What marks a fence is said in `tryfield.core.fence_marks`. Without JavaScript it is the code block
that any other extension makes of it. Works with MkDocs, Zensical and everything else that uses
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

from tryfield.readers.page_fences import page_fences

_OPENING = re.compile(r"(?P<indent>[ \t>]*)(?P<marks>`{3,}|~{3,})[^\n]*")
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
        if not any("tryfield" in line.lower() for line in lines):
            return lines
        return self._with_cells("\n".join(lines)).split("\n")

    def _with_cells(self, text: str) -> str:
        done, parts = 0, []
        for start, end, new in self._edits(text):
            parts += [text[done:start], new]
            done = end
        return "".join((*parts, text[done:]))

    def _edits(self, text: str) -> Iterator[tuple[int, int, str]]:
        """What replaces the text between two offsets, in order."""
        for found in page_fences(text):
            fence, marks, comment = found.fence, found.marks, found.comment
            opening = _OPENING.match(text, fence.start)
            if not marks.marked or opening is None:
                continue
            if comment is not None and text.startswith("{", comment.start):
                yield comment.start, comment.end, ""  # Markdown would show a comment of MDX
            indent = opening["indent"]
            bare = indent.rstrip()
            fenced = f"{indent}{opening['marks']}{marks.info}"
            if marks.runs_in_page:
                fenced = f"{bare}\n{indent}{self._tag(self._open)}\n{bare}\n{fenced}"
            yield opening.start(), opening.end(), fenced
            if marks.runs_in_page:
                closing = self._tag(f"</{_ELEMENT}>")
                yield fence.end, fence.end, f"\n{bare}\n{indent}{closing}\n"

    def _tag(self, tag: str) -> str:
        return self.md.htmlStash.store(tag)


def makeExtension(**settings: Any) -> CellsExtension:  # noqa: N802 - Python-Markdown asks for it
    """The extension, for `markdown_extensions: [tryfield.cells]`."""
    return CellsExtension(**settings)
