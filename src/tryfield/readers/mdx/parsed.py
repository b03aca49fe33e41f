"""One page, parsed: its front matter, tree, fields, examples and curl commands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tryfield.core.curl.curl_command import Command
from tryfield.core.curl.curl_parser import parse_curl
from tryfield.core.findings import Severity
from tryfield.readers.mdx.content import Content, PlacedExample
from tryfield.readers.mdx.fields import FieldReader, wrappers_in
from tryfield.readers.mdx.front_matter import FrontMatter, read_front_matter
from tryfield.readers.mdx.headings import without_empty_headings
from tryfield.readers.mdx.literals import NotLiteral, literal
from tryfield.readers.mdx.markdown import BOXES, KNOWN, Markdown
from tryfield.readers.mdx.notes import Notes
from tryfield.readers.mdx.scanner import scan
from tryfield.readers.mdx.snippets import Snippets
from tryfield.readers.mdx.tokens import Code, Fence
from tryfield.readers.mdx.tree import FIELDS, Element, Node, build
from tryfield.readers.source import Source

_CALLING = frozenset({"", "json", "text", "txt", "http", "javascript", "yaml"})


class Page:
    """What one page holds, before anything is made of it."""

    def __init__(
        self,
        source: Source,
        *,
        path: Path | None = None,
        folder: Path | None = None,
        start: int = 0,
        is_export: bool = False,
    ) -> None:
        self.source = source
        self.notes = Notes(source)
        self.is_export = is_export
        self.front = FrontMatter() if start else read_front_matter(source.text)
        self._report_front()
        begin = max(start, self.front.end)
        self._strange: set[str] = set()
        tokens = scan(source.text, start=begin)
        codes = [token for token in tokens if isinstance(token, Code)]
        wrappers = wrappers_in(codes, source.text)
        self.tree, faults = build(tokens, fields=FIELDS | frozenset(wrappers))
        for fault in faults:
            self.notes.fault(fault)
        snippets = Snippets(source, codes, page=path, folder=folder)
        snippets.put_into(self.tree)
        self._defined = {*wrappers, *snippets.names}
        self._report_code(codes, snippets)
        self.source = self.notes.source = snippets.source
        for (begin, end), refused in snippets.refused.items():
            self.notes.add(
                "snippet-refused", begin, end, refused.message, refused.advice, Severity.ERROR
            )
        self.fields = FieldReader(
            self.notes, Markdown(self.source, strange=self._report_strange), wrappers
        )
        self.content = Content(self.source, self.fields)
        self.content.walk(self.tree.children)
        self._report_fences()
        self.commands = dict(self._commands())

    def prose(self, moved: frozenset[int]) -> str:
        """The text of the page as Markdown, without its fields, examples and moved fences."""
        markdown = Markdown(
            self.source,
            omit=BOXES,
            skip=lambda node: (
                self.fields.is_field(node) or (isinstance(node, Fence) and node.start in moved)
            ),
            strange=self._report_strange,
        )
        return without_empty_headings(markdown.render(self.tree.children))

    def _report_front(self) -> None:
        if self.front.fault:
            self.notes.add(
                "front-matter-broken",
                self.front.start,
                self.front.end,
                f"The front matter is not YAML: {self.front.fault}.",
                "Put quotes around values that hold ': ' or begin with a mark.",
            )

    def _report_code(self, codes: list[Code], snippets: Snippets) -> None:
        """Imports, exports and expressions are never run; what they would give is reported."""
        for code in codes:
            if code.kind == "expression":
                try:
                    literal(self.source.text[code.start + 1 : code.end - 1])
                except NotLiteral:
                    self.notes.expression(code.start, code.end)
            elif code.kind == "import" and not (
                code.start in snippets.resolved or (code.start, code.end) in snippets.refused
            ):
                self.notes.skipped("import", code.start, code.end)
            elif code.kind == "export" and not self._defined:
                self.notes.skipped("export", code.start, code.end)

    def _report_fences(self) -> None:
        for placed in self.content.examples:
            fence = placed.fence
            if not fence.closed:
                end = self.source.text.find("\n", fence.start)
                self.notes.add(
                    "fence-unclosed",
                    fence.start,
                    end if end >= 0 else fence.end,
                    f"'{self.notes.quoted(fence.start, max(end, fence.start))}' has no end.",
                    "Add a line with as many backticks.",
                )

    def _report_strange(self, element: Element) -> None:
        name = element.name
        if name in self._strange or name in self._defined or name in KNOWN:
            return
        self._strange.add(name)
        self.notes.add(
            "component-unknown",
            element.start,
            element.inside,
            f"'<{name}>' is a component that we do not know; its content is kept.",
            "Nothing to do, unless it documents a field.",
            Severity.NOTE,
        )

    def _commands(self) -> Iterator[tuple[int, tuple[Command, ...]]]:
        """curl commands by the fence that they stand in."""
        for placed in self.content.examples:
            if "curl" not in placed.example.text or not _may_call(placed):
                continue
            span = placed.example.span if placed.example.literal else None
            commands = parse_curl(placed.example.text, span=span)
            if not commands:
                continue
            if span is None and placed.example.span is not None:
                commands = tuple(replace(each, span=placed.example.span) for each in commands)
            yield placed.key, commands
            for command in commands:
                self.notes.take(command.findings, placed.example.span if span is None else None)


def _may_call(placed: PlacedExample) -> bool:
    if placed.section.box == "ResponseExample" and not placed.is_shell:
        return False
    return placed.is_shell or placed.info.language in _CALLING


def all_nodes(nodes: list[Node]) -> Iterator[Node]:
    """The nodes and everything below them, in the order of the page."""
    pending = list(reversed(nodes))
    while pending:
        node = pending.pop()
        yield node
        if isinstance(node, Element):
            pending.extend(reversed(node.children))
