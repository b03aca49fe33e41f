"""One page, parsed: front matter, tree, fields, examples and curl commands by section.

A section says whether something belongs to the request or to the response, and to which status.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from tryfield.core.curl.curl_model import Command
from tryfield.core.curl.curl_parser import parse_curl
from tryfield.core.findings import Severity
from tryfield.core.model import Example
from tryfield.readers.mdx.component_markdown import BOXES, KNOWN, Markdown, without_empty_headings
from tryfield.readers.mdx.fenced_examples import SHELLS, FenceInfo, example_of, status_of
from tryfield.readers.mdx.front_matter import FrontMatter, read_front_matter
from tryfield.readers.mdx.jsx_attributes import Attributes, NotLiteral, literal
from tryfield.readers.mdx.mdx_fields import FieldNote, FieldReader, wrappers_in
from tryfield.readers.mdx.mdx_parser import FIELDS, Code, Element, Fence, Heading, Node, build, scan
from tryfield.readers.mdx.mdx_snippets import Snippets
from tryfield.readers.mdx.page_findings import PageFindings
from tryfield.readers.source_text import Source

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
        self.notes = PageFindings(source)
        self.is_export = is_export
        self.front = FrontMatter() if start else read_front_matter(source.text)
        self._report_front()
        begin = max(start, self.front.end)
        self._strange: set[str] = set()
        tokens = scan(source.text, start=begin)
        codes = [token for token in tokens if isinstance(token, Code)]
        wrappers = wrappers_in(codes, source.text)
        self.tree, problems = build(tokens, fields=FIELDS | frozenset(wrappers))
        for problem in problems:
            self.notes.tag_problem(problem)
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
        if self.front.error:
            self.notes.add(
                "front-matter-broken",
                self.front.start,
                self.front.end,
                f"The front matter is not YAML: {self.front.error}.",
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
            cause=f"<{name}>",
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


_REQUEST = re.compile(
    r"\b(?:requests?|body|payload|parameters?|params?|headers?|quer(?:y|ies)|path|arguments?|inputs?|"
    r"anfrage\w*|pfad\w*|solicitud|requisição|requête|cuerpo|corpo|parámetros|parâmetros|paramètres)\b"
    r"|请求|参数|入参|リクエスト|パラメータ|요청",
    re.IGNORECASE,
)
_RESPONSE = re.compile(
    r"\b(?:responses?|returns?|outputs?|results?|reply|answer|receive|antwort\w*|"
    r"respuestas?|respostas?|"
    r"réponses?|retorno|fehler\w*|errors?|error codes?|status codes?)\b"
    r"|响应|返回|レスポンス|応答|응답|错误",
    re.IGNORECASE,
)
_PLACES = {
    "header": re.compile(r"\bheaders?\b|请求头|ヘッダ", re.IGNORECASE),
    "query": re.compile(r"\bquer(?:y|ies)\b|查询", re.IGNORECASE),
    "path": re.compile(r"\bpath\b|\bpfad|路径|url param", re.IGNORECASE),
    "body": re.compile(r"\bbody\b|payload|请求体|cuerpo|corpo", re.IGNORECASE),
}


_EXAMPLE = re.compile(
    r"\b(?:examples?|samples?|beispiel\w*|ejemplos?|exemplos?|exemples?)\b|示例|例", re.IGNORECASE
)
_STATUS_TITLE = re.compile(
    r"^\W*(?:HTTP\W+)?(?:status\W+)?[1-5](?:\d\d|XX)\b|response|antwort|error|fehler|status|code|unauthori[sz]ed|"
    r"forbidden|not found|bad request|响应|respuesta|resposta|réponse",
    re.IGNORECASE,
)


_NAMES_A_FIELD = re.compile(r"`[A-Za-z_$][\w$.]*(?:\[\])?`")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Where we are: `side` is "request", "response" or ""; `status` as in a Response."""

    side: str = ""
    status: str = ""
    place: str = ""  #: of a request: header, query, path, body
    box: str = ""  #: RequestExample or ResponseExample
    title: str = ""  #: of the tab around
    heading: str = ""  #: words of the heading that it is under
    level: int = 0
    number: int = 0  #: which heading of the page it is under
    direct: bool = False  #: that heading itself says the side
    example: bool = False  #: that heading, or one above it, speaks of examples

    def under(self, level: int, words: str, number: int) -> Section:
        """The section below a heading."""
        side, status = side_of(words)
        place = next((name for name, words_ in _PLACES.items() if words_.search(words)), "")
        if not side and (self.title or (level > self.level and self.level)):
            # `#### Updatable fields` below `## Request body` still says the request.
            example = self.example or _EXAMPLE.search(words) is not None
            return replace(self, number=number, direct=example, example=example, heading=words)
        keep = (level > self.level or self.title) and side == self.side and not status
        return replace(
            self,
            side=side,
            status=self.status if keep else status,
            place=place or (self.place if keep else ""),
            level=level,
            number=number,
            heading=words,
            # `### The `text` field of the response` is about that field.
            direct=bool(side)
            and place not in ("header", "query", "path")
            and _NAMES_A_FIELD.search(words) is None,
            example=_EXAMPLE.search(words) is not None,
        )

    def inside(self, title: str) -> Section:
        """The section in a tab, accordion or step with a title."""
        side, status = side_of(title)
        if self.side == "request" and not status.isdigit() and side != "response":
            return replace(self, title=title)
        if status:
            return replace(self, side="response", status=status, title=title, direct=True)
        return replace(self, side=side or self.side, title=title, direct=bool(side) or self.direct)


def side_of(words: str) -> tuple[str, str]:
    """The side that words speak about, and the status they name."""
    status = status_of(words)
    if status not in ("", "default") and not _STATUS_TITLE.search(words):
        status = ""
    request, response = _REQUEST.search(words), _RESPONSE.search(words)
    if status and (response or status != "default" or not request):
        return "response", status
    if response and not request:
        return "response", ""
    if request and not response:
        return "request", ""
    if request and response:
        # `Response body`, `Response parameters`; `Request errors` has a status.
        return ("response" if response.start() < request.start() else "request"), ""
    return "", ""
