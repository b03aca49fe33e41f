"""Descriptions are CommonMark: the examples of its specification, and what differs on purpose."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from tests import inputs
from tryfield.rendering.description_html import Prose, cleaned

#: Examples of the specification that read differently here, by reason.
EXCEPTIONS: dict[str, set[int]] = {
    "a tag that nobody defined, or that cleaning removes, is text": {
        *(150, 163, 171, 201, 491, 524, 536, 613, 614, 615, 617, 623)
    },
    "addresses are links, as on GitHub": {606, 608, 611, 612},
    "blanks at the end of a description are dropped": {118},
}
_ALL = {number: (markdown, html) for number, markdown, html in inputs.commonmark()}


class _Events(HTMLParser):
    """HTML as what a reader gets of it: elements and text, whatever way they are written."""

    def __init__(self, html: str, *, below: int = 0) -> None:
        super().__init__()
        self._below = below
        self._text = ""
        self._code = False
        self._found: list[str] = []
        self.feed(html)
        self.close()
        self._event()

    def __str__(self) -> str:
        return "\n".join(self._found)

    def _event(self, *event: str) -> None:
        text = self._text.strip("\n") if self._code else " ".join(self._text.split())
        self._found += [*filter(None, [text]), *event]
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kept = sorted(one for one in attrs if one[0] not in ("rel", "class"))
        if tag in ("div", "span"):
            return  # around highlighted code
        self._event(f"<{self._name(tag)} {kept}>")
        self._code = self._code or tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("div", "span"):
            self._event(f"</{self._name(tag)}>")
            self._code = self._code and tag != "pre"

    def handle_data(self, data: str) -> None:
        self._text += data

    def _name(self, tag: str) -> str:
        return f"h{min(6, int(tag[1]) + self._below)}" if re.fullmatch("h[1-6]", tag) else tag


@pytest.mark.parametrize("number", sorted(_ALL))
def test_an_example_of_the_specification_reads_as_it_says(number: int) -> None:
    markdown, html = _ALL[number]

    said, wanted = str(_Events(Prose()(markdown))), str(_Events(cleaned(html), below=3))
    if any(number in numbers for numbers in EXCEPTIONS.values()):
        assert said != wanted
    else:
        assert said == wanted
