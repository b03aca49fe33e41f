"""Examples as highlighted code, in the markup that Pygments writes for Material."""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup

from tryfield.rendering.colours import LANGUAGES, coloured

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
