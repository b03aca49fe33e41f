"""A Mintlify page that is no endpoint, as a page of Material for MkDocs."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import yaml

from tryfield.core.findings import Finding
from tryfield.readers.mdx.attributes import Attributes
from tryfield.readers.mdx.headings import without_empty_headings
from tryfield.readers.mdx.markdown import Markdown
from tryfield.readers.mdx.parsed import Page
from tryfield.readers.mdx.tokens import Text
from tryfield.readers.mdx.tree import FIELDS, Element, Node
from tryfield.readers.source import Source

_KEPT = ("title", "description")
_PLACES = ("path", "query", "body", "header", "cookie", "name")
_STYLE = re.compile(r"\s*style=\{\{[^{}]*\}\}")
_CLASS = re.compile(r"\bclassName=")
_BRACED = re.compile(r"(<[a-z][^<>]*?\b[\w-]+=)\{(\"[^\"{}]*\"|'[^'{}]*'|\d+)\}")
_LINK = re.compile(r"(\]\(|(?:href|src|data-src)=[\"'])(/?[^\s)\"'#?:]*)(?=[)\"'#?\s])")
_FENCE = re.compile(r"^( *)(`{3,}|~{3,}).*?(?:^\1\2`*~* *$|\Z)", re.MULTILINE | re.DOTALL)


def converted(
    source: Source, *, path: Path, folder: Path, link: Callable[[str], str]
) -> tuple[str, list[str]]:
    """The page in Markdown, and what could not be carried over.

    Args:
        source: The page.
        path: Where it lies.
        folder: The docs folder, for snippets.
        link: From an address in the page to one that works in its new place.
    """
    page = Page(source, path=path, folder=folder)
    # What a page keeps of an unknown component has been noted; the rest is about endpoints.
    text = without_empty_headings(
        _Words(page.source, omit=frozenset()).render(page.tree.children)
    ).strip()
    front = {key: page.front.text(key) for key in _KEPT if page.front.text(key)}
    head = f"---\n{yaml.safe_dump(front, sort_keys=False, allow_unicode=True)}---\n\n"
    title = front.get("title", "")
    if title and not re.match(r"#\s", text):
        text = f"# {title}\n\n{text}"
    text = _linked(text, link)
    left = [f"line {one.span.line}: {one.message}" for one in _noted(page)]
    return f"{head if front else ''}{text}\n", left


def _noted(page: Page) -> list[Finding]:
    page.prose(frozenset())  # notes the components that nobody knows
    wanted = ("-skipped", "component-unknown", "tag-", "front-matter-broken")
    return [one for one in page.notes.findings if any(word in one.rule for word in wanted)]


def _linked(text: str, link: Callable[[str], str]) -> str:
    """Links outside of code."""
    out, last = [], 0
    for fence in _FENCE.finditer(text):
        out += [_replaced(text[last : fence.start()], link), fence[0]]
        last = fence.end()
    return "".join((*out, _replaced(text[last:], link)))


def _replaced(text: str, link: Callable[[str], str]) -> str:
    return _LINK.sub(lambda found: found[1] + (link(found[2]) if found[2] else ""), text)


class _Words(Markdown):
    """Also writes the fields of a page that documents no endpoint."""

    def _piece(self, node: Node) -> str:
        text = super()._piece(node)
        if isinstance(node, Text):
            text = _BRACED.sub(_quoted, _CLASS.sub("class=", _STYLE.sub("", text)))
        return text

    def _element(self, element: Element) -> str:
        if element.name not in FIELDS:
            return super()._element(element)
        attributes = Attributes(element.attributes)
        name = next(filter(None, (attributes.text(place) for place in _PLACES)), "")
        words = [f"**`{name}`**" if name else "", attributes.text("type")]
        required = any(one.name == "required" for one in element.attributes)
        words.append("required" if required else "")
        inner = self._inner(element)
        head = " · ".join(filter(None, words))
        return f"\n\n{head}\n\n" + (f"{inner}\n\n" if inner else "")


def _quoted(found: re.Match[str]) -> str:
    value = found[2] if found[2][0] in "\"'" else f'"{found[2]}"'
    return found[1] + value
