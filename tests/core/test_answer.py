"""The documented answer: what Mock gives."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests import inputs
from tryfield.core.mock import mock_response
from tryfield.core.model import Content, Endpoint, Example, Parameter, Response
from tryfield.core.verdict.response_judge import judge_response
from tryfield.core.wire import WireRequest
from tryfield.readers import definition_reader

GET = WireRequest(method="GET", url="http://api.test/x")
USER: dict[str, Any] = {
    "type": "object",
    "required": ["id", "user_name"],
    "properties": {
        "id": {"type": "integer"},
        "user_name": {"type": "string"},
        "password": {"type": "string", "writeOnly": True},
        "boss": {"$ref": "#/components/schemas/User"},
    },
}


def endpoint(*responses: Response, method: str = "GET") -> Endpoint:
    return Endpoint(
        id="x", method=method, path="/x", responses=responses, components={"User": USER}
    )


def response(status: str, schema: Any = None, *examples: str, **more: Any) -> Response:
    shown = tuple(Example(name=f"e{n}", text=text) for n, text in enumerate(examples))
    media_type = more.pop("media_type", "application/json")
    content = Content(media_type=media_type, schema=schema, examples=shown)
    return Response(status=status, contents=(content,), **more)


def test_the_first_success_answers_with_its_example_letter_by_letter() -> None:
    text = '{"id": 12345678901234567890,\n  "price": 1.10}'
    one = endpoint(response("404", {}), response("201", {}, text), response("200", {}, "[1]"))
    given = mock_response(one, GET)

    assert (given.status, given.body) == (200, b"[1]")
    assert given.header("content-type") == "application/json"
    assert mock_response(endpoint(response("201", {}, text)), GET).body.decode() == text


@pytest.mark.parametrize(
    ("documented", "status"), [("2XX", 200), ("default", 200), ("204", 204), ("4XX", 400)]
)
def test_a_range_stands_for_its_first_status(documented: str, status: int) -> None:
    assert mock_response(endpoint(response(documented, USER)), GET).status == status


def test_nothing_documented_is_an_empty_success() -> None:
    assert (mock_response(endpoint(), GET).status, mock_response(endpoint(), GET).body) == (
        200,
        b"",
    )


def test_a_schema_without_an_example_is_filled_in() -> None:
    one = endpoint(response("200", {"$ref": "#/components/schemas/User"}))
    given = mock_response(one, GET)

    assert json.loads(given.body) == {"id": 1, "user_name": "text"}
    assert judge_response(one, given).agrees


def test_the_header_prefer_chooses_status_and_example() -> None:
    one = endpoint(response("200", {}, "1", "2"), response("404", {}, "3"))

    def body(prefer: str) -> bytes:
        request = WireRequest(method="GET", url="http://a.test", headers=(("Prefer", prefer),))
        return mock_response(one, request).body

    assert body("example=e1") == b"2"
    assert body("code=404") == b"3"


def test_the_header_accept_chooses_the_media_type() -> None:
    text = Content(media_type="text/plain", examples=(Example(name="", text="plain"),))
    data = Content(media_type="application/json", examples=(Example(name="", text="1"),))
    one = endpoint(Response(status="200", contents=(text, data)))
    request = WireRequest(method="GET", url="http://a.test", headers=(("Accept", "text/plain"),))

    assert mock_response(one, request).body == b"plain"
    assert mock_response(one, GET).body == b"1"


def test_an_example_that_is_no_json_is_mended() -> None:
    one = endpoint(response("200", USER, '{"id": 1, // first\n "user_name": "a",}'))

    assert json.loads(mock_response(one, GET).body) == {"id": 1, "user_name": "a"}


def test_required_headers_are_given() -> None:
    header = Parameter(
        name="X-Rate", location="header", required=True, schema={"type": "integer", "minimum": 5}
    )
    one = endpoint(response("200", USER, headers=(header,)))

    assert mock_response(one, GET).header("x-rate") == "5"
    assert judge_response(one, mock_response(one, GET)).agrees


def test_head_has_no_body() -> None:
    one = endpoint(response("200", USER), method="HEAD")

    assert mock_response(one, WireRequest(method="HEAD", url="http://a.test")).body == b""


def test_drift_renames_a_field_writes_a_number_as_text_and_adds_a_field() -> None:
    one = endpoint(response("200", {"$ref": "#/components/schemas/User"}))
    judgement = judge_response(one, mock_response(one, GET, drift=True))

    differing = {field.path: field for field in judgement.fields if field.verdict == "differs"}
    assert json.loads(mock_response(one, GET, drift=True).body) == {
        "id": "1",
        "userName": "text",
        "debug": True,
    }
    assert differing["id"].keyword == "type"
    assert differing["user_name"].keyword == "required"
    assert [(name.name, name.suggestion) for name in judgement.undocumented] == [
        ("userName", "user_name"),
        ("debug", ""),
    ]


def test_drift_does_not_touch_the_documentation() -> None:
    schema = {**USER, "example": {"id": 7, "user_name": "Ann"}}
    one = endpoint(response("200", schema))
    before = mock_response(one, GET).body
    mock_response(one, GET, drift=True)

    assert mock_response(one, GET).body == before
    assert judge_response(one, mock_response(one, GET)).agrees


FORMATS = """
date date-time time duration email hostname ipv4 ipv6 uri uri-reference uuid json-pointer regex byte
"""
STRINGS = [{"type": "string", "format": name} for name in FORMATS.split()]


@pytest.mark.parametrize(
    "schema",
    [
        *STRINGS,
        {"type": "string", "minLength": 20},
        {"type": "string", "maxLength": 2},
        {"type": "integer", "minimum": 7, "multipleOf": 5},
        {"type": "number", "exclusiveMinimum": 0, "maximum": 1},
        {"type": "integer", "maximum": -3},
        {"type": ["string", "null"]},
        {"type": "array", "minItems": 3, "items": {"type": "boolean"}},
        {"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}]},
        {"oneOf": [{"type": "integer"}, {"type": "string"}]},
        {"allOf": [{"$ref": "#/components/schemas/User"}, {"required": ["boss"]}]},
        {"enum": ["a", "b"]},
        {"const": None},
        {"type": "object", "additionalProperties": {"type": "integer"}},
        {"type": "array", "items": {"$ref": "#/components/schemas/User"}},
        {"x-tryfield-type": "JSON or null", "x-tryfield-unchecked": "it says nothing"},
        {},
    ],
)
def test_an_invented_value_fits_its_schema(schema: Any) -> None:
    one = endpoint(response("200", schema))
    judgement = judge_response(one, mock_response(one, GET))

    assert judgement.agrees, judgement


def test_the_mock_of_every_definition_agrees_with_it_and_its_drift_does_not() -> None:
    """Only authors' own examples and contradictions may differ."""
    counted = wrong = unseen = 0
    for path in inputs.openapi_documents():
        if path.suffix != ".json" or path.stat().st_size > 600_000:
            continue
        for one in definition_reader.read(path).reference.endpoints:
            contents = [content for found in one.responses for content in found.contents]
            shown = "'example" in f"{contents}{one.components}"
            if shown or not contents or any(content.examples for content in contents):
                continue
            judgement = judge_response(one, mock_response(one, GET))
            drifted = judge_response(one, mock_response(one, GET, drift=True))
            counted += 1
            wrong += any(f.verdict == "differs" for f in judgement.fields)
            unseen += judgement.coverage.judged > 1 and drifted.agrees

    assert counted > 200
    assert wrong <= counted // 50
    assert unseen == 0
