"""Fields, examples and security of a page to an endpoint.

It decides which part of a call a field or an example belongs to, and builds the parameters, the
request body and the responses by status.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from tryfield.core.curl.curl_model import Command
from tryfield.core.json_pointer import escape_token
from tryfield.core.jsontext.json_parser import parse
from tryfield.core.media_types import essence, is_json
from tryfield.core.model import Body, Content, Endpoint, Example, Parameter, Response, Server, Span
from tryfield.readers.mdx.fenced_examples import media_type_of, response_status, status_of
from tryfield.readers.mdx.mdx_fields import FieldNote
from tryfield.readers.mdx.mdx_security import Security, marked, security_of
from tryfield.readers.mdx.mintlify_settings import Settings
from tryfield.readers.mdx.page_sections import Page, PlacedExample, PlacedField, Section
from tryfield.readers.mdx.page_target import Target, called_servers, own_commands
from tryfield.readers.mdx.schema_builder import SchemaBuilder, is_required
from tryfield.readers.mdx.type_expressions import schema_of

_READ_KEYS = frozenset(
    {"title", "description", "api", "openapi", "authMethod", "deprecated", "tag"}
)
_BODY_LANGUAGES = frozenset({"json", "json5", "jsonc", ""})
_FILES = frozenset({"file", "binary", "blob", "uploadfile"})


class EndpointBuilder:
    """Builds the endpoint of one page; `moved` are the fences that became examples of it."""

    def __init__(self, *, page: Page, target: Target, settings: Settings) -> None:
        self._page = page
        self._target = target
        self._settings = settings
        self._shaping = SchemaBuilder(page, target)
        self._places = FieldLocations(page, target)
        self._commands = own_commands(page, target)
        self._fences = example_fences(page, self._commands)
        self.moved = self._fences.moved

    def endpoint(self) -> Endpoint:
        """The endpoint, without its words."""
        front = self._page.front
        parameters = self._parameters()
        security = self._security(parameters)
        tag = front.text("tag")
        body = self._body()
        responses = responses_of(self._shaping, self._places, self._fences)
        return Endpoint(
            id="",
            method=self._target.method,
            path=self._target.path,
            servers=self._servers(),
            parameters=marked(parameters, security),
            body=body,
            responses=responses,
            security=security,
            samples=tuple(
                placed.example
                for placed in self._fences.requests
                if not self._is_body_example(placed)
            ),
            tags=(tag,) if tag else (),
            deprecated=front.flag("deprecated"),
            extensions={
                f"x-{name}": front.flag(name) if name == "hidden" else value
                for name, value in front.values.items()
                if name not in _READ_KEYS
            },
            span=self._span(),
            spans={
                pointer: self._page.source.span(*place)
                for pointer, place in self._shaping.spans.items()
            },
        )

    def _span(self) -> Span:
        places = self._page.front.places
        place = places.get("api") or places.get("openapi")
        if place is not None:
            return self._page.source.span(*place)
        return next(
            (many[0].span for many in self._page.commands.values()), self._page.source.span(0, 0)
        )

    def _servers(self) -> tuple[Server, ...]:
        if self._target.server:
            return (Server(url=self._target.server),)
        servers = self._settings.servers or called_servers(self._page, self._target)
        return tuple(Server(url=url.rstrip("/") or url) for url in servers)

    def _parameters(self) -> tuple[Parameter, ...]:
        parameters: list[Parameter] = []
        seen: set[tuple[str, str]] = set()
        for location, placed in self._places.at("path", "query", "header", "cookie"):
            note = placed.note
            if not note.name:
                continue
            if (location, note.name) in seen:
                self._shaping.twice(note)
                continue
            seen.add((location, note.name))
            pointer = self._shaping.pointer("parameters", str(len(parameters)))
            parameters.append(self._shaping.parameter(note, location, pointer))
        return tuple(parameters)

    def _body(self) -> Body | None:
        fields = [placed for _, placed in self._places.at("body")]
        notes = [placed.note for placed in fields]
        written = [each for each in self._fences.requests if self._is_body_example(each)]
        if not notes and not written:
            return None
        media_type = self._media_type(notes)
        pointer = self._shaping.pointer("requestBody")
        schema = None
        if notes:
            self._shaping.spans[pointer] = (notes[0].start, notes[0].end)
            schema = self._shaping.root(
                notes,
                f"{pointer}/content/{escape_token(media_type)}/schema",
                {placed.note.start: _heading(placed.section) for placed in fields},
            )
        examples = tuple(replace(each.example, media_type=media_type) for each in written)
        return Body(
            contents=(Content(media_type=media_type, schema=schema, examples=examples),),
            required=any(is_required(note) for note in notes),
            span=self._shaping.span(notes[0]) if notes else None,
        )

    def _media_type(self, notes: list[FieldNote]) -> str:
        """What the body is sent as: what a curl command says, or what the fields need."""
        for many in self._commands.values():
            for command in many:
                kind = command.request.header("content-type") or ""
                body = command.request.body.lstrip()
                said = any(
                    span and name.lower() == "content-type"
                    for (name, _), span in zip(
                        command.request.headers, command.header_spans, strict=True
                    )
                )
                # `-d` implies a form. JSON is none, and neither is a file or a variable.
                known = said or b"=" in body
                if body[:1] in (b"{", b"[") and notes and not is_json(kind) and "form" not in kind:
                    kind = ""  # a slip: no other kind of body has fields and looks like JSON
                if "form-url" in kind and (body[:1] in (b"{", b"[") or not known):
                    kind = ""
                if kind and (command.request.body or command.parts or notes):
                    return essence(kind) or "application/json"
        if any(_FILES.intersection(note.words.lower().split()) for note in notes):
            return "multipart/form-data"
        return "application/json"

    def _is_body_example(self, placed: PlacedExample) -> bool:
        """Whether a request example is the body alone, not a call in some language."""
        if placed.key in self._page.commands or placed.info.language not in _BODY_LANGUAGES:
            return False
        kind = media_type_of(placed.info.language, placed.example.text)
        has_body = self._target.method not in BODILESS or bool(self._places.at("body"))
        return kind == "application/json" and has_body

    def _security(self, parameters: tuple[Parameter, ...]) -> Security:
        stated = self._page.front.text("authMethod").lower()
        return security_of(
            stated or self._settings.auth,
            self._settings.auth_name,
            parameters,
            [command for many in self._commands.values() for command in many],
            stated=bool(stated),
        )


def _heading(section: Section) -> str:
    """What tells the fields of one heading or tab from those of another; its words come first."""
    return f"{section.title or section.heading}\0{section.number}"


SUCCESS = "2XX"  #: the status of a success that the page does not number
_JSON_MEDIA_TYPE = "application/json"


@dataclass(slots=True)
class _ResponseNotes:
    """What is said about one status; `places` are the headings of `notes`."""

    words: str = ""
    notes: list[FieldNote] = field(default_factory=list)
    headers: list[FieldNote] = field(default_factory=list)
    examples: list[PlacedExample] = field(default_factory=list)
    places: dict[int, str] = field(default_factory=dict)


def responses_of(
    shaping: SchemaBuilder, places: FieldLocations, fences: ExampleFences
) -> tuple[Response, ...]:
    """Responses in the order in which the page first speaks of them.

    Fields and examples without a status belong to the first success that has one.
    """
    responses: dict[str, _ResponseNotes] = {}
    for location, placed in places.at("response", "response-header"):
        note, status = placed.note, placed.section.status
        named = status_of(note.name) if note.name[:1].isdigit() else ""
        if location == "response-header":
            responses.setdefault(status, _ResponseNotes()).headers.append(note)
        elif named:
            # `<ResponseField name="404 Not Found">` is a response, not a field.
            response = responses.setdefault(named, _ResponseNotes())
            response.words = response.words or note.description
            response.notes.extend(note.children)
            # `type="Not Found"` is no type either.
            if note.words.lower() != "object" and not schema_of(note.words).unchecked:
                response.notes.append(replace(note, name="", children=()))
        else:
            response = responses.setdefault(status, _ResponseNotes())
            response.notes.append(note)
            response.places[note.start] = _heading(placed.section)
    documented = {
        re.split(r"[.\[]", placed.note.name, maxsplit=1)[0]
        for location, placed in places.at("response")
        if placed.section.status[:1] in ("", "2")
    }
    for example in fences.responses:
        status = response_status(
            example.info.title, example.section.status, example.example.text, documented
        )
        responses.setdefault(status, _ResponseNotes()).examples.append(example)
    return tuple(
        _response(shaping, status, response)
        for status, response in _with_success(responses).items()
    )


def _with_success(responses: dict[str, _ResponseNotes]) -> dict[str, _ResponseNotes]:
    """The responses, where those without a status are part of the success."""
    success = next((status for status in responses if status.startswith("2")), SUCCESS)
    merged: dict[str, _ResponseNotes] = {}
    for status, response in responses.items():
        known = merged.setdefault(status or success, _ResponseNotes())
        known.words = known.words or response.words
        known.notes.extend(response.notes)
        known.headers.extend(response.headers)
        known.examples.extend(response.examples)
        known.places.update(response.places)
    return merged


def _response(shaping: SchemaBuilder, status: str, response: _ResponseNotes) -> Response:
    pointer = shaping.pointer("responses", status)
    contents: dict[str, list[Example]] = {}
    if response.notes:
        first = response.notes[0]
        shaping.spans[pointer] = (first.start, first.end)
    elif response.examples:
        fence = response.examples[0].fence
        shaping.spans[pointer] = (fence.start, fence.end)
    for placed in response.examples:
        kind = media_type_of(placed.info.language, placed.example.text)
        example = replace(placed.example, media_type=kind, status=status)
        contents.setdefault(kind, []).append(example)
    if response.notes:
        contents.setdefault(_JSON_MEDIA_TYPE, [])
    place = shaping.spans.get(pointer)
    return Response(
        status=status,
        description=response.words,
        headers=tuple(
            shaping.parameter(
                note, "response-header", f"{pointer}/headers/{escape_token(note.name)}"
            )
            for note in response.headers
            if note.name
        ),
        contents=tuple(
            Content(
                media_type=kind,
                schema=shaping.root(
                    response.notes,
                    f"{pointer}/content/{escape_token(kind)}/schema",
                    response.places,
                )
                if kind == _JSON_MEDIA_TYPE and response.notes
                else None,
                examples=tuple(found),
            )
            for kind, found in contents.items()
        ),
        span=shaping.page.source.span(*place) if place else None,
    )


BODILESS = frozenset({"GET", "HEAD", "DELETE", "OPTIONS", "TRACE"})
_JSON_LANGUAGES = frozenset({"json", "jsonc", "json5"})


class FieldLocations:
    """The fields of a page by their place in the call."""

    def __init__(self, page: Page, target: Target) -> None:
        self._target = target
        # Numbers of the headings that parameters stand under.
        self._asking = {
            placed.section.number
            for placed in page.content.fields
            if not placed.note.location.startswith("response")
        }
        self._fields = [(self._location(placed), placed) for placed in page.content.fields]

    def at(self, *locations: str) -> list[tuple[str, PlacedField]]:
        """Fields in some places, in the order of the page."""
        return [(location, placed) for location, placed in self._fields if location in locations]

    def _location(self, placed: PlacedField) -> str:
        note, section = placed.note, placed.section
        if note.location == "response":
            asked = section.side == "request" and section.number not in self._asking
            return "body" if asked else "response"
        if note.location == "body" and section.side == "response" and not section.box:
            return "response"
        if note.location == "header" and section.side == "response":
            return "response-header"
        if note.location:
            return note.location
        if f"{{{note.name}}}" in self._target.path:
            return "path"
        return section.place or ("query" if self._target.method in BODILESS else "body")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleFences:
    """Fences that are examples; `moved` are those that are no part of the text any more."""

    requests: tuple[PlacedExample, ...]
    responses: tuple[PlacedExample, ...]
    moved: frozenset[int]


def example_fences(page: Page, commands: Mapping[int, tuple[Command, ...]]) -> ExampleFences:
    """The examples of a page: in the boxes for them, curl anywhere, JSON under its heading.

    `commands` are those about the endpoint; a fence outside of the boxes with others is text.
    """
    requests: list[PlacedExample] = []
    responses: list[PlacedExample] = []
    moved: set[int] = set()
    for placed in page.content.examples:
        section = placed.section
        if section.box:
            (responses if _is_response(placed) else requests).append(placed)
        elif placed.in_field:
            continue
        elif placed.key in commands:
            requests.append(placed)
            if section.side == "request" or section.title:
                moved.add(placed.key)
        elif placed.key in page.commands:
            continue
        elif (
            placed.info.language in _JSON_LANGUAGES
            and section.direct
            and not _is_notation(placed.example.text)
            and not _is_fragment(page, placed)
        ):
            (responses if section.side == "response" else requests).append(placed)
            moved.add(placed.key)
    return ExampleFences(
        requests=tuple(requests), responses=tuple(responses), moved=frozenset(moved)
    )


_ASKING = re.compile(r"\W*(?:example\W+)?(?:request|payload)\b(?!.*\bresponse\b)", re.IGNORECASE)
_ANSWERING = re.compile(r"\W*(?:example\W+)?response\b(?!.*\brequest\b)", re.IGNORECASE)


def _is_response(placed: PlacedExample) -> bool:
    """Whether an example in a box is a response: its title may say otherwise than the box."""
    title = placed.info.title
    if placed.section.box == "ResponseExample":
        return _ASKING.match(title) is None
    return placed.info.language in _JSON_LANGUAGES and _ANSWERING.match(title) is not None


_NOTATION = re.compile(
    r"[\"\w\])}]\s*+\|\s*+[\"\w\[({]"
    r"|:\s*+(?:string|number|integer|boolean|object|any|null\??|int|float)(?:\[\])?\??\s*+[,;}\n|]"
)
_STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"')


def _is_notation(text: str) -> bool:
    """Whether a text in the words of JSON is a type: `{"level": "low" | "high"}`."""
    bare = _STRING.sub('""', text)
    return _NOTATION.search(bare) is not None and bool(parse(text).problems)


def _is_fragment(page: Page, placed: PlacedExample) -> bool:
    """Whether an object under a heading shows a piece of a body: fields of a field alone."""
    value = parse(placed.example.text).value
    if not isinstance(value, dict) or not value:
        return False
    sides = ("response",) if placed.section.side == "response" else ("body", "")
    notes = [each.note for each in page.content.fields if each.note.location in sides]
    names = set(value)
    if names & {re.split(r"[.\[]", note.name, maxsplit=1)[0] for note in notes}:
        return False
    pending = list(notes)
    while pending:
        note = pending.pop()
        if note.children and names <= {child.name for child in note.children}:
            return True
        pending.extend(note.children)
    return False
