"""Components to Markdown: what a description or the text of a page says, for any Markdown site.

Callouts become admonitions, tabs and accordions the blocks of pymdown-extensions. Fields and
examples are left out: they are read elsewhere. A component nobody knows keeps its content.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet

from tryfield.readers.mdx.attributes import Attributes
from tryfield.readers.mdx.escapes import unescaped
from tryfield.readers.mdx.examples import text_of
from tryfield.readers.mdx.fence_info import read_info
from tryfield.readers.mdx.literals import NotLiteral, literal
from tryfield.readers.mdx.tokens import Code, Fence, Heading, Text
from tryfield.readers.mdx.tree import Element, Node
from tryfield.readers.mdx.unwrap import dedented, unwrapped
from tryfield.readers.source import Source

ADMONITIONS = {
    "Note": "note",
    "Warning": "warning",
    "Tip": "tip",
    "Info": "info",
    "Check": "success",
    "Danger": "danger",
    "Error": "danger",
    "Callout": "note",
    "Caution": "warning",
    "Important": "warning",
    "Banner": "info",
}
FOLDED = frozenset({"Accordion", "Expandable", "Details", "Collapse"})
_BOXES_OF_CONTENT = """
AccordionGroup CardGroup Columns Column Steps Frame Panel Tabs CodeGroup View Visibility Tiles Tree
Center Row Col Grid Fragment CodeBlock Color Snippet RequestExample ResponseExample
"""
PLAIN = frozenset(_BOXES_OF_CONTENT.split())
INLINE = frozenset({"Icon", "Tooltip", "Badge", "Latex", "Kbd", "Link", "A", "Span"})
BOXES = frozenset({"RequestExample", "ResponseExample"})
LEFT_OUT = frozenset({"ParamField", "ResponseField", "Param", *BOXES})
_OTHERS = """
Tab Card Step Update Mermaid Tile Prompt Image Tree.Folder Tree.File Color.Item Color.Row
"""
KNOWN = frozenset({*ADMONITIONS, *FOLDED, *PLAIN, *INLINE, *LEFT_OUT, *_OTHERS.split()})


class Markdown:
    """Renders nodes of one source; `strange` collects components that nobody knows."""

    def __init__(
        self,
        source: Source,
        *,
        omit: AbstractSet[str] = LEFT_OUT,
        skip: Callable[[Node], bool] | None = None,
        strange: Callable[[Element], None] | None = None,
    ) -> None:
        self._source = source
        self._omit = omit
        self._skip = skip
        self._strange = strange

    def render(self, nodes: Sequence[Node]) -> str:
        """Markdown of the nodes, one line per paragraph."""
        return unescaped(unwrapped(self._pieces(nodes)))

    def _pieces(self, nodes: Sequence[Node]) -> str:
        out: list[str] = []
        for node in nodes:
            if self._skip is not None and self._skip(node):
                continue
            out.append(self._piece(node))
        return "".join(out)

    def _piece(self, node: Node) -> str:
        if isinstance(node, Text):
            return dedented(self._source.text[node.start : node.end])
        if isinstance(node, Heading):
            return f"\n\n{'#' * node.level} {node.words}\n\n"
        if isinstance(node, Fence):
            return self._fence(node)
        if isinstance(node, Code):
            return self._code(node)
        return self._element(node)

    def _code(self, node: Code) -> str:
        if node.kind != "expression":
            return ""
        try:
            value = literal(self._source.text[node.start + 1 : node.end - 1])
        except NotLiteral:
            return self._source.text[node.start : node.end]
        return value if isinstance(value, str) else ""

    def _fence(self, node: Fence, title: str | None = None) -> str:
        info = read_info(node.info)
        text, _, _ = text_of(node, self._source)
        ticks = "```"
        while ticks in text:
            ticks += "`"
        words = info.title if title is None else title
        named = f' title="{words}"'.replace("\\", "") if words and '"' not in words else ""
        if named and not info.language:
            return f"\n\n{ticks} {{ .text{named} }}\n{text}\n{ticks}\n\n"
        return f"\n\n{ticks}{info.language}{named}\n{text}\n{ticks}\n\n"

    def _inner(self, element: Element) -> str:
        return unwrapped(self._pieces(element.children))

    def _element(self, element: Element) -> str:
        name = element.name
        if name in self._omit:
            return ""
        attributes = Attributes(element.attributes)
        title = attributes.text("title")
        if name in ADMONITIONS:
            return _block(f"!!! {ADMONITIONS[name]}", title, self._inner(element))
        if name in FOLDED:
            return _block("??? note", title or "More", self._inner(element))
        if name == "Tab":
            return _block("===", title or attributes.text("label") or "Tab", self._inner(element))
        if name == "CodeGroup":
            return self._code_group(element)
        if name in ("Card", "Tile"):
            return self._card(element, title, attributes.text("href"))
        if name == "Step":
            inner = self._inner(element)
            head = f"**{title}**\n\n" if title else ""
            return f"\n\n1. {_indented(head + inner).lstrip()}\n\n" if head + inner else ""
        if name == "Update":
            label = " · ".join(
                filter(None, (attributes.text("label"), attributes.text("description")))
            )
            return f"\n\n**{label}**\n\n{self._inner(element)}\n\n"
        if name == "Mermaid":
            return f"\n\n```mermaid\n{self._inner(element)}\n```\n\n"
        if name in INLINE:
            return self._inline(element, attributes)
        if name == "Frame":
            caption = attributes.text("caption")
            return f"\n\n{self._inner(element)}\n\n" + (f"*{caption}*\n\n" if caption else "")
        if name.startswith("Tree."):
            inner = self._inner(element)
            return f"\n- `{attributes.text('name')}`\n" + (_indented(inner) + "\n" if inner else "")
        if name not in KNOWN and self._strange is not None:
            self._strange(element)
        inner = self._pieces(element.children)
        return f"\n\n{unwrapped(inner)}\n\n" if "\n" in inner else inner

    def _code_group(self, element: Element) -> str:
        out: list[str] = []
        for child in element.children:
            if isinstance(child, Fence):
                info = read_info(child.info)
                inner = self._fence(child, "").strip()
                out.append(_block("===", info.title or info.language or "Code", inner))
            else:
                out.append(self._piece(child))
        return "".join(out)

    def _card(self, element: Element, title: str, link: str) -> str:
        head = f"[{title or link}]({link})" if link else title
        head = f"**{head}**" if head else ""
        return "\n\n" + "\n\n".join(filter(None, (head, self._inner(element)))) + "\n\n"

    def _inline(self, element: Element, attributes: Attributes) -> str:
        inner = self._pieces(element.children)
        if element.name == "Tooltip" and (tip := attributes.text("tip")):
            return f"{inner} ({tip})"
        if element.name == "Latex":
            return f"${inner.strip()}$"
        if element.name == "Icon":
            return ""
        return inner


def _block(head: str, title: str, inner: str) -> str:
    """A block with its title; nothing when all that it held is read elsewhere."""
    if not inner:
        return ""
    quoted = title.replace('"', "'")
    return f"\n\n{head}" + (f' "{quoted}"' if quoted else "") + f"\n\n{_indented(inner)}\n\n"


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" if line else "" for line in text.split("\n"))
