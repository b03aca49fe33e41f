"""An MDX page to an endpoint, or to the reason why it holds none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from tryfield.core.curl import Command, parse_curl
from tryfield.core.findings import Finding, Severity
from tryfield.core.model import Endpoint, Reference, Server, Tag
from tryfield.readers.mdx.assembly import Assembly
from tryfield.readers.mdx.content import Content, PlacedExample
from tryfield.readers.mdx.fields import FieldReader, wrappers_in
from tryfield.readers.mdx.front_matter import FrontMatter, read_front_matter
from tryfield.readers.mdx.headings import without_empty_headings
from tryfield.readers.mdx.markdown import Markdown
from tryfield.readers.mdx.notes import Notes
from tryfield.readers.mdx.scanner import scan
from tryfield.readers.mdx.settings import Settings, settings_of
from tryfield.readers.mdx.slugs import slug
from tryfield.readers.mdx.target import Target, read_target
from tryfield.readers.mdx.tokens import Code, Fence
from tryfield.readers.mdx.tree import FIELDS, Element, Node, build
from tryfield.readers.source import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class PageReading:
    """What one page gave."""

    endpoint: Endpoint | None
    findings: tuple[Finding, ...]
    passed_over: str = ""
    tags: tuple[Tag, ...] = ()
    endpoints: tuple[Endpoint, ...] = field(default=())


def read_page(
    source: Source,
    *,
    path: Path | None = None,
    root: Path | None = None,
    title: str = "",
    summary: str = "",
    start: int = 0,
) -> PageReading:
    """Read one page.

    Args:
        source: The text of the page.
        path: Where it lies, to find the settings and snippets beside it.
        root: The docs folder; settings and snippets are looked for inside of it.
        title: Title of an export, which has no front matter.
        summary: First sentence of an export.
        start: Offset behind what an export has in front of the page.
    """
    return _Page(source, path, root).read(title, summary, start)


class _Page:
    def __init__(self, source: Source, path: Path | None, root: Path | None) -> None:
        self._source = source
        self._path = path
        self._root = root
        self._notes = Notes(source)
        self._settings = settings_of(path, root) if path is not None else Settings()
        self._strange: set[str] = set()

    def read(self, title: str, summary: str, start: int) -> PageReading:
        source, notes = self._source, self._notes
        front = read_front_matter(source.text) if not start else FrontMatter()
        if front.fault:
            notes.add(
                "front-matter-broken",
                front.start,
                front.end,
                f"The front matter is not YAML: {front.fault}.",
                "Quote values that hold ': '.",
            )
        tokens = scan(source.text, start=max(start, front.end))
        wrappers = wrappers_in([token for token in tokens if isinstance(token, Code)], source.text)
        tree, faults = build(tokens, fields=FIELDS | frozenset(wrappers))
        for fault in faults:
            notes.fault(fault)
        self._report_code(tree)
        markdown = Markdown(source, strange=self._report_strange)
        fields = FieldReader(notes, markdown, wrappers)
        content = Content(source, fields)
        content.walk(tree.children)
        commands = self._commands(content.examples)
        text = front.text("title") or title
        target, reason = self._target(front, content, commands)
        if target is None:
            return PageReading(
                endpoint=None, findings=tuple(notes.findings), passed_over=reason
            )
        assembly = Assembly(
            source=source,
            notes=notes,
            target=target,
            content=content,
            commands=commands,
            settings=self._settings,
            front=front,
        )
        endpoint = assembly.endpoint()
        moved = assembly.moved
        words = Markdown(
            source,
            omit=frozenset({"RequestExample", "ResponseExample"}),
            skip=lambda node: fields.is_field(node) or self._is_moved(node, moved),
            strange=self._report_strange,
        ).render(tree.children)
        endpoint = replace(
            endpoint,
            id=slug(text) or slug(f"{target.method} {target.path}") or "endpoint",
            title=text,
            summary=front.text("description") or summary,
            description=without_empty_headings(words),
        )
        return PageReading(
            endpoint=endpoint,
            findings=tuple(notes.findings),
            tags=tuple(Tag(name=name) for name in endpoint.tags),
        )

    def _is_moved(self, node: Node, moved: frozenset[int]) -> bool:
        return isinstance(node, Fence) and node.start in moved

    def _report_code(self, tree: Element) -> None:
        """Imports, exports and expressions are not run; what they would give is reported."""
        pending: list[Node] = list(tree.children)
        while pending:
            node = pending.pop()
            if isinstance(node, Element):
                pending.extend(node.children)

    def _report_strange(self, element: Element) -> None:
        if element.name in self._strange:
            return
        self._strange.add(element.name)
        self._notes.add(
            "component-unknown",
            element.start,
            element.inside,
            f"'<{element.name}>' is a component that we do not know; its content is kept.",
            "Nothing to do, unless it documents a field.",
            Severity.NOTE,
        )

    def _commands(self, examples: list[PlacedExample]) -> dict[int, tuple[Command, ...]]:
        """curl commands by the fence that they stand in."""
        found: dict[int, tuple[Command, ...]] = {}
        for placed in examples:
            if "curl" not in placed.example.text or placed.section.box == "ResponseExample":
                continue
            if not (placed.is_shell or placed.info.language in ("", "json", "text", "http")):
                continue
            span = placed.example.span if placed.example.literal else None
            commands = parse_curl(placed.example.text, span=span)
            if commands:
                found[placed.fence.start] = commands
                for command in commands:
                    self._notes.findings.extend(command.findings)
        return found

    def _target(
        self, front: FrontMatter, content: Content, commands: Mapping[int, tuple[Command, ...]]
    ) -> tuple[Target | None, str]:
        if written := front.text("api"):
            target = read_target(written)
            if target is not None:
                return target, ""
            start, end = front.places.get("api", (front.start, front.end))
            self._notes.add(
                "api-unreadable",
                start,
                end,
                f"'{written}' is no method and address.",
                "Write api: \"GET /path\".",
                Severity.ERROR,
            )
        if not content.fields and not any(placed.section.box for placed in content.examples):
            return None, "The page has neither an 'api' line nor fields nor examples."
        found = [
            command.request for many in commands.values() for command in many
        ]
        targets = {
            (request.method, target.server, target.path): target
            for request in found
            if (target := read_target(f"{request.method} {request.url}")) is not None
        }
        if not targets:
            return None, "The page has no 'api' line, and no curl example says method and address."
        if not any(placed.note.location != "response" for placed in content.fields) and front.end:
            return None, "The page has no 'api' line, and documents no parameter."
        if len(targets) > 1 and front.end:
            return None, "The page has no 'api' line, and its examples call several endpoints."
        return next(iter(targets.values())), ""


def page_reference(reading: PageReading) -> Reference:
    """A reference of the page's endpoints."""
    endpoints = (reading.endpoint,) if reading.endpoint else ()
    return Reference(endpoints=endpoints, tags=reading.tags)


def servers_of(target: Target, settings: Settings) -> tuple[Server, ...]:
    """Base URLs of a target: its own, or those of the site."""
    if target.server:
        return (Server(url=target.server),)
    return tuple(Server(url=url.rstrip("/") or url) for url in settings.servers)


