"""What the site's search indexes of a page: its headings and text, without examples and console.

The search plugin of MkDocs parses pages in Python, and what we put on a page is large: parsing it
would take longer than rendering it. So it gets what nh3, which is compiled, leaves of it.
"""

from __future__ import annotations

import nh3

BEGIN, _END = "<!--tryfield-->", "<!--/tryfield-->"

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
#: The elements of our templates that say `data-search-exclude`, with what stands in them.
_UNSEARCHED = {
    *("tryfield-action", "tryfield-console", "tryfield-menu", "tryfield-side"),
    *("tryfield-elsewhere", "tryfield-preview", "tryfield-shared", "tryfield-users"),
    *("script", "style"),
}
_CLEANER = nh3.Cleaner(
    tags={*_HEADINGS, "a"},
    clean_content_tags=_UNSEARCHED,
    attributes={tag: {"id"} for tag in _HEADINGS},
    allowed_classes={"a": {"headerlink"}},  # by which search plugins know a permalink
    link_rel=None,
)


def search_text(html: str) -> str:
    """A page with what is ours on it as headings and text."""
    pieces: list[str] = []
    at = 0
    while (begin := html.find(BEGIN, at)) >= 0 and (end := html.find(_END, begin)) >= 0:
        pieces += html[at:begin], f"<div>{' '.join(_CLEANER.clean(html[begin:end]).split())}</div>"
        at = end + len(_END)
    return "".join(pieces) + html[at:]
