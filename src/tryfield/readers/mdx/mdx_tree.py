"""The tree of a page from its tokens; a broken or unclosed component loses itself only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tryfield.readers.mdx.mdx_scanner import Attribute, Code, Fence, Heading, Tag, Text, Token


@dataclass(slots=True, kw_only=True)
class Element:
    """One component; its content runs from `inside` to `until`.

    `lost` says why it cannot be used; such an element is not in the tree, its content is.
    """

    name: str
    start: int
    end: int
    inside: int
    until: int
    attributes: tuple[Attribute, ...] = ()
    children: list[Node] = field(default_factory=list)
    lost: str = ""

    @property
    def head(self) -> tuple[int, int]:
        """Begin and end of the opening tag."""
        return self.start, self.inside


Node = Element | Fence | Heading | Code | Text
FIELDS = frozenset({"ParamField", "ResponseField", "Param"})
_DEPTH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class TagProblem:
    """A tag that fits nothing."""

    kind: str  #: unclosed, stray, broken or deep
    name: str
    start: int
    end: int
    why: str = ""


def build(
    tokens: Sequence[Token], *, fields: frozenset[str] = FIELDS
) -> tuple[Element, list[TagProblem]]:
    """A root element without a name, and the tags that fit nothing."""
    builder = _Builder(fields)
    for token in tokens:
        builder.take(token)
    return builder.finish(tokens[-1].end if tokens else 0)


class _Builder:
    def __init__(self, fields: frozenset[str]) -> None:
        self._fields = fields
        self._root = Element(name="", start=0, end=0, inside=0, until=0)
        self._stack = [self._root]
        self._open: dict[str, int] = {}
        self._faults: list[TagProblem] = []

    def take(self, token: Token) -> None:
        """Put one token where it belongs."""
        if not isinstance(token, Tag):
            self._stack[-1].children.append(token)
        elif token.form == "close":
            self._close(token)
        else:
            self._start(token)

    def _start(self, tag: Tag) -> None:
        element = Element(
            name=tag.name,
            start=tag.start,
            end=tag.end,
            inside=tag.end,
            until=tag.end,
            attributes=tag.attributes,
        )
        if tag.broken:
            element.lost = tag.broken
            self._faults.append(
                TagProblem(
                    kind="broken", name=tag.name, start=tag.start, end=tag.end, why=tag.broken
                )
            )
        if tag.form == "alone":
            if not tag.broken:
                self._stack[-1].children.append(element)
            return
        if len(self._stack) > _DEPTH:
            self._faults.append(
                TagProblem(kind="deep", name=tag.name, start=tag.start, end=tag.end)
            )
            return
        self._stack.append(element)
        self._open[tag.name] = self._open.get(tag.name, 0) + 1

    def _close(self, tag: Tag) -> None:
        if not self._open.get(tag.name):
            self._faults.append(
                TagProblem(kind="stray", name=tag.name, start=tag.start, end=tag.end)
            )
            return
        while (element := self._pop()).name != tag.name:
            self._unclosed(element)
        element.until, element.end = tag.start, tag.end
        if element.lost:
            self._keep_neighbours(element)
        else:
            self._stack[-1].children.append(element)

    def _pop(self) -> Element:
        element = self._stack.pop()
        self._open[element.name] -= 1
        return element

    def _unclosed(self, element: Element) -> None:
        if not element.lost:
            self._faults.append(
                TagProblem(
                    kind="unclosed", name=element.name, start=element.start, end=element.inside
                )
            )
            element.lost = "unclosed"
            self._keep_neighbours(element)
        else:
            self._keep_neighbours(element)

    def _keep_neighbours(self, lost: Element) -> None:
        """What a lost component holds stays; what belongs to a lost field alone goes with it."""
        target = self._stack[-1].children
        if lost.name not in self._fields:
            target.extend(lost.children)
            return
        own = lost.lost != "unclosed"
        if lost.children and isinstance(lost.children[0], Text):
            lost.children.pop(0)
        for child in lost.children:
            is_field = isinstance(child, Element) and child.name in self._fields
            if own or (isinstance(child, Element) and child.name == "Expandable" and not is_field):
                continue
            target.append(child)

    def finish(self, end: int) -> tuple[Element, list[TagProblem]]:
        """Close what is still open."""
        while len(self._stack) > 1:
            self._unclosed(self._pop())
        self._root.end = self._root.until = end
        return self._root, self._faults
