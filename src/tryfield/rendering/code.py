"""Examples as highlighted code, in the markup that Pygments writes for Material.

JSON, which most examples are, is coloured here: Pygments takes a third of the build of a large
reference for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from markupsafe import Markup, escape

_TOKEN = re.compile(
    r'(?P<nt>"(?:[^"\\\n]|\\.)*+"(?=\s*+:))'
    r'|(?P<s2>"(?:[^"\\\n]|\\.)*+")'
    r"|(?P<mf>-?\d++(?:\.\d++(?:[eE][+-]?\d++)?|[eE][+-]?\d++))"
    r"|(?P<mi>-?\d++)"
    r"|(?P<kc>\b(?:true|false|null)\b)"
)
_ESCAPED = str.maketrans({"<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&quot;"})
_HIGH = 12  # lines that a box always has room for
_LARGE = 200_000  # beyond it, colours cost a browser more than they help a reader

Highlight = Callable[[str, str], str]


def _token(match: re.Match[str]) -> str:
    return f'<span class="{match.lastgroup}">{match.group().translate(_ESCAPED)}</span>'


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    at = 0
    for match in _TOKEN.finditer(text):
        if match.start() > at:
            pieces.append(text[at : match.start()].translate(_ESCAPED))
        pieces.append(_token(match))
        at = match.end()
    pieces.append(text[at:].translate(_ESCAPED))
    return pieces


def plain_code(text: str) -> Markup:
    """Code without colours."""
    return Markup('<div class="highlight"><pre><span></span><code>{}\n</code></pre></div>').format(
        text.rstrip("\n")
    )


@lru_cache(maxsize=512)
def json_code(text: str) -> Markup:
    """JSON with the colours of the theme; text that is none of it stays as it is."""
    inside = "".join(_pieces(text.rstrip("\n")))
    start = '<div class="language-json highlight"><pre><span></span><code>'
    return Markup(f"{start}{inside}\n</code></pre></div>")  # noqa: S704 - every piece is escaped


def code(text: str, language: str, highlight: Highlight) -> Markup:
    """An example as code: JSON by us, other languages by the site's own highlighter."""
    if len(text) > _LARGE:
        return plain_code(text)
    if language == "json":
        return json_code(text)
    if language in ("", "text"):
        return plain_code(text)
    return Markup(highlight(text, language))  # noqa: S704 - the highlighter escapes


def reachable(html: Markup) -> Markup:
    """Code that may be higher than its box, so that a keyboard can scroll it."""
    if html.count("\n") < _HIGH:
        return html
    focusable = str(html).replace("<code>", '<code tabindex="0">', 1)
    return Markup(focusable)  # noqa: S704 - an attribute more


def inline_json(text: str) -> Markup:
    """A short value in running text."""
    return Markup("<code>{}</code>").format(escape(text))
