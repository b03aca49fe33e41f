"""Judging a request as it is sent, and values against one documented place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote_plus, urlsplit

from tryfield.core import documented_response, media_types
from tryfield.core.fields.field_node import escape
from tryfield.core.jsontext.json_document import Document
from tryfield.core.model import Endpoint, Parameter
from tryfield.core.near_names import nearest
from tryfield.core.parameter_styles import Pairs, path_texts, read_value, split_pairs
from tryfield.core.verdict.endpoint_judge import Judge, joined, judge_of, judgement
from tryfield.core.verdict.judgement import Judgement, Problem, UndocumentedField
from tryfield.core.verdict.location_judge import FieldVerdicts, Instance
from tryfield.core.verdict.response_judge import join
from tryfield.core.wire import WireRequest


def judge_request(
    endpoint: Endpoint, request: WireRequest, *, judge: Judge | None = None
) -> Judgement:
    """What is documented of a request against one that is sent.

    Headers that nobody documented are no finding, because clients add their own; query
    parameters are. `judge` is that of `judge_response`.
    """
    judge = judge or judge_of(endpoint)
    problems: list[Problem] = []
    url = urlsplit(request.url)
    if request.method.upper() != endpoint.method:
        problems.append(_method(endpoint, request))
    pairs = _pairs(endpoint, request, url.path, url.query)
    if pairs["path"] is None:
        problems.append(
            Problem(
                code="path-differs",
                sender="request",
                expected=endpoint.path,
                actual=url.path,
            )
        )
    found = [
        _parameter(judge, index, parameter, pairs.get(parameter.location) or [])
        for index, parameter in enumerate(endpoint.parameters)
    ]
    found.append(_undocumented(judge, pairs["query"] or []))
    place, media_type = _body(judge, request, found, problems)
    return judgement(place, found, problems, media_type=media_type)


def judge_value(endpoint: Endpoint, place: str, value: Any) -> Judgement:
    """A value, or JSON text that was read, against one documented place.

    Args:
        endpoint: What is documented.
        place: As in `core.fields.sections`: `"body application/json"`, `"query"`. For
            parameters the value holds those given, by name.
        value: The value, or a `Document`.
    """
    judge = judge_of(endpoint)
    if place in ("path", "query", "header", "cookie", "querystring"):
        return judgement(place, [_given(judge, place, value)], [])
    contents = list(judge.request_contents())
    statuses = {}
    for response in endpoint.responses:
        for one in judge.response_contents(response):
            contents.append(one)
            statuses[one[0]] = response.status
    for name, pointer, content in contents:
        if name == place:
            found, problems = _value(judge, name, pointer, content, value)
            status = statuses.get(name, "")
            return judgement(
                place, [found], list(problems), status=status, media_type=content.media_type
            )
    return judgement("", [], [Problem(code="place-unknown", sender="request", actual=place)])


def _value(
    judge: Judge, name: str, pointer: str, content: Any, value: Any
) -> tuple[FieldVerdicts, tuple[Problem, ...]]:
    if isinstance(value, Document):
        return judge.text(name, pointer, content, value)
    place = judge.content(name, pointer, content)
    return (place.judge((Instance(value=value),)) if place else FieldVerdicts()), ()


def _given(judge: Judge, location: str, values: Mapping[str, Any]) -> FieldVerdicts:
    """Values of parameters, already of their types."""
    fields = []
    names = []
    for index, parameter in enumerate(judge.endpoint.parameters):
        if parameter.location != location:
            continue
        names.append(parameter.name)
        place = judge.parameter(location, f"{judge.operation}/parameters/{index}", parameter)
        if parameter.name in values:
            fields.append(place.judge((Instance(value=values[parameter.name]),)))
        else:
            fields.append(place.absent(required=parameter.required))
    extra = [name for name in values if name not in names]
    return joined([*fields, _unknown(location, extra, names)])


def _unknown(location: str, extra: list[str], known: list[str]) -> FieldVerdicts:
    return FieldVerdicts(
        undocumented=tuple(
            UndocumentedField(
                place=location,
                path=escape(name),
                parent="",
                name=name,
                suggestion=escape(near) if (near := nearest(name, known)) else "",
                types=("string",),
                count=1,
                total=1,
            )
            for name in extra
        )
    )


def _pairs(
    endpoint: Endpoint, request: WireRequest, path: str, query: str
) -> dict[str, Pairs | None]:
    """What travelled, by location, still encoded; None where the path is not the documented one."""
    cookies = [text for name, text in request.headers if name.lower() == "cookie"]
    template = endpoint.path.partition("?")[0]
    values = path_texts(path, template)
    return {
        "path": None if values is None else list(values.items()),
        "query": split_pairs(query),
        "querystring": split_pairs(query),
        "header": [(name.lower(), text) for name, text in request.headers],
        "cookie": split_pairs(";".join(cookies), ";"),
    }


def _parameter(judge: Judge, index: int, parameter: Parameter, pairs: Pairs) -> FieldVerdicts:
    location = parameter.location
    place = judge.parameter(location, f"{judge.operation}/parameters/{index}", parameter)
    if location == "header":
        name = parameter.name.lower()
        texts = [text for sent, text in pairs if sent == name]
        pairs = [(parameter.name, ", ".join(texts))] if texts else []
    others = {one.name for one in judge.endpoint.parameters if one.location == location}
    read = read_value(parameter, pairs, place.root, others=others)
    if read is None:
        return place.absent(required=parameter.required or location == "path")
    return place.judge((Instance(value=read.value),))


def _undocumented(judge: Judge, query: Pairs) -> FieldVerdicts:
    names = dict.fromkeys(unquote_plus(name) for name, _ in query)
    known: list[str] = []
    for index, parameter in enumerate(judge.endpoint.parameters):
        if parameter.location == "querystring":
            return FieldVerdicts()
        if parameter.location != "query":
            continue
        known.append(parameter.name)
        if parameter.explode and parameter.style in ("form", ""):
            pointer = f"{judge.operation}/parameters/{index}"
            root = judge.parameter("query", pointer, parameter).root.original
            known += root.properties
            if root.values is not None or (root.view.free and "object" in (root.view.types or ())):
                return FieldVerdicts()
    for alternative in judge.endpoint.security:
        known += [r.auth.parameter for r in alternative if r.auth.location == "query"]
    extra = [name for name in names if name not in known and name.partition("[")[0] not in known]
    return _unknown("query", extra, known)


def _method(endpoint: Endpoint, request: WireRequest) -> Problem:
    return Problem(
        code="method-differs",
        sender="request",
        expected=endpoint.method,
        actual=request.method,
    )


def _body(
    judge: Judge, request: WireRequest, found: list[FieldVerdicts], problems: list[Problem]
) -> tuple[str, str]:
    contents = judge.request_contents()
    body = judge.endpoint.body
    if body is None or not contents:
        if request.body:
            problems.append(Problem(code="body-undocumented", sender="request"))
        return "", ""
    if not request.body:
        if body.required:
            problems.append(Problem(code="body-missing", sender="request"))
        name, pointer, content = contents[0]
        place = judge.content(name, pointer, content)
        if place is not None:
            found.append(place.judge(()))
        return name, content.media_type
    sent = request.header("Content-Type") or ""
    chosen, documented = documented_response.content_for(sent, body.contents)
    if not documented and sent:
        expected = join(one.media_type for one in body.contents)
        problems.append(
            Problem(
                code="content-type-differs",
                sender="request",
                expected=expected,
                actual=sent,
            )
        )
    if chosen is None and request.body.lstrip()[:1] in (b"{", b"["):
        chosen = next((one for one in body.contents if media_types.is_json(one.media_type)), None)
    for name, pointer, content in contents:
        if content is chosen:
            result, more = judge.text(name, pointer, content, request.body)
            found.append(result)
            problems += more
            return name, content.media_type
    return "", ""
