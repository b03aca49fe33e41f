"""The fences of a Markdown or MDX page, each with what the page says about running it.

The build of a page and the check of its snippets find them here, so that both mean the same ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tryfield.core.fence_marks import FenceMarks, comment_words, fence_marks
from tryfield.readers.mdx.mdx_parser import Code, Fence, Text, scan


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFence:
    """One fence, and the MDX or HTML comment that marks it."""

    fence: Fence
    marks: FenceMarks
    comment: Code | None = None


def page_fences(text: str) -> Iterator[PageFence]:
    """All fences of a page in order; what stands inside of a comment or another fence is none.

    Between a comment and its fence there may be blank lines.
    """
    words, comment = "", None
    for token in scan(text):
        if isinstance(token, Code) and token.kind == "comment":
            said = comment_words(text[token.start : token.end])
            if said is not None:
                words, comment = said, token
        elif isinstance(token, Fence):
            yield PageFence(fence=token, marks=fence_marks(token.info, words), comment=comment)
            words, comment = "", None
        elif not (isinstance(token, Text) and not text[token.start : token.end].strip(" \t\n>")):
            words, comment = "", None
