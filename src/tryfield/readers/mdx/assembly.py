"""Fields, examples and auth of a page to an endpoint."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from tryfield.core.model import (
    Body,
    Content,
    Endpoint,
    Example,
    Json,
    Parameter,
    Response,
    Server,
)
from tryfield.readers.mdx.authentication import Security, security_of
from tryfield.readers.mdx.content import PlacedExample, PlacedField
from tryfield.readers.mdx.examples import media_type_of
from tryfield.readers.mdx.fence_info import status_of
from tryfield.readers.mdx.fields import FieldNote
from tryfield.readers.mdx.parsed import Page
from tryfield.readers.mdx.settings import Settings
from tryfield.readers.mdx.shapes import Spans, is_required, object_schema, schema_for
from tryfield.readers.mdx.target import Target
from tryfield.readers.source import Source

_STYLES = {"path": "simple", "query": "form", "header": "simple", "cookie": "form"}
_BODILESS = frozenset({"GET", "HEAD", "DELETE", "OPTIONS", "TRACE"})
_READ_KEYS = frozenset({"title", "description", "api", "openapi", "authMethod", "deprecated", "tag"})
SUCCESS = "2XX"


@dataclass(kw_only=True)
class Assembly:
    """Builds the endpoint of one page; `moved` are the fences that became examples of it."""

    page: Page
    target: Target
    settings: Settings
    moved: frozenset[int] = frozenset()
    _spans: Spans = field(default_factory=dict)

    @property
    def _source(self) -> Source:
        return self.page.source

    def endpoint(self) -> Endpoint:
        """The endpoint, without its words."""
        requests, responses = self._sorted_examples()
        parameters = self._parameters()
        body = self._body(requests)
        answers = self._responses(responses)
        extensions = {
            f"x-{name}": value
            for name, value in self.page.front.values.items()
            if name not in _READ_KEYS
        }
        tag = self.page.front.text("tag")
        return Endpoint(
            id="",
            method=self.target.method,
            path=self.target.path,
            servers=self._servers(),
            parameters=parameters,
            body=body,
            responses=answers,
            security=self._security(parameters),
            samples=self._samples(requests),
            tags=(tag,) if tag else (),
            deprecated=self.page.front.flag("deprecated"),
            extensions=extensions,
            span=self._own_span(),
            spans={
                pointer: self._source.span(*place) for pointer, place in self._spans.items()
            },
        )

    def _own_span(self) -> Json:
        place = self.page.front.places.get("api") or self.page.front.places.get("openapi")
        if place is not None:
            return self._source.span(*place)
        for many in self.page.commands.values():
            return many[0].span
        return self._source.span(0, 0)

    def _servers(self) -> tuple[Server, ...]:
        if self.target.server:
            return (Server(url=self.target.server),)
        return tuple(Server(url=url.rstrip("/") or url) for url in self.settings.servers)

    def _pointer(self, *names: str) -> str:
        head = ("paths", self.target.path, self.target.method.lower(), *names)
        return "".join(f"/{name.replace('~', '~0').replace('/', '~1')}" for name in head)

    # Which part of the call a field belongs to.

    def _location(self, placed: PlacedField) -> str:
        note, section = placed.note, placed.section
        if note.location == "response":
            if section.side == "request" and not self._has_parameters(section.number):
                return "body"
            return "response"
        if note.location == "body" and section.side == "response" and section.box == "":
            return "response"
        if note.location == "header" and section.side == "response":
            return "response-header"
        if note.location:
            return note.location
        if f"{{{note.name}}}" in self.target.path:
            return "path"
        if section.place:
            return section.place
        return "query" if self.target.method in _BODILESS else "body"

    def _has_parameters(self, number: int) -> bool:
        return any(
            placed.note.location not in ("response", "response-header")
            for placed in self.page.content.fields
            if placed.section.number == number
        )

    def _at(self, *locations: str) -> list[PlacedField]:
        return [placed for placed in self.page.content.fields if self._location(placed) in locations]

    def _parameters(self) -> tuple[Parameter, ...]:
        parameters: list[Parameter] = []
        seen: dict[tuple[str, str], int] = {}
        for placed in self._at("path", "query", "header", "cookie"):
            note = placed.note
            if not note.name:
                continue
            location = self._location(placed)
            key = (location, note.name)
            if key in seen:
                self._twice(note)
                continue
            seen[key] = len(parameters)
            parameters.append(
                self._parameter(note, location, self._pointer("parameters", str(len(parameters))))
            )
        return tuple(parameters)

    def _twice(self, note: FieldNote) -> None:
        self.page.notes.add(
            "field-twice",
            note.start,
            note.end,
            f"'{note.name}' is documented twice in the same place; the first one counts.",
            "Remove one of them.",
            field=note.name,
        )

    def _parameter(self, note: FieldNote, location: str, pointer: str) -> Parameter:
        schema = schema_for(note, f"{pointer}/schema", self._spans)
        self._spans[pointer] = (note.start, note.end)
        description = schema.pop("description", "")
        deprecated = bool(schema.pop("deprecated", False))
        if location == "response-header":
            location = "header"
        return Parameter(
            name=note.name,
            location=location,  # type: ignore[arg-type]
            schema=schema,
            required=is_required(note) or location == "path",
            deprecated=deprecated,
            description=description,
            style=_STYLES[location],
            explode=_STYLES[location] == "form",
            span=self._source.span(note.start, note.end),
        )

    # The request.

    def _body(self, requests: list[PlacedExample]) -> Body | None:
        placed = self._at("body")
        notes = [each.note for each in placed]
        written = [each for each in requests if self._is_body_example(each)]
        if not notes and not written:
            return None
        media_type = self._request_media_type(notes)
        pointer = self._pointer("requestBody")
        here = f"{pointer}/content/{media_type.replace('~', '~0').replace('/', '~1')}/schema"
        schema = None
        if notes:
            schema = self._root_schema(notes, here)
            first = notes[0]
            self._spans[pointer] = (first.start, first.end)
            self._spans[here] = (first.start, first.end)
        examples = tuple(
            replace(each.example, media_type=media_type, status="") for each in written
        )
        return Body(
            contents=(Content(media_type=media_type, schema=schema, examples=examples),),
            required=any(is_required(note) for note in notes),
            span=self._source.span(notes[0].start, notes[0].end) if notes else None,
        )

    def _root_schema(self, notes: list[FieldNote], pointer: str) -> dict[str, Json]:
        """The schema of a body: an object with the fields, or what a nameless field says it is."""
        named = [note for note in notes if note.name]
        nameless = [note for note in notes if not note.name]
        root = None
        if nameless:
            root = schema_for(nameless[0], pointer, self._spans)
            if named and root.get("type") not in ("object", None):
                inner = root.get("items")
                if root.get("type") == "array":
                    items = inner if isinstance(inner, dict) else {"type": "object"}
                    items = object_schema(named, f"{pointer}/items", self._spans, root=items)
                    return {**root, "items": items}
                return root
            if not named:
                return root
        return object_schema(named, pointer, self._spans, root=root)

    def _request_media_type(self, notes: list[FieldNote]) -> str:
        for many in self.page.commands.values():
            for command in many:
                if (kind := command.request.header("content-type")) and (
                    command.request.body or command.parts or notes
                ):
                    return kind.split(";")[0].strip().lower() or "application/json"
        if any("file" in note.words.lower().split() or note.words.lower() == "binary" for note in notes):
            return "multipart/form-data"
        return "application/json"

    def _is_body_example(self, placed: PlacedExample) -> bool:
        if placed.key in self.page.commands:
            return False
        language = placed.info.language
        kind = media_type_of(language, placed.example.text)
        plain = language in ("json", "json5", "jsonc", "") and kind == "application/json"
        return plain and (self.target.method not in _BODILESS or bool(self._at("body")))

    def _samples(self, requests: list[PlacedExample]) -> tuple[Example, ...]:
        return tuple(
            placed.example for placed in requests if not self._is_body_example(placed)
        )

    def _security(self, parameters: tuple[Parameter, ...]) -> Security:
        stated = self.page.front.text("authMethod").lower()
        commands = [command for many in self.page.commands.values() for command in many]
        return security_of(
            stated or self.settings.auth,
            self.settings.auth_name,
            parameters,
            commands,
            stated=bool(stated),
        )

    # Which fences are examples, and of what.

    def _sorted_examples(self) -> tuple[list[PlacedExample], list[PlacedExample]]:
        requests: list[PlacedExample] = []
        responses: list[PlacedExample] = []
        moved: set[int] = set()
        for placed in self.page.content.examples:
            section = placed.section
            if section.box:
                (requests if section.box == "RequestExample" else responses).append(placed)
            elif placed.in_field:
                continue
            elif placed.key in self.page.commands:
                requests.append(placed)
                if section.side == "request" or section.title:
                    moved.add(placed.fence.start)
            elif placed.info.language in ("json", "jsonc", "json5") and section.side:
                if section.side == "response":
                    responses.append(placed)
                else:
                    requests.append(placed)
                moved.add(placed.fence.start)
        self.moved = frozenset(moved)
        return requests, responses

    # The responses.

    def _responses(self, examples: list[PlacedExample]) -> tuple[Response, ...]:
        fields: dict[str, list[FieldNote]] = {}
        words: dict[str, str] = {}
        for placed in self._at("response"):
            note = placed.note
            status = placed.section.status
            named = status_of(note.name) if note.name[:1].isdigit() else ""
            if named:
                words[named] = note.description
                fields.setdefault(named, []).extend(note.children)
                if not note.children and note.words:
                    fields[named].append(replace(note, name=""))
                continue
            fields.setdefault(status, []).append(note)
        statuses = [self._status(placed) for placed in examples]
        success = next(
            (s for s in [*fields, *statuses] if s.startswith("2")), SUCCESS
        )
        headers: dict[str, list[FieldNote]] = {}
        for placed in self._at("response-header"):
            headers.setdefault(placed.section.status or success, []).append(placed.note)
        shown: dict[str, list[PlacedExample]] = {}
        for status, placed_example in zip(statuses, examples, strict=True):
            shown.setdefault(status or success, []).append(placed_example)
        known: dict[str, list[FieldNote]] = {}
        for status, notes in fields.items():
            known.setdefault(status or success, []).extend(notes)
        order = dict.fromkeys([*known, *shown, *headers, *words])
        return tuple(
            self._response(
                status,
                known.get(status, []),
                shown.get(status, []),
                headers.get(status, []),
                words.get(status, ""),
            )
            for status in order
        )

    def _status(self, placed: PlacedExample) -> str:
        own = status_of(placed.info.title)
        return own or placed.section.status

    def _response(
        self,
        status: str,
        notes: list[FieldNote],
        examples: list[PlacedExample],
        headers: list[FieldNote],
        description: str,
    ) -> Response:
        pointer = self._pointer("responses", status)
        contents: dict[str, list[Example]] = {}
        for placed in examples:
            example = placed.example
            kind = media_type_of(placed.info.language, example.text)
            contents.setdefault(kind, []).append(replace(example, media_type=kind, status=status))
        media_type = "application/json"
        if notes:
            contents.setdefault(media_type, [])
        if notes:
            self._spans[pointer] = (notes[0].start, notes[0].end)
        elif examples:
            fence = examples[0].fence
            self._spans[pointer] = (fence.start, fence.end)
        built: list[Content] = []
        for kind, found in contents.items():
            schema = None
            if kind == media_type and notes:
                escaped = kind.replace("~", "~0").replace("/", "~1")
                here = f"{pointer}/content/{escaped}/schema"
                schema = self._root_schema(notes, here)
                self._spans.setdefault(here, (notes[0].start, notes[0].end))
            built.append(Content(media_type=kind, schema=schema, examples=tuple(found)))
        place = self._spans.get(pointer)
        return Response(
            status=status,
            description=description,
            headers=tuple(
                self._parameter(
                    note, "response-header", f"{pointer}/headers/{note.name.replace('/', '~1')}"
                )
                for note in headers
                if note.name
            ),
            contents=tuple(built),
            span=self._source.span(*place) if place else None,
        )
