"""Examples as highlighted code, in the markup that Pygments writes for Material.

JSON, and generated requests in curl, Python and JavaScript, are coloured here: Pygments' own
lexers and formatter took a third of the build of a large reference.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from markupsafe import Markup

_HIGH = 12  # lines that a box always has room for
_LARGE = 200_000  # beyond it, colours cost a browser more than they help a reader

Highlight = Callable[[str, str], str]


def plain_code(text: str) -> Markup:
    """Code without colours."""
    return Markup('<div class="highlight"><pre><span></span><code>{}\n</code></pre></div>').format(
        text.rstrip("\n")
    )


def own_code(text: str, language: str) -> Markup:
    """Code with the colours of the theme, in one of the languages that we know."""
    inside = coloured(text.rstrip("\n"), language)
    start = f'<div class="language-{language} highlight"><pre><span></span><code>'
    return Markup(f"{start}{inside}\n</code></pre></div>")  # noqa: S704 - every piece is escaped


def code(text: str, language: str, highlight: Highlight, *, generated: bool = False) -> Markup:
    """An example as code.

    Args:
        text: The code.
        language: Its language, as Pygments calls it.
        highlight: The site's own highlighter, for what we do not colour ourselves: that is JSON,
            and requests that we wrote.
        generated: Whether it is by us.
    """
    if len(text) > _LARGE:
        return plain_code(text)
    if language == "json" or (generated and language in LANGUAGES):
        return own_code(text, language)
    if language in ("", "text"):
        return plain_code(text)
    return Markup(highlight(text, language))  # noqa: S704 - the highlighter escapes


def reachable(html: Markup) -> Markup:
    """Code that may be higher than its box, so that a keyboard can scroll it."""
    if html.count("\n") < _HIGH:
        return html
    focusable = str(html).replace("<code>", '<code tabindex="0">', 1)
    return Markup(focusable)  # noqa: S704 - an attribute more


# A quote is harmless between tags, and JSON has many.
_ESCAPED = str.maketrans({"<": "&lt;", ">": "&gt;", "&": "&amp;"})

# One that nobody closes ends with its line; otherwise each later quote would look for an end again.
_STRING = r'"(?>(?:[^"\\\n]|\\.)*)"?'
_QUOTED = r"'(?>(?:[^'\\\n]|\\.)*)'?"
_LONG = r'"""(?>(?:[^"\\]|\\.|\\\n|"(?!""))*)"""'
_NUMBER = (
    r"(?P<mf>-?\b\d++(?:\.\d++(?:[eE][+-]?\d++)?|[eE][+-]?\d++))"
    r"|(?P<mi>-?\b\d++\b)"
)

_TOKENS: Mapping[str, re.Pattern[str]] = {
    "json": re.compile(
        rf"(?P<nt>{_STRING}(?=\s*+:))|(?P<s2>{_STRING})|{_NUMBER}|(?P<kc>\b(?:true|false|null)\b)"
    ),
    # Between single quotes, a backslash is a backslash; a quote is written as '\''.
    "bash": re.compile(
        r"(?P<c1>(?<!\S)\#.*)|(?P<s1>'[^']*+')|(?P<s2>\"(?>(?:[^\"\\]|\\.)*)\")|(?P<se>\\(?:.|\n))"
        r"|(?P<k>(?<!\S)--?[a-zA-Z][\w-]*+)"
    ),
    "python": re.compile(
        rf"(?P<c1>\#.*)|(?P<s2>[rbf]?(?:{_LONG}|{_STRING}))|(?P<s1>[rbf]?{_QUOTED})|{_NUMBER}"
        r"|(?P<kn>\b(?:import|from)\b)|(?P<kc>\b(?:True|False|None)\b)"
        r"|(?P<k>\b(?:with|as|for|in|if|else|def|return|await|async|raise|try|except|not|and|or)\b)"
        r"|(?P<nf>\b[a-z_]\w*+(?=\())"
    ),
    "javascript": re.compile(
        rf"(?P<c1>//.*)|(?P<nt>{_STRING}(?=:))|(?P<s2>{_STRING})|(?P<s1>{_QUOTED})"
        rf"|(?P<sb>`(?>(?:[^`\\]|\\.|\\\n)*)`?)|{_NUMBER}|(?P<kd>\b(?:const|let|var|function)\b)"
        r"|(?P<kc>\b(?:true|false|null|undefined)\b)"
        r"|(?P<k>\b(?:await|async|new|return|if|else|for|of|throw|import|from)\b)"
        r"|(?P<nx>\b[a-zA-Z_]\w*+(?=\())"
    ),
}

LANGUAGES = frozenset(_TOKENS)


def _token(match: re.Match[str]) -> str:
    return f'<span class="{match.lastgroup}">{match.group().translate(_ESCAPED)}</span>'


@lru_cache(maxsize=512)
def coloured(text: str, language: str) -> str:
    """Code as HTML; whatever is in it, nothing of it is markup.

    Raises:
        KeyError: The language is none of `LANGUAGES`.
    """
    pieces: list[str] = []
    at = 0
    for match in _TOKENS[language].finditer(text):
        if match.start() > at:
            pieces.append(text[at : match.start()].translate(_ESCAPED))
        pieces.append(_token(match))
        at = match.end()
    pieces.append(text[at:].translate(_ESCAPED))
    return "".join(pieces)
