"""What a search shall know of a page: its words, without markup and without its examples.

Parsing a large page for the search index takes longer than rendering it.
"""

from __future__ import annotations

import re

BEGIN = "<!--tryfield-->"

_OURS = re.compile(r"<!--tryfield-->.*?<!--/tryfield-->", re.DOTALL)
_EXCLUDED = re.compile(r"<(tryfield-\w+)[^>]* data-search-exclude>.*?</\1>", re.DOTALL)
_PERMALINK = re.compile(r'<a class="headerlink".*?</a>')
_TAGS = re.compile(r"<(?!/?h[1-6]\b)[^>]*>")
_SPACE = re.compile(r"\s+")


def words(html: str) -> str:
    """A page with what is ours on it as headings and text."""
    return _OURS.sub(lambda found: _text(found.group()), html)


def _text(html: str) -> str:
    text = _TAGS.sub(" ", _PERMALINK.sub("", _EXCLUDED.sub("", html)))
    return f"<div>{_SPACE.sub(' ', text)}</div>"
