"""Descriptions: Markdown of a definition as HTML that can only be read, with links to endpoints.

`[text][create-user]` is a link where there is such an endpoint. Whatever else stands in two pairs
of brackets, such as `[a-z][0-9]` or `[Label][Optional]`, is text: most definitions know no
cross-references, and mkdocs-autorefs puts what it does not find into the page as it is.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from html.parser import HTMLParser
from typing import Any
from xml.etree.ElementTree import Element

import nh3
from markdown import Markdown
from markdown.extensions.toc import slugify
from markdown.inlinepatterns import REFERENCE_RE, HtmlInlineProcessor, ReferenceInlineProcessor
from markdown.preprocessors import Preprocessor
from markupsafe import Markup, escape
from pygments.token import STANDARD_TYPES

from tryfield.core.model import Endpoint
from tryfield.rendering.description_links import marked_link

#: From what stands in brackets to the id that it means; None where it means none.
Targets = Callable[[str], str | None]

#: The element of a reference until HTML is cleaned; nobody can write it in a description.
REFERENCE_ELEMENT = f"autoref-{secrets.token_hex(8)}"

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


class References(ReferenceInlineProcessor):
    """Turns what means an endpoint, or a part of its page, into an element for mkdocs-autorefs."""

    def __init__(self, markdown: Markdown, target: Targets) -> None:
        """Ask `target` what is meant."""
        super().__init__(REFERENCE_RE, markdown)
        self._target = target

    def handleMatch(  # type: ignore[override]  # noqa: N802 - Markdown's own name
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        text, index, handled = self.getText(data, m.end(0))
        behind = self.RE_LINK.match(data, pos=index) if handled else None
        if behind is None:
            return None, None, None
        words = behind[1] or self.unescape(text)
        target = self._target(words)
        if target is None and not behind[1]:
            target = self._target(slugify(words, "-"))
        if target is None:
            return None, None, None
        element = Element(REFERENCE_ELEMENT, identifier=target)
        element.text = text
        return element, m.start(0), behind.end(0)


_EXTENSIONS = (
    "tables",
    "sane_lists",
    "def_list",
    "pymdownx.superfences",
    "pymdownx.highlight",
    "pymdownx.magiclink",
    "pymdownx.tilde",
    "pymdownx.betterem",
    "admonition",
    "pymdownx.details",
)
# The boxes of Material that a callout may be.
_BOXES = {
    *("note", "abstract", "info", "tip", "success", "question"),
    *("warning", "failure", "danger", "bug", "example", "quote"),
}
_TAGS = set(nh3.ALLOWED_TAGS) | {REFERENCE_ELEMENT}
_ATTRIBUTES = {tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items()}
_ATTRIBUTES.setdefault("a", set()).discard("rel")
for _names in _ATTRIBUTES.values():
    _names.discard("class")
_ATTRIBUTES[REFERENCE_ELEMENT] = {"identifier"}
_ATTRIBUTES["details"] = {"open"}
# Of code and boxes only: another class of the theme could lay a foreign text over the page.
_CLASSES = {
    "code": {"highlight"},
    "details": _BOXES,
    "div": {"highlight", "admonition", *_BOXES},
    "p": {"admonition-title"},
    "span": {name for name in STANDARD_TYPES.values() if name},
}

# Text with none of these is a paragraph as it stands; most descriptions are.
_MARKED = re.compile(
    r"[`*_\[\]<>&\\|~=^]|^\s{0,3}(?:[-+#:>]|\d+[.)])|^(?: {4}|\t)|://|www\.|@", re.MULTILINE
)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_TAB = re.compile(r'^( *)===\+? (".*"|\'.*\')\s*$')


class _Tabs(Preprocessor):
    """Tabs as folds, the first of them open: real ones need ids and inputs, which are cleaned."""

    def run(self, lines: list[str]) -> list[str]:
        """Rewrite the line that each tab begins with."""
        return list(self._lines(lines))

    def _lines(self, lines: list[str]) -> Iterator[str]:
        beside: set[str] = set()  # margins at which a tab was just before
        for line in lines:
            margin = line[: len(line) - len(line.lstrip(" "))]
            tab = _TAB.match(line)
            if line.strip():
                beside = {
                    one for one in beside if len(one) < len(margin) or (tab and one == margin)
                }
            yield f"{margin}???{'' if margin in beside else '+'} example {tab[2]}" if tab else line
            if tab:
                beside.add(margin)


class _KnownTags(HtmlInlineProcessor):
    """Raw HTML inside text: a tag that nobody defined is text, such as `<token>`."""

    def handleMatch(  # type: ignore[override]  # noqa: N802 - Markdown's own name
        self, m: re.Match[str], data: str
    ) -> tuple[Element | str | None, int | None, int | None]:
        raw = m.group(1)
        name = re.match(r"</?([a-zA-Z][\w-]*)", raw)
        if name and name.group(1).lower() not in nh3.ALLOWED_TAGS | nh3.CLEAN_CONTENT_TAGS:
            return self.md.htmlStash.store(str(escape(raw))), m.start(0), m.end(0)
        return super().handleMatch(m, data)


_RAW = r"(<(\/?[a-zA-Z][^<>@ ]*( [^<>]*)?|!--(?:(?!<!--|-->).)*--)>)"


class Prose:
    """Converts descriptions; the same words are converted once."""

    def __init__(
        self,
        *,
        targets: Targets | None = None,
        settings: Mapping[str, Any] | None = None,
        marks_links: bool = False,
    ) -> None:
        """Make a converter.

        Args:
            targets: What references may lead to; without it, they are text.
            settings: Of extensions, by name, as in `mkdocs.yml`.
            marks_links: Whether links to files are marked for `description_links`.
        """
        chosen = {name: dict((settings or {}).get(name, {})) for name in ("pymdownx.highlight",)}
        self._markdown = Markdown(extensions=[*_EXTENSIONS], extension_configs=chosen, tab_length=4)
        # After the fences, which are at 25, have been taken out.
        self._markdown.preprocessors.register(_Tabs(self._markdown), "tryfield-tabs", 20)
        self._markdown.inlinePatterns.register(_KnownTags(_RAW, self._markdown), "html", 90)
        if targets is not None:
            # After links that a description defines itself, which are at 170.
            references = References(self._markdown, targets)
            self._markdown.inlinePatterns.register(references, "tryfield-references", 168)
        self._clean = _LINK_MARKER.clean if marks_links else _CLEANER.clean
        self._known: dict[str, Markup] = {}

    def __call__(self, text: str, level: int = 4) -> Markup:
        """A description as HTML; its headings begin at `level`."""
        text = text.strip()
        if not text:
            return Markup("")
        if (known := self._known.get(text)) is None:
            known = self._known[text] = self._convert(text, level)
        return known

    def _convert(self, text: str, level: int) -> Markup:
        if not _MARKED.search(text):
            paragraphs = re.split(r"\n\s*\n", text)
            return Markup("\n").join(Markup("<p>{}</p>").format(one) for one in paragraphs)
        try:
            html = self._markdown.reset().convert(_bounded(text))
        except RecursionError:  # lists in lists, deeper than anybody writes them
            return Markup("<p>{}</p>").format(text)
        html = self._clean(html.replace(_BRACKET, "["))
        html = html.replace(REFERENCE_ELEMENT, "autoref")
        if "<h" in html:
            html = _Headings(level).shifted(html)
        return Markup(html)  # noqa: S704 - cleaned above


_BRACKETS = 500  # in one paragraph; Markdown may look for the end of each up to its last character
_BRACKET = "\ue05b"  # of the private use area, for one that stays text


def _bounded(text: str) -> str:
    """The text, with brackets that Markdown does not see in paragraphs of very many."""
    if text.count("[") <= _BRACKETS:
        return text
    paragraphs = re.split(r"(\n[ \t]*\n)", text)
    return "".join(
        one.replace("[", _BRACKET) if one.count("[") > _BRACKETS else one for one in paragraphs
    )


class _Headings(HTMLParser):
    """Copies HTML; its headings begin at a level, below those of the page."""

    def __init__(self, level: int) -> None:
        super().__init__(convert_charrefs=False)
        self._level = level
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
        return f"h{min(6, _HEADINGS.index(tag) + self._level)}"


def _marked(element: str, attribute: str, value: str) -> str:
    names_a_file = (element, attribute) in (("a", "href"), ("img", "src"))
    return marked_link(value) if names_a_file else value


#: HTML without anything that acts: scripts, handlers, styles, ids, foreign schemes.
_CLEANED: dict[str, Any] = {
    "tags": _TAGS,
    "attributes": _ATTRIBUTES,
    "allowed_classes": _CLASSES,
    "url_schemes": {"http", "https", "mailto", "tel"},
    "link_rel": "noopener noreferrer",
}
_CLEANER = nh3.Cleaner(**_CLEANED)
_LINK_MARKER = nh3.Cleaner(**_CLEANED, attribute_filter=_marked)
