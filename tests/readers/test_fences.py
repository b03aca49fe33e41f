"""Fenced blocks are where CommonMark has them and hold what it says. Exceptions have reasons."""

from __future__ import annotations

import html
import re

import pytest

from tests.inputs import commonmark
from tryfield.readers.mdx.fenced_examples import text_of
from tryfield.readers.mdx.mdx_parser import Fence, Scanner
from tryfield.readers.source_text import Source

_CODE = re.compile(r'<pre><code(?: class="language-([^"]*)")?>(.*?)</code></pre>', re.DOTALL)
_DEEP = "MDX has no indented code: a fence stands as deep as the tags around it"
_TOGETHER = "all lines lose the same indentation, that of the tags around them"
#: Examples that are read in another way, by their numbers.
EXCEPTIONS = {
    128: "a quotation may end before a fence in it does",
    131: _TOGETHER,
    132: _TOGETHER,
    133: _TOGETHER,
    134: _DEEP,
    137: _DEEP,
}


@pytest.mark.parametrize(
    ("number", "markdown", "rendered"),
    [pytest.param(*one, id=f"example {one[0]}") for one in commonmark("Fenced code blocks")],
)
def test_a_fence_holds_what_commonmark_says(number: int, markdown: str, rendered: str) -> None:
    source = Source(markdown, file="page.md")
    fences = [token for token in Scanner(markdown).tokens() if isinstance(token, Fence)]
    wanted = [(language, html.unescape(text)) for language, text in _CODE.findall(rendered)]

    found = [(html.unescape(one.info).split(" ")[0], text_of(one, source)[0]) for one in fences]
    same = [_bare(one) for one in found] == [_bare(one) for one in wanted]
    assert same is (number not in EXCEPTIONS), (found, wanted)


def _bare(block: tuple[str, str]) -> tuple[str, list[str]]:
    """Without the empty lines at its ends: no example needs them."""
    language, text = block
    return language, [line.rstrip() for line in text.strip("\n").split("\n")]
