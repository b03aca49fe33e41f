"""What is required and has no example gets a value that its schema allows."""

from __future__ import annotations

from typing import Any

import pytest

from tests.core.request.making import KEY, endpoint
from tryfield.core.console.console_messages import values_message
from tryfield.core.example_generator import generated_value
from tryfield.core.model import Body, Content, Endpoint, Example, Parameter, Requirement, Response
from tryfield.core.request.request_builder import build_request
from tryfield.core.request.request_prefill import example_values
from tryfield.core.request.request_values import File
from tryfield.core.schema.json_schema import Schemas
from tryfield.core.snippets.request_snippets import snippet

COMPONENTS: dict[str, Any] = {
    "Cat": {
        "type": "object",
        "required": ["kind", "name"],
        "properties": {"kind": {"type": "string"}, "name": {"type": "string"}},
    },
    "Dog": {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}},
}
PET = {
    "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
    "discriminator": {"propertyName": "kind", "mapping": {"cat": "#/components/schemas/Cat"}},
}


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "format": "uuid"},
        {"type": "string", "format": "date-time"},
        {"type": "string", "minLength": 9},
        {"type": "string", "maxLength": 2},
        {"type": "string", "pattern": "^[A-Z]{3}-\\d{4}$"},
        {"type": "string", "pattern": "^[a-z]+$", "minLength": 12},
        {"type": "string", "pattern": "^\\+?[1-9]\\d{1,14}$"},
        {"type": "string", "pattern": "^(?!admin)[a-z]{3,}$"},
        {"type": "string", "pattern": "^\\p{Lu}\\p{Ll}+$"},
        {"type": "string", "pattern": "(red|green)\\1"},
        {"type": "string", "enum": ["b", "a"]},
        {"type": "integer", "minimum": 18, "maximum": 99},
        {"type": "integer", "exclusiveMinimum": 0, "multipleOf": 5},
        {"type": "integer", "maximum": -3},
        {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
        {"type": "array", "items": {"type": "string"}, "minItems": 3, "uniqueItems": True},
        {"type": "array", "items": {"enum": ["a", "b"]}, "minItems": 2, "uniqueItems": True},
        {"type": "array", "items": {"type": "integer"}, "maxItems": 0},
        {"type": "object", "required": ["a"], "properties": {"a": {"type": "boolean"}}},
        {"type": "object", "required": ["a"], "additionalProperties": {"type": "integer"}},
        {"type": "object", "minProperties": 1, "properties": {"a": {"type": "integer"}}},
        PET,
    ],
    ids=str,
)
def test_a_made_value_fits_its_schema(schema: Any) -> None:
    schemas = Schemas({"": {"components": {"schemas": COMPONENTS}}}, formats=True)
    value = generated_value(schema, COMPONENTS, direction="request")

    found = schemas.compile(schema, base="#/made").evaluate(value)
    assert [str(one) for one in found.errors] == []


def test_a_discriminator_names_the_branch_that_was_taken() -> None:
    assert generated_value(PET, COMPONENTS) == {"kind": "cat", "name": "text"}


def required(name: str, location: str, schema: Any, **more: Any) -> Parameter:
    return Parameter(name=name, location=location, required=True, schema=schema, **more)  # type: ignore[arg-type]


def test_required_parameters_without_an_example_are_made_and_marked() -> None:
    one = endpoint(
        method="GET",
        path="/users/{id}",
        parameters=(
            required("id", "path", {"type": "string", "format": "uuid"}),
            required("limit", "query", {"type": "integer", "minimum": 10}),
            required("X-Mode", "header", {"enum": ["fast", "slow"]}),
            Parameter(name="page", location="query", schema={"type": "integer"}),
        ),
    )
    values = example_values(one)

    assert values.parameters == {
        ("path", "id"): "00000000-0000-4000-8000-000000000000",
        ("query", "limit"): 10,
        ("header", "X-Mode"): "fast",
    }
    assert set(values.sources.values()) == {"made"}
    assert values_message(values)["made"] == [list(key) for key in values.parameters]


def test_a_credential_is_never_made() -> None:
    one = endpoint(
        method="GET",
        parameters=(
            required("X-Key", "header", {"type": "string"}),
            required("Authorization", "header", {"type": "string"}),
            required("api_key", "query", {"type": "string"}),
        ),
        security=((Requirement(auth=KEY),),),
    )

    assert example_values(one).parameters == {}


@pytest.mark.parametrize(
    ("body", "sent"),
    [
        ({"required": False, "schema": {"type": "object"}}, None),
        ({"required": True, "schema": {"type": "object"}}, "{}"),
        (
            {"required": False, "schema": {"type": "object", "required": ["k"]}},
            '{\n  "k": "text"\n}',
        ),
        ({"required": False, "schema": {"example": {"k": 1}}}, '{\n  "k": 1\n}'),
        ({"required": False, "schema": {}, "examples": (Example(name="", text="[1]"),)}, "[1]"),
    ],
)
def test_a_body_is_sent_when_it_is_required_or_says_what_it_holds(
    body: dict[str, Any], sent: str | None
) -> None:
    said = {name: value for name, value in body.items() if name != "required"}
    content = Content(media_type="application/json", **said)
    one = endpoint(body=Body(contents=(content,), required=body["required"]))

    assert example_values(one).body == sent


def test_read_only_properties_are_left_out_even_where_they_are_required() -> None:
    schema = {
        "type": "object",
        "required": ["id", "name"],
        "properties": {"id": {"type": "integer", "readOnly": True}, "name": {"type": "string"}},
    }
    content = Content(media_type="application/json", schema=schema)

    assert example_values(endpoint(body=Body(contents=(content,)))).body == '{\n  "name": "text"\n}'


def test_the_documented_media_types_are_accepted_those_of_a_success_first() -> None:
    def response(status: str, *kinds: str) -> Response:
        return Response(status=status, contents=tuple(Content(media_type=one) for one in kinds))

    one = endpoint(
        method="GET",
        responses=(
            response("400", "application/problem+json"),
            response("200", "application/json", "text/csv"),
        ),
    )
    request = build_request(one, example_values(one))

    assert request.header("accept") == "application/json, text/csv, application/problem+json"


def upload(media_type: str, schema: Any, **encoding: Any) -> Endpoint:
    content = Content(media_type=media_type, schema=schema, encoding=encoding)
    return endpoint(body=Body(contents=(content,), required=True))


def test_a_form_with_files_is_shown_with_names_and_never_with_a_boundary() -> None:
    one = upload(
        "multipart/form-data",
        {
            "type": "object",
            "required": ["photo", "pages", "about", "note"],
            "properties": {
                "photo": {"type": "string", "format": "binary"},
                "pages": {"type": "array", "items": {"contentMediaType": "application/pdf"}},
                "about": {"type": "object", "required": ["n"], "properties": {"n": {"const": 1}}},
                "note": {"type": "string"},
            },
        },
        photo={"contentType": "image/jpeg, image/png"},
        pages={"contentType": "application/pdf"},
    )
    values = example_values(one)

    assert snippet(build_request(one, values), "curl").split(" \\\n  ")[2:] == [
        "--form 'photo=@photo.jpg'",
        "--form 'pages=@pages.pdf'",
        "--form 'about={\"n\":1};type=application/json'",
        "--form 'note=text'\n",
    ]
    assert [one["name"] for one in values_message(values)["form"]] == ["about", "note"]


def test_a_body_that_is_one_file_is_shown_with_its_name() -> None:
    one = upload("image/png", {"type": "string", "format": "binary"})
    values = example_values(one)

    assert isinstance(values.file, File)
    assert "--data-binary '@file.png'" in snippet(build_request(one, values), "curl")
    assert "file" not in values_message(values)
