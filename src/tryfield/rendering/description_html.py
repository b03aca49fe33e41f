"""Descriptions: Markdown of a definition as HTML that can only be read, with links to endpoints.

`[text][create-user]` is a link where there is such an endpoint. Whatever else stands in two pairs
of brackets, such as `[a-z][0-9]` or `[Label][Optional]`, is text: most definitions know no
cross-references, and mkdocs-autorefs puts what it does not find into the page as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from html.parser import HTMLParser
from typing import Any

import nh3
from markupsafe import Markup
from pygments.token import STANDARD_TYPES

from tryfield.core.model import Endpoint
from tryfield.core.request.request_url import AddressError, parsed
from tryfield.rendering.code_highlighting import Highlight
from tryfield.rendering.commonmark import (
    DEEPEST,
    REFERENCE_ELEMENT,
    TASK_ELEMENT,
    Targets,
    parser,
)
from tryfield.rendering.description_links import marked_link

_ID = re.compile(r"[\w-]+")
_PLACES = (
    *("path", "query", "querystring", "header", "cookie", "body", "response", "responses"),
    *("authorization", "callbacks", "console"),
)
_PLACE = re.compile(rf"-(?=(?:{'|'.join(_PLACES)})\b)")


def targets(endpoints: Iterable[Endpoint]) -> Targets:
    """Finds endpoints by id, operation id, or method and path; what stands on their pages by id."""
    ids: dict[str, str] = {}
    for one in endpoints:
        for name in filter(None, (one.id, one.operation_id, one.name)):
            ids.setdefault(name, one.id)

    def target(words: str) -> str | None:
        if (found := ids.get(words)) is not None:
            return found
        if not _ID.fullmatch(words):
            return None
        pages = (words[: place.start()] for place in _PLACE.finditer(words))
        return words if any(ids.get(page) == page for page in pages) else None

    return target


# The boxes of Material that a callout may be.
_BOXES = {
    *("note", "abstract", "info", "tip", "success", "question"),
    *("warning", "failure", "danger", "bug", "example", "quote"),
}
_TAGS = set(nh3.ALLOWED_TAGS) | {REFERENCE_ELEMENT, TASK_ELEMENT}
_ATTRIBUTES = {tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items()}
_ATTRIBUTES.setdefault("a", set()).discard("rel")
for _names in _ATTRIBUTES.values():
    _names.discard("class")
_ATTRIBUTES[REFERENCE_ELEMENT] = {"identifier"}
_ATTRIBUTES[TASK_ELEMENT] = {"done"}
_ATTRIBUTES["details"] = {"open"}
# Of code and boxes only: another class of the theme could lay a foreign text over the page.
_CLASSES = {
    "code": {"highlight"},
    "details": _BOXES,
    "div": {"highlight", "admonition", "footnote", *_BOXES},
    "li": {"task-list-item"},
    "p": {"admonition-title"},
    "span": {"filename", *filter(None, STANDARD_TYPES.values())},
}

# Text with none of these is a paragraph as it stands; most descriptions are.
_MARKED = re.compile(
    r"[`*_\[\]<>&\\|~=^\t]|^ {0,3}(?:[-+#:>]|\d+[.)]| )|  $|://|www\.|@", re.MULTILINE
)
_BLANK_LINES = re.compile(r"\A(?:[ \t]*+\r?\n)+")
_LEVEL = 4  #: of the largest heading in a description
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


class Prose:
    """Converts descriptions; the same words are converted once."""

    def __init__(
        self,
        *,
        targets: Targets | None = None,
        highlight: Highlight | None = None,
        marks_links: bool = False,
        trusts: bool = False,
        image_hosts: Iterable[str] = (),
    ) -> None:
        """Make a converter.

        Args:
            targets: What references may lead to; without it, they are text.
            highlight: Colours code in the languages that we do not colour ourselves.
            marks_links: Whether links to files are marked for `description_links`.
            trusts: Whether HTML is used as it is, instead of being cleaned.
            image_hosts: Whose images are loaded; of others their words are shown, since who opens
                a page would tell them so.
        """
        mark = marked_link if trusts and marks_links else None
        self._parser = parser(targets=targets, highlight=highlight, trusts=trusts, mark=mark)
        self._clean = str if trusts else _cleaner(marks_links, frozenset(image_hosts)).clean
        self._known: dict[str, Markup] = {}

    def __call__(self, text: str) -> Markup:
        """A description as HTML; its headings stand below those of the page."""
        text = _BLANK_LINES.sub("", text).rstrip()
        if not text:
            return Markup("")
        if (known := self._known.get(text)) is None:
            known = self._known[text] = self._convert(text)
        return known

    def _convert(self, text: str) -> Markup:
        if not _MARKED.search(text):
            paragraphs = re.split(r"\n\s*\n", text)
            return Markup("\n").join(Markup("<p>{}</p>").format(one) for one in paragraphs)
        environment: dict[str, Any] = {}
        tokens = self._parser.parse(text, environment)
        if any(token.level >= DEEPEST - 1 for token in tokens):
            return Markup("<p>{}</p>").format(text)
        html = self._parser.renderer.render(tokens, self._parser.options, environment)
        html = self._clean(html)
        html = html.replace(REFERENCE_ELEMENT, "autoref")
        html = _TASK.sub(lambda task: _TASKS["done" in task[0]], html)
        if "<h" in html:
            html = _Headings().shifted(html)
        return Markup(html.rstrip("\n"))  # noqa: S704 - cleaned above, or trusted


_TASK = re.compile(rf'<{TASK_ELEMENT}(?: done="")?></{TASK_ELEMENT}>')
_TASKS = [
    '<label class="task-list-control">'
    f'<input type="checkbox" aria-label="{label}" disabled{checked}>'
    '<span class="task-list-indicator"></span></label>'
    for label, checked in (("To do", ""), ("Done", " checked"))
]


class _Headings(HTMLParser):
    """Copies HTML; its headings begin below those of the page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self._pieces: list[str] = []

    def shifted(self, html: str) -> str:
        self.feed(html)
        self.close()
        return "".join(self._pieces)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        written = self.get_starttag_text() or ""
        self._pieces.append(f"<{self._name(tag)}{written[1 + len(tag) :]}")

    def handle_endtag(self, tag: str) -> None:
        self._pieces.append(f"</{self._name(tag)}>")

    def handle_data(self, data: str) -> None:
        self._pieces.append(data)

    def handle_entityref(self, name: str) -> None:
        self._pieces.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._pieces.append(f"&#{name};")

    def _name(self, tag: str) -> str:
        if tag not in _HEADINGS:
            return tag
        return f"h{min(6, _HEADINGS.index(tag) + _LEVEL)}"


@cache
def _cleaner(marks_links: bool, image_hosts: frozenset[str]) -> nh3.Cleaner:
    def kept(element: str, attribute: str, value: str) -> str | None:
        if (element, attribute) not in (("a", "href"), ("img", "src")):
            return value
        if element == "img" and _REMOTE.match(value) and _host(value) not in image_hosts:
            return None
        return marked_link(value) if marks_links else value

    return nh3.Cleaner(**_CLEANED, attribute_filter=kept)


#: What leads to another host, as browsers read it: they drop blanks and take `\\` for `/`.
_REMOTE = re.compile(r"[\x00-\x20]*(?:[A-Za-z][A-Za-z0-9+.-]*:|[\\/\s]*[\\/]\s*[\\/])")


def _host(url: str) -> str:
    """The host of a URL that every browser reads in the same way; "" for any other."""
    try:
        return parsed(f"https:{url}" if url.startswith("//") else url).origin.partition("://")[2]
    except AddressError:
        return ""


#: HTML without anything that acts: scripts, handlers, styles, ids, foreign schemes.
_CLEANED: dict[str, Any] = {
    "tags": _TAGS,
    "attributes": _ATTRIBUTES,
    "allowed_classes": _CLASSES,
    "url_schemes": {"http", "https", "mailto", "tel"},
    "link_rel": "noopener noreferrer",
}


def cleaned(html: str) -> str:
    """HTML that can only be read."""
    return _cleaner(False, frozenset()).clean(html)
