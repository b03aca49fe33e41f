"""References in descriptions: `[text][create-user]` is a link where there is such an endpoint.

Whatever else stands in two pairs of brackets, such as `[a-z][0-9]` or `[Label][Optional]`, is text:
most definitions have never heard of cross-references, and mkdocs-autorefs puts what it does not
find into the page as it is.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions.toc import slugify
from markdown.inlinepatterns import REFERENCE_RE, ReferenceInlineProcessor

from tryfield.core.model import Endpoint

#: From what stands in brackets to the id that it means; None where it means none.
Targets = Callable[[str], str | None]

#: The element of a reference until HTML is cleaned; nobody can write it in a description.
ELEMENT = f"autoref-{secrets.token_hex(8)}"

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
        element = Element(ELEMENT, identifier=target)
        element.text = text
        return element, m.start(0), behind.end(0)
