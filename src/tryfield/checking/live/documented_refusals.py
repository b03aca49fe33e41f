"""Calls that a documented refusal answers: an unknown id, no credential, a field that is missing.

The documentation decides what is asked: each request breaks one thing that it says, and only
where it documents the status of such a refusal. What is deleted by a call is never at risk: such a
call is changed in its path only, to something that nothing is called by.

Sources: RFC 9110, sections 12.5.1, 13.1.1 and 15.5; OpenAPI 3.1.1, Parameter Object.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, unquote, urlencode

from tryfield.checking.live.call_builder import BuiltCall
from tryfield.checking.live.live_plan import CallStep
from tryfield.checking.live.made_values import ValueMaker, schema_of
from tryfield.checking.live.resource_links import (
    IDENTIFIERS,
    is_status,
    path_names,
    request_content,
    request_node,
    words_of,
)
from tryfield.checking.response_check import request_differences
from tryfield.core import lossless_json
from tryfield.core.fields.field_node import FieldNode
from tryfield.core.media_types import is_json
from tryfield.core.model import Json, Parameter
from tryfield.core.wire import WireRequest

_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
#: Formats that no text of ours has.
_FORMATS = frozenset({"uuid", "date", "date-time", "time", "ipv4", "ipv6", "uri"})
_MEDIA_TYPE = "application/x-tryfield"
#: "The parameter definition SHALL be ignored" (OpenAPI 3.1, Parameter Object).
_NOT_PARAMETERS = frozenset({"accept", "authorization", "content-type"})
_MOST = 8  # requests for one refusal of one operation


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A request, and how it has to be refused."""

    request: WireRequest
    statuses: tuple[str, ...]  #: documented; one of them is expected
    what: str  #: what is wrong with it: `an id that does not exist`
    certain: bool = True  #: False where an API that accepts it contradicts nothing

    @property
    def purpose(self) -> str:
        """As an exchange has it: `400 or 422: a body without 'name'`."""
        expected = " or ".join(self.statuses)
        return f"{expected}: {self.what}" if self.certain else f"{expected}?: {self.what}"


def expected_refusal(purpose: str) -> tuple[str, str, bool]:
    """The expected statuses of an exchange, what is wrong with its request, and `certain`."""
    expected, _, what = purpose.partition(": ")
    return expected.removesuffix("?"), what or "such a request", not expected.endswith("?")


def refusal_calls(
    step: CallStep, call: BuiltCall, maker: ValueMaker, *, accepted: WireRequest | None = None
) -> Iterator[Refusal]:
    """Requests that the API has to refuse; those with the same statuses stand together.

    Args:
        step: An operation.
        call: A call of it.
        maker: Makes ids that nothing has.
        accepted: The last request of it that the API has accepted.
    """
    yield from _RefusalMaker(step, call.request, maker, accepted).all()


class _RefusalMaker:
    def __init__(
        self,
        step: CallStep,
        request: WireRequest,
        maker: ValueMaker,
        accepted: WireRequest | None,
    ) -> None:
        self.step = step
        self.endpoint = step.endpoint
        self.request = request
        self.maker = maker
        self.accepted = accepted
        path = request.url.partition("?")[0].rstrip("/")
        self.called = path.split("/")
        parts = self.endpoint.path.rstrip("/").split("/")
        #: Where in `called` each name stands that has a segment for itself, from the end.
        self.names = {
            name: parts.index(part) - len(parts)
            for name in reversed(path_names(self.endpoint.path))
            if (part := "{" + name + "}") in parts and len(parts) <= len(self.called)
        }
        self.documented = {response.status.upper() for response in self.endpoint.responses}

    def all(self) -> Iterator[Refusal]:
        for statuses, kind in (
            (("404",), self.unknown),
            (("401",), self.without_credentials),
            (("400", "422"), self.broken),
            (("412",), self.other_version),
            (("406",), self.other_response),
            (("415",), self.other_body),
            (("409",), self.again),
        ):
            known = tuple(one for one in statuses if one in self.documented)
            if not known and "4XX" in self.documented and statuses[0] in ("404", "400"):
                known = statuses
            if known:
                found = itertools.islice(kind(), _MOST)
                yield from (replace(one, statuses=known) for one in found)
        yield from self.by_status()

    def refusal(self, request: WireRequest, what: str, *, certain: bool = True) -> Refusal:
        return Refusal(request=request, statuses=(), what=what, certain=certain)

    # --- 404

    def unknown(self) -> Iterator[Refusal]:
        """The same request for something that does not exist: a name of its path differs."""
        last = path_names(self.endpoint.path)[-1:]
        for name, index in self.names.items():
            schema = schema_of(self.endpoint, "path", name)
            value = self.maker.fresh(_like(unquote(self.called[index]), schema))
            certain = [name] == last
            what = "an id that does not exist" if certain else f"a '{name}' that does not exist"
            yield self.refusal(self.with_segment(name, str(value)), what, certain=certain)
        body = self.sent()
        if self.step.purpose == "delete" or not isinstance(body, dict):
            return
        for name, old in body.items():
            if words_of(name)[-1:] and words_of(name)[-1] in IDENTIFIERS and _is_id(old):
                other = self.maker.fresh(_like(str(old), {"type": "string"}))
                request = self.with_json({**body, name: other})
                yield self.refusal(request, f"a '{name}' that does not exist", certain=False)

    # --- 401

    def without_credentials(self) -> Iterator[Refusal]:
        endpoint, request = self.endpoint, self.request
        if not endpoint.security or not all(endpoint.security):
            return
        places = {
            (need.auth.location, need.auth.parameter.lower())
            for needs in endpoint.security
            for need in needs
        } | {("header", "authorization")}
        headers = tuple(
            pair for pair in request.headers if ("header", pair[0].lower()) not in places
        )
        bare = replace(request, headers=headers)
        for location, name in places:
            if location == "query":
                bare = with_query(bare, name, None)
            elif location == "cookie":
                kept = tuple(pair for pair in bare.headers if pair[0].lower() != "cookie")
                bare = replace(bare, headers=kept)
        if bare != request:
            yield self.refusal(bare, "a request without credentials")

    # --- 400 and 422

    def broken(self) -> Iterator[Refusal]:
        """Requests that contradict the documentation in one place."""
        before = set(request_differences(self.endpoint, self.request))
        found = self.broken_path() if self.step.purpose == "delete" else self.broken_anywhere()
        for one, formal in found:
            if formal or set(request_differences(self.endpoint, one.request)) - before:
                yield one

    def broken_anywhere(self) -> Iterator[tuple[Refusal, bool]]:
        """Each with whether the documentation surely forbids it, however it is judged."""
        yield from self.broken_body()
        yield from self.broken_parameters()
        yield from self.broken_path()
        if "400" in self.documented and not self.request.body:
            # Without a boundary it cannot be read (RFC 2046, section 5.1.1).
            request = with_header(self.request, "Content-Type", "multipart/form-data")
            yield self.refusal(request, "a body that cannot be read", certain=False), True

    def broken_body(self) -> Iterator[tuple[Refusal, bool]]:
        node, content = request_node(self.endpoint), request_content(self.endpoint)
        if content is None or not is_json(content.media_type):
            return
        value = self.sent()
        known = node.properties if node is not None else {}
        if isinstance(value, dict):
            for name in [n for n, child in known.items() if child.required and n in value][:1]:
                less = {key: one for key, one in value.items() if key != name}
                yield self.refusal(self.with_json(less), f"a body without '{name}'"), True
            for name, child in itertools.islice(known.items(), 2):
                if wrong := _wrong(child):
                    words = f"a body with the wrong type of '{name}'"
                    yield self.refusal(self.with_json({**value, name: wrong[0]}), words), False
        if node is not None and (wrong := _wrong(node)):
            words = "a body of the wrong type"
            yield self.refusal(self.with_json(wrong[0]), words, certain=False), True
        broken = self.with_body(b"{", content.media_type)
        yield self.refusal(broken, "a body that is no JSON", certain=False), True

    def broken_parameters(self) -> Iterator[tuple[Refusal, bool]]:
        for parameter in self.endpoint.parameters:
            if parameter.location not in ("query", "header") or (
                parameter.location == "header" and parameter.name.lower() in _NOT_PARAMETERS
            ):
                continue
            name = parameter.name
            words = f"a request with '{name}' of the wrong type"
            if _rejects_text(schema_of(self.endpoint, parameter.location, name)):
                yield self.refusal(self.with_parameter(parameter, self.text), words), True
            if parameter.required:
                words = f"a request without '{name}'"
                yield self.refusal(self.with_parameter(parameter, None), words), True

    def broken_path(self) -> Iterator[tuple[Refusal, bool]]:
        for name in self.names:
            if _rejects_text(schema_of(self.endpoint, "path", name)):
                request = self.with_segment(name, self.text)
                words = f"a '{name}' of the wrong type"
                yield self.refusal(request, words, certain=False), True

    # --- what HTTP itself defines

    def other_version(self) -> Iterator[Refusal]:
        if self.step.purpose != "delete":
            request = with_header(self.request, "If-Match", f'"{self.text}"')
            yield self.refusal(request, "another version in 'If-Match'")

    def other_response(self) -> Iterator[Refusal]:
        if self.step.purpose != "delete":
            request = with_header(self.request, "Accept", _MEDIA_TYPE)
            yield self.refusal(request, "an 'Accept' that asks for something else", certain=False)

    def other_body(self) -> Iterator[Refusal]:
        if self.step.purpose != "delete" and self.request.body:
            request = with_header(self.request, "Content-Type", _MEDIA_TYPE)
            yield self.refusal(request, "a body of another media type", certain=False)

    def again(self) -> Iterator[Refusal]:
        if self.step.purpose == "create" and self.accepted is not None:
            words = "the same request for the second time"
            yield self.refusal(self.accepted, words, certain=False)

    def by_status(self) -> Iterator[Refusal]:
        """A status that a parameter asks for: `/status/{code}`."""
        if self.step.purpose == "delete":
            return
        for name in self.names:
            for status in sorted(self.documented) if is_status(name) else ():
                if status[:1] == "4" and status.isdigit():
                    request = self.with_segment(name, status)
                    found = self.refusal(request, f"'{name}' {status}", certain=False)
                    yield replace(found, statuses=(status,))

    # --- other requests

    @property
    def text(self) -> str:
        """A text that nothing is called by."""
        return str(self.maker.fresh({"type": "string"}))

    def sent(self) -> Json:
        """The JSON value of the body; None where it is none."""
        if not is_json(self.request.header("content-type") or ""):
            return None
        try:
            return lossless_json.loads(self.request.body.decode("utf-8", "replace"))
        except ValueError:
            return None

    def with_json(self, value: Json) -> WireRequest:
        content = request_content(self.endpoint)
        media_type = content.media_type if content is not None else "application/json"
        return self.with_body(lossless_json.dumps(value).encode(), media_type)

    def with_body(self, body: bytes, media_type: str) -> WireRequest:
        known = self.request.header("content-type")
        request = replace(self.request, body=body)
        return request if known else with_header(request, "Content-Type", media_type)

    def with_parameter(self, parameter: Parameter, value: str | None) -> WireRequest:
        change = with_query if parameter.location == "query" else with_header
        return change(self.request, parameter.name, value)

    def with_segment(self, name: str, value: str) -> WireRequest:
        called = [*self.called]
        called[self.names[name]] = quote(value, safe="")
        path, mark, query = self.request.url.partition("?")
        slash = "/" if path.endswith("/") else ""
        return replace(self.request, url="/".join(called) + slash + mark + query)


def with_header(request: WireRequest, name: str, value: str | None) -> WireRequest:
    """The same request with one header of a name, or with none."""
    kept = tuple(pair for pair in request.headers if pair[0].lower() != name.lower())
    return replace(request, headers=kept if value is None else (*kept, (name, value)))


def with_query(request: WireRequest, name: str, value: str | None) -> WireRequest:
    """The same request with one parameter of a name in its query, or with none."""
    path, _, query = request.url.partition("?")
    wanted = name.lower()
    kept = [one for one in query.split("&") if one]
    kept = [one for one in kept if unquote(one.partition("=")[0]).lower() != wanted]
    if value is not None:
        kept.append(urlencode({name: value}))
    return replace(request, url=path + ("?" + "&".join(kept) if kept else ""))


def _is_id(value: Json) -> bool:
    return isinstance(value, (str, int)) and not isinstance(value, bool)


def _like(known: str, schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema of an id, with the shape of one that exists: another shape is refused as such."""
    if _UUID.fullmatch(known):
        return {**schema, "type": "string", "format": "uuid"}
    return {"type": "integer"} if known.isdecimal() else schema


def _wrong(node: FieldNode) -> tuple[Json, ...]:
    """A value of a type that a field does not have; none where it may have all."""
    types = set(node.types)
    shapes: Iterable[tuple[str, Json]] = (
        ("array", ["tryfield"]),
        ("object", {"tryfield": True}),
        ("string", "tryfield"),
    )
    return next(((value,) for name, value in shapes if types and name not in types), ())


def _rejects_text(schema: Mapping[str, Any]) -> bool:
    """Whether no text that we make fits a parameter: it is a number, or one of a few."""
    choices = [
        one
        for word in ("anyOf", "oneOf")
        for one in schema.get(word, ())
        if isinstance(one, Mapping) and one.get("type") != "null"
    ]
    if choices:
        return all(map(_rejects_text, choices))
    types = schema.get("type")
    named = {types} if isinstance(types, str) else set(types or ())
    if not named - {"null"}:
        return bool(schema.get("enum"))
    if named - {"null"} <= {"integer", "number", "boolean"}:
        return True
    return named - {"null"} == {"string"} and bool(
        schema.get("enum") or schema.get("format") in _FORMATS
    )
