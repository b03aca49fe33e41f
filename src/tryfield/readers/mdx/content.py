"""One walk over a page: its fields and its examples, each with its section."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from tryfield.core.model import Example
from tryfield.readers.mdx.attributes import Attributes
from tryfield.readers.mdx.examples import SHELLS, example_of
from tryfield.readers.mdx.fence_info import FenceInfo
from tryfield.readers.mdx.fields import FieldNote, FieldReader
from tryfield.readers.mdx.sections import Section
from tryfield.readers.mdx.tokens import Fence, Heading
from tryfield.readers.mdx.tree import Element, Node
from tryfield.readers.source import Source

_TITLED = frozenset({"Tab", "Accordion", "Step", "Expandable", "Card", "View"})
_BOXES = frozenset({"RequestExample", "ResponseExample"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedField:
    """A field that stands in no other field."""

    note: FieldNote
    section: Section


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedExample:
    """A fence, as an example, and where on the page it stands."""

    example: Example
    info: FenceInfo
    section: Section
    fence: Fence
    in_field: bool = False

    @property
    def key(self) -> int:
        """What tells it from the other fences of the page."""
        return self.fence.start

    @property
    def is_shell(self) -> bool:
        """Whether it holds commands, whatever the fence says."""
        text = self.example.text.lstrip("$> \t\n")
        return self.info.language in SHELLS or text.startswith("curl ")


class Content:
    """What one page holds, in its order."""

    def __init__(self, source: Source, fields: FieldReader) -> None:
        self.source = source
        self.fields: list[PlacedField] = []
        self.examples: list[PlacedExample] = []
        self.headings: list[str] = []
        self._reader = fields
        self._number = 0

    def walk(self, nodes: Iterable[Node], section: Section | None = None) -> None:
        """Read nodes of one level and below."""
        section = section or Section()
        for node in nodes:
            if isinstance(node, Heading):
                self._number += 1
                self.headings.append(node.words)
                section = section.under(node.level, node.words, self._number)
            elif isinstance(node, Fence):
                self._fence(node, section)
            elif isinstance(node, Element):
                self._element(node, section)

    def _element(self, element: Element, section: Section) -> None:
        if self._reader.is_field(element):
            self.fields.append(PlacedField(note=self._reader.read(element), section=section))
            self._inside_field(element, section)
            return
        name = self._reader.component(element)
        if name in _BOXES:
            side = "request" if name == "RequestExample" else "response"
            section = replace(section, box=name, side=side, status="", title="")
        elif name in _TITLED:
            title = Attributes(element.attributes).text("title")
            section = section.inside(title) if title else section
        self.walk(element.children, section)

    def _inside_field(self, element: Element, section: Section) -> None:
        """Boxes of examples that stand inside of a field are examples all the same."""
        for child in element.children:
            if isinstance(child, Fence) and section.box:
                self._fence(child, section, in_field=True)
            elif isinstance(child, Element):
                if child.name in _BOXES:
                    self._element(child, section)
                else:
                    self._inside_field(child, section)

    def _fence(self, node: Fence, section: Section, *, in_field: bool = False) -> None:
        example, info = example_of(node, self.source)
        if not example.name and section.title and section.box:
            example = replace(example, name=section.title)
        self.examples.append(
            PlacedExample(
                example=example, info=info, section=section, fence=node, in_field=in_field
            )
        )
