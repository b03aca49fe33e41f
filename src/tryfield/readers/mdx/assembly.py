"""Fields, examples and auth of a page to an endpoint."""

from __future__ import annotations

from dataclasses import replace

from tryfield.core.contract.openapi_terms import escape
from tryfield.core.model import Body, Content, Endpoint, Parameter, Server, Span
from tryfield.readers.mdx.answers import responses_of
from tryfield.readers.mdx.authentication import Security, marked, security_of
from tryfield.readers.mdx.calls import called_servers
from tryfield.readers.mdx.content import PlacedExample
from tryfield.readers.mdx.examples import media_type_of
from tryfield.readers.mdx.fields import FieldNote
from tryfield.readers.mdx.parsed import Page
from tryfield.readers.mdx.placing import BODILESS, Places, fences_of
from tryfield.readers.mdx.settings import Settings
from tryfield.readers.mdx.shapes import is_required
from tryfield.readers.mdx.shaping import Shaping
from tryfield.readers.mdx.target import Target

_READ_KEYS = frozenset(
    {"title", "description", "api", "openapi", "authMethod", "deprecated", "tag"}
)
_JSON = frozenset({"json", "json5", "jsonc", ""})
_FILES = frozenset({"file", "binary", "blob", "uploadfile"})


class Assembly:
    """Builds the endpoint of one page; `moved` are the fences that became examples of it."""

    def __init__(self, *, page: Page, target: Target, settings: Settings) -> None:
        self._page = page
        self._target = target
        self._settings = settings
        self._shaping = Shaping(page, target)
        self._places = Places(page, target)
        self._fences = fences_of(page)
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
        notes = [placed.note for _, placed in self._places.at("body")]
        written = [each for each in self._fences.requests if self._is_body_example(each)]
        if not notes and not written:
            return None
        media_type = self._media_type(notes)
        pointer = self._shaping.pointer("requestBody")
        schema = None
        if notes:
            self._shaping.spans[pointer] = (notes[0].start, notes[0].end)
            schema = self._shaping.root(notes, f"{pointer}/content/{escape(media_type)}/schema")
        examples = tuple(replace(each.example, media_type=media_type) for each in written)
        return Body(
            contents=(Content(media_type=media_type, schema=schema, examples=examples),),
            required=any(is_required(note) for note in notes),
            span=self._shaping.span(notes[0]) if notes else None,
        )

    def _media_type(self, notes: list[FieldNote]) -> str:
        """What the body is sent as: what a curl command says, or what the fields need."""
        for many in self._page.commands.values():
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
                if "form-url" in kind and (body[:1] in (b"{", b"[") or not known):
                    kind = ""
                if kind and (command.request.body or command.parts or notes):
                    return kind.partition(";")[0].strip().lower() or "application/json"
        if any(_FILES.intersection(note.words.lower().split()) for note in notes):
            return "multipart/form-data"
        return "application/json"

    def _is_body_example(self, placed: PlacedExample) -> bool:
        """Whether a request example is the body alone, not a call in some language."""
        if placed.key in self._page.commands or placed.info.language not in _JSON:
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
            [command for many in self._page.commands.values() for command in many],
            stated=bool(stated),
        )
