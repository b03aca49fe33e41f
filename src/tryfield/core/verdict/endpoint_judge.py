"""An endpoint that judges: responses, requests and examples against what it documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from tryfield.core import media_types
from tryfield.core.caches import identity_cache
from tryfield.core.contract.contract_pointers import (
    content_pointer,
    endpoint_pointer,
    parameter_schema_pointer,
    response_pointer,
)
from tryfield.core.contract.schema_references import component, whole_components
from tryfield.core.fields.field_node import FieldNode
from tryfield.core.fields.field_tree import is_name, names, parameter_node
from tryfield.core.json_pointer import escape_token
from tryfield.core.jsontext.json_document import Document
from tryfield.core.jsontext.json_parser import parse
from tryfield.core.model import Content, Endpoint, Parameter, Response, Schema
from tryfield.core.schema.json_schema import Direction, Schemas
from tryfield.core.schema.schema_compiler import HIDING
from tryfield.core.verdict.judgement import Coverage, Judgement, Problem
from tryfield.core.verdict.location_judge import FieldVerdicts, Instance, LocationJudge
from tryfield.core.verdict.parameter_decoding import as_text, decoded, event_objects


class Judge:
    """Judges against one endpoint; keeps what it compiles."""

    def __init__(self, endpoint: Endpoint, *, brief: bool = False) -> None:
        """Compile nothing before it is needed; `brief` is that of `LocationJudge`."""
        self.endpoint = endpoint
        self.brief = brief
        self.components = whole_components(endpoint.components)
        self.places: dict[
            str, LocationJudge
        ] = {}  #: those that somebody asked for, by name or pointer

    @cached_property
    def operation(self) -> str:
        """Where the operation stands in the contract."""
        return endpoint_pointer(self.endpoint)

    def content(self, name: str, pointer: str, content: Content) -> LocationJudge | None:
        """The place of a body, `response 200 application/json`; None without a schema."""
        if name in self.places:
            return self.places[name]
        schema = content.schema if content.schema is not None else content.item_schema
        if schema is None:
            return None
        if media_types.essence(content.media_type) == "text/event-stream":
            schema = _with_data(schema, self.components)
        part = schema, content_pointer(pointer, content)
        root = FieldNode((part,), self.components)
        place = self.places[name] = LocationJudge(
            name, root, part, self.compiler(name), brief=self.brief
        )
        return place

    def parameter(self, name: str, pointer: str, parameter: Parameter) -> LocationJudge:
        """The place of one parameter or header."""
        where = parameter_schema_pointer(pointer, parameter)
        if where not in self.places:
            root = parameter_node(parameter, pointer=where, components=self.components)
            self.places[where] = LocationJudge(
                name, root, root.parts[-1], self.compiler(name), brief=self.brief
            )
        return self.places[where]

    def field(self, place: str, path: str) -> FieldNode | None:
        """A documented field that something judged showed or left out."""
        for known in self.places.values():
            if known.name == place and (node := known.seen.get(path)) is not None:
                return node
        return None

    def request_contents(self) -> list[tuple[str, str, Content]]:
        """Name, pointer and content of each documented request body."""
        pointer = f"{self.operation}/requestBody"
        contents = self.endpoint.body.contents if self.endpoint.body else ()
        return [(f"body {one.media_type}".rstrip(), pointer, one) for one in contents]

    def response_contents(self, response: Response) -> list[tuple[str, str, Content]]:
        """Name, pointer and content of each documented body of a response."""
        pointer = response_pointer(self.endpoint, response)
        place = f"response {response.status}"
        return [(f"{place} {one.media_type}".rstrip(), pointer, one) for one in response.contents]

    def text(
        self,
        name: str,
        pointer: str,
        content: Content,
        body: str | bytes | Document,
        *,
        only_present: bool = False,
    ) -> tuple[FieldVerdicts, tuple[Problem, ...]]:
        """Judge a body as it travels against a documented content.

        `only_present` is that of `LocationJudge.judge`.
        """
        place = self.content(name, pointer, content)
        if place is None:
            return FieldVerdicts(), ()
        kind = media_types.essence(content.media_type)
        if kind in media_types.STREAMS:
            whole = body.text if isinstance(body, Document) else as_text(body)
            instances = streamed(whole, content, place.root)
            if instances:
                return place.judge(instances, only_present=only_present), ()
        if isinstance(body, Document) or media_types.is_json(kind):
            text = body if isinstance(body, Document) else parse(body)
            return self.document(place, content, text, only_present=only_present)
        if media_types.is_form(kind) and body.lstrip()[:1] in ("{", b"{"):
            text = parse(body)  # examples of forms are written as the object they mean
            if text.strict:
                return self.document(place, content, text, only_present=only_present)
        value, reason = decoded(body, content, place.root)
        if reason:
            fields = FieldVerdicts() if only_present else place.unchecked(reason)
            return fields, (Problem(code="body-not-checkable", said=reason),)
        return place.judge((Instance(value=value),), only_present=only_present), ()

    def document(
        self, place: LocationJudge, content: Content, text: Document, *, only_present: bool = False
    ) -> tuple[FieldVerdicts, tuple[Problem, ...]]:
        """Judge JSON text against a documented content; what is wrong with the text as well."""
        stream = media_types.essence(content.media_type) in media_types.STREAMS
        items = content.schema is None and content.item_schema is not None
        problems = tuple(
            Problem(
                code="not-json",
                detail=one.code,
                line=one.span.line,
                column=one.span.column,
                said=one.message,
            )
            for one in text.problems
            if not (stream and one.code in ("several-values", "event-stream"))
            and not (one.code == "json-in-string" and "string" in (place.root.view.types or ()))
        )
        if not text.readable:
            return place.judge(()), problems
        rows = (
            stream and text.several and not items and place.root.view.types == frozenset({"array"})
        )
        if rows and not all(isinstance(one, list) for one in text.value):
            return place.judge((Instance(value=text.value, text=text),)), problems
        if text.several or (items and stream):
            values = text.value if text.several else [text.value]
            at = "/{}" if text.several else ""
            instances = [
                Instance(value=one, at=at.format(n), text=text) for n, one in enumerate(values)
            ]
        else:
            instances = [Instance(value=text.value, text=text)]
        return place.judge(instances, only_present=only_present), problems

    def compiler(self, name: str) -> Schemas:
        """What compiles schemas of a place, in its direction; of none for `""`."""
        return engine(self.components, self.direction(name))

    def direction(self, name: str) -> Direction:
        """Which way what stands at a place travels: to the API, or from it; `""` for no place.

        A webhook and a callback are called by the API, so their requests come from it.
        """
        if not name:
            return ""
        comes = name.startswith("response") == (self.endpoint.kind == "path")
        return "response" if comes else "request"


def streamed(text: str, content: Content, root: FieldNode) -> tuple[Instance, ...]:
    """The instances of a stream that is no series of JSON values; none where it is one.

    A stream that is documented as a string is one. Of events, OpenAPI 3.2 describes the objects
    (`event`, `data`, `id`, `retry`) or, as many frameworks do, the JSON in their data.
    """
    types = root.view.types
    if types == frozenset({"string"}) and content.item_schema is None and text.lstrip()[:1] != '"':
        return (Instance(value=text),)
    if media_types.essence(content.media_type) != "text/event-stream":
        return ()
    if "data" not in root.view.properties or not root.view.properties.keys() <= _EVENT:
        return ()
    return tuple(Instance(value=one) for one in event_objects(text, root.properties["data"]))


def _with_data(schema: Schema, components: Mapping[str, Schema]) -> Schema:
    """The schema of an event, with what its data holds in place of the text that travels.

    Source: JSON Schema 2020-12, Validation, 8.5, contentSchema; OpenAPI 3.2.0, 4.14.4.
    """
    event = schema
    if isinstance(schema, Mapping) and schema.keys() == {"$ref"}:
        event = component(str(schema["$ref"]), components) or schema
    if not isinstance(event, Mapping) or {"allOf", "anyOf", "oneOf"} & event.keys():
        return schema
    properties = event.get("properties")
    if not isinstance(properties, Mapping):
        return schema
    data = properties.get("data")
    if not isinstance(data, Mapping) or "contentSchema" not in data:
        return schema
    if not media_types.is_json(str(data.get("contentMediaType") or "")):
        return schema
    return {**event, "properties": {**properties, "data": data["contentSchema"]}}


#: What an event is made of (WHATWG HTML, 9.2.6), with the comment that some document.
_EVENT = {"event", "data", "id", "retry", "comment"}


def documented_roots(judge: Judge) -> Iterator[tuple[str, FieldNode]]:
    """Every place where something is documented: bodies, headers of responses, parameters."""
    endpoint = judge.endpoint
    contents = judge.request_contents()
    for response in endpoint.responses:
        contents += judge.response_contents(response)
    for name, pointer, content in contents:
        if (place := judge.content(name, pointer, content)) is not None:
            yield name, place.root
    for response in endpoint.responses:
        for header in response.headers:
            pointer = f"{response_pointer(endpoint, response)}/headers/{escape_token(header.name)}"
            name = f"response-header {response.status}"
            yield name, judge.parameter(name, pointer, header).root
    for index, parameter in enumerate(endpoint.parameters):
        pointer = f"{judge.operation}/parameters/{index}"
        yield parameter.location, judge.parameter(parameter.location, pointer, parameter).root


def documented_names(judge: Judge, place: str, root: FieldNode) -> int:
    """How many names one of these places documents, without those that do not travel that way."""
    return is_name(root.path) + names(root, HIDING.get(judge.direction(place), ""))


def judgement(
    place: str,
    found: list[FieldVerdicts],
    problems: list[Problem],
    *,
    status: str = "",
    media_type: str = "",
) -> Judgement:
    """What several places of one request or answer say together."""
    whole = joined(found)
    if whole.given_up:
        problem = Problem(code="body-not-checkable", detail="given-up", said=whole.given_up)
        problems = [*problems, problem]
    return Judgement(
        place=place,
        status=status,
        media_type=media_type,
        fields=whole.fields,
        undocumented=whole.undocumented,
        problems=tuple(problems),
        coverage=whole.coverage,
    )


def joined(found: Iterable[FieldVerdicts]) -> FieldVerdicts:
    """What several places say as if they were one."""
    every = tuple(found)
    counts = [one.coverage for one in every]
    return FieldVerdicts(
        fields=tuple(field for one in every for field in one.fields),
        undocumented=tuple(name for one in every for name in one.undocumented),
        coverage=Coverage(
            documented=sum(one.documented for one in counts),
            seen=sum(one.seen for one in counts),
            judged=sum(one.judged for one in counts),
        ),
        given_up=next((one.given_up for one in every if one.given_up), ""),
    )


@identity_cache(4)
def judge_of(endpoint: Endpoint) -> Judge:
    """The judge of an endpoint; the last few are kept."""
    return Judge(endpoint)


def engine(components: Mapping[str, Schema], direction: Direction) -> Schemas:
    """What compiles schemas over a set of components; those of the last few sets are kept.

    Each component is compiled once, whichever endpoint of its document asks first.
    """
    engines = _engines(components)
    if direction not in engines:
        root = {"components": {"schemas": components}}
        engines[direction] = Schemas({"": root}, formats=True, direction=direction)
    return engines[direction]


@identity_cache(3)
def _engines(_: Mapping[str, Schema]) -> dict[Direction, Schemas]:
    return {}
