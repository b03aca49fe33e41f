"""One endpoint as a self-contained OpenAPI 3.1 document, and many as one."""

from __future__ import annotations

import json
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from tryfield.core.contract.contract_reader import endpoints, from_contract
from tryfield.core.contract.contract_writer import to_contract, to_openapi
from tryfield.core.errors import TryfieldError
from tryfield.core.model import (
    Auth,
    Body,
    Content,
    Endpoint,
    Example,
    Parameter,
    Reference,
    Requirement,
    Response,
    Server,
    Span,
)

TOKEN = Auth(name="Authorization", kind="apiKey", prefix="Token ", placeholder="<token>")
USER = {"type": "object", "properties": {"name": {"type": "string"}}}


def create_user() -> Endpoint:
    """As an MDX page says it."""
    return Endpoint(
        id="create-user",
        method="POST",
        path="/api/user",
        title="Create User",
        servers=(Server(url="https://api.example.org"),),
        body=Body(
            contents=(
                Content(
                    media_type="application/json",
                    schema={"$ref": "#/components/schemas/User"},
                    examples=(Example(name="", text='{"name": "Ada",}', language="json"),),
                ),
            )
        ),
        responses=(Response(status="2XX", contents=(Content(media_type="application/json"),)),),
        security=((Requirement(auth=TOKEN),),),
        samples=(Example(name="cURL", text="curl …", language="bash"),),
        components={"User": USER},
    )


def faults(document: object) -> list[str]:
    found = OpenAPIV31SpecValidator(json.loads(json.dumps(document))).iter_errors()
    return [str(fault) for fault in found]


def test_a_contract_says_in_openapi_what_openapi_can_say() -> None:
    contract = to_contract(create_user())

    assert contract == {
        "openapi": "3.1.1",
        "info": {"title": "Create User", "version": "1"},
        "servers": [{"url": "https://api.example.org"}],
        "paths": {
            "/api/user": {
                "post": {
                    "requestBody": {
                        "content": {
                            "application/json": {
                                "schema": {"$ref": "#/components/schemas/User"},
                                "examples": {
                                    "example": {
                                        "value": '{"name": "Ada",}',
                                        "x-tryfield-language": "json",
                                        "x-tryfield-name": "",
                                    }
                                },
                            }
                        }
                    },
                    "responses": {"2XX": {"description": "", "content": {"application/json": {}}}},
                    "x-codeSamples": [{"lang": "bash", "label": "cURL", "source": "curl …"}],
                    "x-tryfield-id": "create-user",
                    "x-tryfield-title": "Create User",
                    "security": [{"Authorization": []}],
                }
            }
        },
        "components": {
            "schemas": {"User": USER},
            "securitySchemes": {
                "Authorization": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "Authorization",
                    "x-tryfield-prefix": "Token ",
                    "x-tryfield-placeholder": "<token>",
                }
            },
        },
    }
    assert faults(contract) == []


def test_a_contract_gives_the_endpoint_back() -> None:
    assert to_contract(from_contract(to_contract(create_user()))) == to_contract(create_user())
    assert from_contract(to_contract(create_user())).samples == create_user().samples


def test_a_contract_holds_one_operation() -> None:
    with pytest.raises(TryfieldError, match="0 operations"):
        from_contract({})


def test_only_the_components_that_an_operation_needs_are_its_own() -> None:
    document = {
        "paths": {
            "/a": {
                "get": {
                    "parameters": [
                        {"name": "q", "in": "query", "schema": {"$ref": "#/components/schemas/A"}}
                    ]
                }
            }
        },
        "components": {
            "schemas": {
                "C": {"type": "string"},
                "A": {"properties": {"b": {"$ref": "#/components/schemas/B"}}},
                "B": {"items": {"$ref": "#/components/schemas/A"}, "enum": [{"$ref": "C"}]},
            }
        },
    }

    (found,) = endpoints(document)

    assert list(found.components) == ["A", "B"]


def test_a_place_in_a_contract_is_the_place_in_the_definition() -> None:
    limit = {"name": "limit", "in": "query", "schema": {"type": "integer"}}
    document = {
        "paths": {"/a": {"parameters": [{"$ref": "#/components/parameters/Limit"}], "get": {}}},
        "components": {"parameters": {"Limit": limit}},
    }
    where = Span("api.yaml", 9, 1, 9, 5)

    (found,) = endpoints(document, spans={"/components/parameters/Limit/schema": where})

    assert found.span_at("/paths/~1a/get/parameters/0/schema/type") == where
    assert dict(found.spans) == {"/paths/~1a/get/parameters/0/schema": where}


def test_a_document_of_any_shape_raises_nothing() -> None:
    shapes: tuple[Any, ...] = (
        *(None, [], 1, "x"),
        {"get": None},
        {"get": {"parameters": [1], "responses": []}},
    )
    for value in shapes:
        document = {"paths": {"/a": value}, "components": value, "servers": value}
        for found in endpoints(document):
            assert to_contract(from_contract(to_contract(found))) == to_contract(found)


def test_two_endpoints_on_one_path_are_both_in_the_export() -> None:
    first = create_user()
    second = Endpoint(id="again", method="POST", path="/api/user", operation_id="again")

    document = to_openapi(Reference(endpoints=(first, second)))

    assert list(document["paths"]) == ["/api/user", "/api/user#again"]
    assert faults(document) == []
    assert [e.path for e in endpoints(document)] == ["/api/user", "/api/user"]


def test_schemas_of_one_name_that_differ_both_keep_their_references() -> None:
    one = create_user()
    other = Endpoint(
        id="other",
        method="GET",
        path="/other",
        body=one.body,
        components={"User": {"properties": {"me": {"$ref": "#/components/schemas/User"}}}},
    )

    document = to_openapi(Reference(endpoints=(one, other)))
    first, second = endpoints(document)

    assert faults(document) == []
    assert list(first.components) == ["User"]
    assert second.components == {
        "User-2": {"properties": {"me": {"$ref": "#/components/schemas/User-2"}}}
    }


def test_a_path_name_that_nobody_declares_is_declared_in_the_export_only() -> None:
    bare = Endpoint(id="get-user", method="GET", path="/users/{id}")

    document = to_openapi(Reference(endpoints=(bare,)))

    assert faults(document) == []
    (parameter,) = document["paths"]["/users/{id}"]["get"]["parameters"]
    assert (parameter["name"], parameter["in"], parameter["required"]) == ("id", "path", True)
    assert next(endpoints(document)).parameters == ()


def test_a_parameter_that_the_path_does_not_have_is_set_aside_and_comes_back() -> None:
    names = ("id", "lost", "id")
    parameters = tuple(
        Parameter(
            name=name, location="path", schema={"type": "string"}, required=True, style="simple"
        )
        for name in names
    )
    odd = Endpoint(id="odd", method="GET", path="/users/{id}", parameters=parameters)

    document = to_openapi(Reference(endpoints=(odd,)))

    assert faults(document) == []
    assert next(endpoints(document)).parameters == parameters


def test_an_empty_reference_is_a_valid_document() -> None:
    assert faults(to_openapi(Reference())) == []


def test_words_beside_a_reference_to_a_parameter_are_those_of_one_operation() -> None:
    limit = {"$ref": "#/components/parameters/limit"}
    document = {
        "openapi": "3.1.1",
        "paths": {
            "/a": {"get": {"parameters": [limit]}},
            "/b": {"get": {"parameters": [{**limit, "description": "At most 10."}]}},
            "/c": {"get": {"parameters": [limit]}},
        },
        "components": {
            "parameters": {"limit": {"name": "limit", "in": "query", "description": "How many."}}
        },
    }

    said = [endpoint.parameters[0].description for endpoint in endpoints(document)]

    assert said == ["How many.", "At most 10.", "How many."]
