"""What the site's search indexes of a page: its text, without markup and without its examples.

Parsing a large page for the search index takes longer than rendering it.
"""

from __future__ import annotations

import re

BEGIN, _END = "<!--tryfield-->", "<!--/tryfield-->"

_EXCLUDED = re.compile(r"<(tryfield-\w+)[^>]* data-search-exclude>")
_PERMALINK = re.compile(r'<a (?:href="[^"]*" )?class="headerlink"[^<]*+(?>(?:<(?!/a>)[^<]*+)*)</a>')
# In the middle of a word, such as a path with parameters, they part nothing.
_INLINE = re.compile(r"</?(?:a|b|code|del|em|i|kbd|strong|sub|sup|var|wbr)\b[^>]*>")
_TAGS = re.compile(r"<(?!/?h[1-6]\b)[^>]*>")


def search_text(html: str) -> str:
    """A page with what is ours on it as headings and text."""
    pieces: list[str] = []
    at = 0
    while (begin := html.find(BEGIN, at)) >= 0 and (end := html.find(_END, begin)) >= 0:
        pieces += html[at:begin], _text(html[begin:end])
        at = end + len(_END)
    return "".join(pieces) + html[at:]


def _text(html: str) -> str:
    text = _TAGS.sub(" ", _INLINE.sub("", _PERMALINK.sub("", _seen(html))))
    return f"<div>{' '.join(text.split())}</div>"


def _seen(html: str) -> str:
    """Without the elements that no search shall look into; they are large, and found quickly."""
    pieces: list[str] = []
    at = 0
    while (found := _EXCLUDED.search(html, at)) is not None:
        pieces.append(html[at : found.start()])
        close = f"</{found.group(1)}>"
        end = html.find(close, found.end())
        at = end + len(close) if end >= 0 else len(html)
    return "".join(pieces) + html[at:]
