"""A form begins with what the documentation shows."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.core.request.making import KEY, TOKEN, endpoint
from tryfield.core.model import Auth, Body, Content, Example, Parameter, Requirement
from tryfield.core.request.request_builder import build_request
from tryfield.core.request.request_prefill import (
    commands_in,
    example_names,
    example_values,
    values_of_curl,
)
from tryfield.core.request.request_values import Values
from tryfield.core.snippets.request_snippets import snippet


def sample(text: str, name: str = "") -> Example:
    return Example(name=name, text=text, language="bash")


def test_a_form_begins_with_the_documented_curl() -> None:
    one = endpoint(
        method="POST",
        path="/users/{id}/{kind}",
        parameters=(
            Parameter(name="id", location="path", required=True, schema={"type": "integer"}),
            Parameter(name="kind", location="path", required=True),
            Parameter(name="limit", location="query", schema={"type": "integer"}),
            Parameter(name="tag", location="query", explode=True, style="form",
                      schema={"type": "array", "items": {"type": "string"}}),
            Parameter(name="X-Mode", location="header", schema={"type": "boolean"}),
            Parameter(name="never", location="query", schema={"default": 1}),
        ),
        body=Body(contents=(Content(media_type="application/json", schema={}),)),
        security=((Requirement(auth=TOKEN),),),
        samples=(
            Example(name="Python", text="import httpx", language="python"),
            sample(
                "curl -X POST 'https://api.test/v1/users/12/{kind}?limit=5&tag=a&tag=b&extra=x' "
                "-H 'Authorization: Token <token>' -H 'x-mode: true' -H 'X-Other: y' "
                "-H 'Content-Type: application/json' -d '{\"a\": 1.10}'"
            ),
        ),
    )  # fmt: skip
    values = example_values(one)

    assert values.parameters == {
        ("path", "id"): 12,
        ("path", "kind"): "text",
        ("query", "limit"): 5,
        ("query", "tag"): ["a", "b"],
        ("query", "extra"): "x",
        ("header", "X-Mode"): True,
    }
    assert values.sources["path", "id"] == "curl"
    assert values.sources["path", "kind"] == "made"
    assert values.headers == (("X-Other", "y"),)
    assert (values.media_type, values.body) == ("application/json", '{"a": 1.10}')


def test_a_secret_of_an_example_never_gets_into_the_form() -> None:
    query = Auth(name="q", kind="apiKey", location="query", parameter="api_key")
    one = endpoint(
        method="GET",
        security=((Requirement(auth=KEY), Requirement(auth=query)),),
        samples=(sample("curl 'https://a.test/x?api_key=abc' -H 'X-KEY: real' -u me:secret"),),
    )

    assert example_values(one) == Values()


def test_without_a_curl_examples_and_defaults_fill_in_what_is_required() -> None:
    one = endpoint(
        parameters=(
            Parameter(name="a", location="query", required=True, schema={"default": 3}),
            Parameter(
                name="b",
                location="query",
                required=True,
                examples=(Example(name="", text="7"),),
                schema={"type": "integer"},
            ),
            Parameter(name="c", location="query", schema={"default": 3}),
            Parameter(name="d", location="query", required=True, schema={"type": "string"}),
        ),
        body=Body(
            required=True,
            contents=(
                Content(
                    media_type="application/json",
                    schema={
                        "type": "object",
                        "required": ["id", "when", "owner"],
                        "properties": {
                            "id": {"type": "integer", "minimum": 10},
                            "when": {"type": "string", "format": "date"},
                            "owner": {"$ref": "#/components/schemas/Owner"},
                            "later": {"type": "string"},
                            "made": {"type": "string", "readOnly": True},
                        },
                    },
                ),
            ),
        ),
        components={
            "Owner": {
                "type": "object",
                "required": ["name"],
                "properties": {
                    "name": {"type": "string", "example": "Ann"},
                    "boss": {"$ref": "#/components/schemas/Owner"},
                },
            }
        },
    )
    values = example_values(one)

    assert values.parameters == {("query", "a"): 3, ("query", "b"): 7, ("query", "d"): "text"}
    assert values.sources == {
        ("query", "a"): "schema",
        ("query", "b"): "example",
        ("query", "d"): "made",
        ("body", ""): "made",
    }
    assert json.loads(values.body or "") == {
        "id": 10,
        "when": "2026-01-31",
        "owner": {"name": "Ann"},
    }


def test_an_optional_body_without_an_example_is_not_sent() -> None:
    one = endpoint(body=Body(contents=(Content(media_type="application/json", schema={}),)))

    assert example_values(one).body is None


def test_named_examples_can_be_chosen() -> None:
    json_content = Content(
        media_type="application/json",
        schema={},
        examples=(
            Example(name="one", text='{"n": 1}'),
            Example(name="two", text='{"n": 2}', summary="2nd"),
        ),
    )
    form_content = Content(
        media_type="application/x-www-form-urlencoded",
        examples=(Example(name="form", text='{"n": 3}'),),
    )
    one = endpoint(body=Body(contents=(json_content, form_content)))

    assert example_names(one) == [("one", ""), ("two", "2nd"), ("form", "")]
    assert example_values(one, "two").body == '{"n": 2}'
    assert example_values(one, "form").form == {"n": 3}
    assert example_values(one).body == '{"n": 1}'


def test_a_form_in_a_curl_becomes_fields() -> None:
    content = Content(media_type="multipart/form-data", schema={})
    one = endpoint(
        body=Body(contents=(content,)),
        samples=(sample("curl https://a.test/x -F a=1 -F file=@b.png"),),
    )

    (name, text), (file_name, file) = (example_values(one).form or {}).items()
    assert (name, text, file_name) == ("a", "1", "file")
    assert (file.filename, file.made) == ("b.png", True)
    assert example_values(one).media_type == "multipart/form-data"


def test_what_the_docs_show_is_what_is_built() -> None:
    """The form of an example builds the documented request again."""
    text = "curl -X PUT 'https://api.test/v1/x?b=2&a=1' -H 'Content-Type: text/plain' -d hello"
    one = endpoint(method="PUT", samples=(sample(text),))
    request = build_request(one, example_values(one))

    assert request.url == "https://api.test/v1/x?b=2&a=1"
    assert request.headers == (("Content-Type", "text/plain"),)
    assert request.body == b"hello"


STYLED: dict[str, Any] = {
    "array": {"type": "array", "items": {"type": "integer"}},
    "object": {"type": "object"},
    "text": {"type": "string"},
}


@pytest.mark.parametrize(
    ("style", "explode", "schema", "value"),
    [
        ("form", True, "array", [1, 2]),
        ("form", True, "array", [1]),
        ("form", False, "array", [1, 2]),
        ("pipeDelimited", False, "array", [1, 2]),
        ("spaceDelimited", False, "array", [1, 2]),
        ("deepObject", True, "object", {"a": "x", "b": "y z"}),
        ("form", True, "object", {"a": "x", "b": "y"}),
        ("form", True, "text", "a b&c=d"),
        ("form", True, "text", ""),
        ("form", True, "text", "12"),
    ],
)
def test_a_form_filled_in_from_our_own_curl_sends_the_same(
    style: str, explode: bool, schema: str, value: Any
) -> None:
    parameter = Parameter(
        name="color", location="query", style=style, explode=explode, schema=STYLED[schema]
    )
    cookie = Parameter(name="sid", location="cookie", style="form", schema={"type": "string"})
    header = Parameter(name="X-N", location="header", style="simple", schema={"type": "integer"})
    one = endpoint(method="GET", parameters=(parameter, cookie, header))
    chosen = {("query", "color"): value, ("cookie", "sid"): "abc", ("header", "X-N"): 3}
    request = build_request(one, Values(parameters=chosen))
    (command,) = commands_in(snippet(request, "curl", mask=None))
    filled = values_of_curl(one, command, Values())

    assert build_request(one, filled) == request
    if not (explode and schema == "object" and style == "form"):
        assert dict(filled.parameters) == chosen


def test_a_named_value_of_a_parameter_goes_with_its_example() -> None:
    parameter = Parameter(
        name="size",
        location="query",
        schema={"type": "integer"},
        examples=(Example(name="small", text="1"), Example(name="large", text="99")),
    )
    one = endpoint(method="GET", parameters=(parameter,))

    assert example_names(one) == [("small", ""), ("large", "")]
    assert example_values(one, "large").parameters == {("query", "size"): 99}
    assert example_values(one).parameters == {}


def test_a_file_of_a_curl_leaves_the_body_to_the_reader() -> None:
    content = Content(media_type="application/json", schema={"example": {"a": 1}})
    one = endpoint(
        body=Body(contents=(content,)),
        samples=(sample("curl https://a.test/x -d @payload.json"),),
    )

    assert json.loads(example_values(one).body or "") == {"a": 1}


def test_a_text_that_is_not_what_the_docs_say_stays_text() -> None:
    parameter = Parameter(name="n", location="query", schema={"type": "integer"})
    text = "curl 'https://api.test/v1/x?n=many'"
    one = endpoint(method="GET", parameters=(parameter,), samples=(sample(text),))

    assert example_values(one).parameters == {("query", "n"): "many"}


def form_of(example: str, media_type: str) -> Values:
    schema = {
        "type": "object",
        "properties": {"a": {"type": "string"}, "b": {"type": "array"}},
    }
    content = Content(
        media_type=media_type, schema=schema, examples=(Example(name="", text=example),)
    )
    return example_values(endpoint(body=Body(contents=(content,))))


def test_the_example_of_a_form_may_be_written_as_it_travels() -> None:
    values = form_of("a=1&b=2&b=3", "application/x-www-form-urlencoded")

    assert values.form == {"a": "1", "b": ["2", "3"]}


def test_a_multipart_example_that_is_no_json_fills_in_no_pairs() -> None:
    assert "2" not in str(form_of("a=1&b=2&b=3", "multipart/form-data").form)
