"""An example is a value of its schema, wherever it stands; text exists only on the wire."""

from __future__ import annotations

import pytest

from tests.readers.openapi.reading import endpoint as read_endpoint
from tryfield.core.contract.contract_reader import from_contract
from tryfield.core.contract.contract_writer import to_contract
from tryfield.core.mock import mock_response
from tryfield.core.model import Endpoint
from tryfield.core.request.request_builder import build_request
from tryfield.core.request.request_prefill import example_values
from tryfield.core.rules.field_rules import field_example_differs
from tryfield.core.wire import WireRequest

WHERE_VALUES_STAND = [
    "schema: {type: string}, example: rex",
    "schema: {type: string}, examples: {dog: {value: rex}}",
    "schema: {type: string}, examples: {dog: {dataValue: rex}}",
    "schema: {type: string}, examples: {dog: {dataValue: rex, serializedValue: rex}}",
    "schema: {type: string, example: rex}",
    "schema: {type: string, examples: [rex]}",
    "schema: {type: string, default: rex}",
    "schema: {type: string, const: rex}",
    "schema: {$ref: '#/components/schemas/Name'}, example: rex",
    "example: rex",
    "content: {text/plain: {schema: {type: string}, example: rex}}",
]


def with_parameter(said: str, place: str, version: str = "3.2.0") -> Endpoint:
    return read_endpoint(
        f"""
        parameters: [{{name: name, in: {place}, required: true, {said}}}]
        responses: {{'200': {{description: Fine.}}}}
        """,
        version=version,
        more="components: {schemas: {Name: {type: string}}}",
    )


def example_request(endpoint: Endpoint) -> WireRequest:
    return build_request(endpoint, example_values(endpoint))


@pytest.mark.parametrize("said", WHERE_VALUES_STAND)
def test_a_string_travels_without_the_quotes_of_json_wherever_it_is_documented(said: str) -> None:
    assert example_request(with_parameter(said, "query")).url == "/things?name=rex"
    assert example_request(with_parameter(said, "header")).header("name") == "rex"
    assert example_request(with_parameter(said, "cookie")).header("cookie") == "name=rex"


@pytest.mark.parametrize("said", WHERE_VALUES_STAND)
def test_a_contract_keeps_the_values_of_its_examples(said: str) -> None:
    documented = with_parameter(said, "query")

    again = from_contract(to_contract(documented))
    assert [one.text for one in again.parameters[0].examples] == [
        one.text for one in documented.parameters[0].examples
    ]
    assert example_request(again).url.endswith("/things?name=rex")


@pytest.mark.parametrize(
    ("said", "sent"),
    [
        ("schema: {type: integer}, example: 7", "name=7"),
        ("schema: {type: integer}, example: '7'", "name=7"),
        ("schema: {type: string}, example: '7'", "name=7"),
        ("schema: {type: string}, example: 'true'", "name=true"),
        ("schema: {type: string}, example: '{\"a\": 1}'", "name=%7B%22a%22%3A%201%7D"),
        ("schema: {type: boolean}, example: false", "name=false"),
        ("schema: {type: array, items: {type: string}}, example: [a, b]", "name=a&name=b"),
        ("schema: {type: array}, example: '[\"a\", \"b\"]'", "name=a&name=b"),
        ("schema: {type: array}, explode: false, example: 'a,b'", "name=a,b"),
        ("schema: {type: array}, examples: {x: {serializedValue: name=a&name=b}}", "name=a&name=b"),
        ("schema: {type: array}, explode: false, examples: {x: {serializedValue: 'name=a,b%2Cc'}}",
         "name=a,b%2Cc"),
        ("schema: {type: object}, style: deepObject, example: {a: 1}", "name%5Ba%5D=1"),
        ("content: {application/json: {schema: {type: string}, example: rex}}", "name=%22rex%22"),
        ("content: {application/json: {schema: {type: object}, example: {a: x}}}",
         "name=%7B%22a%22%3A%22x%22%7D"),
        ("content: {application/json: {schema: {type: object}, example: '{\"a\": \"x\"}'}}",
         "name=%7B%22a%22%3A%22x%22%7D"),
    ],
)  # fmt: skip
def test_only_content_and_serialized_values_hold_text(said: str, sent: str) -> None:
    assert example_request(with_parameter(said, "query")).url == f"/things?{sent}"


@pytest.mark.parametrize(
    ("said", "differs"),
    [
        ("schema: {type: string, minLength: 5}, example: ada", "at least 5 characters"),
        ("schema: {type: string, maxLength: 2}, example: abc", "at most 2 characters"),
        ("schema: {type: integer, minimum: 5}, example: 3", "at least 5"),
        ("schema: {type: integer, enum: [1, 2]}, example: 3", "one of 1 or 2"),
        ("schema: {type: object, properties: {n: {type: integer}}}, example: {n: x}", "'/n'"),
        ("schema: {type: string, maxLength: 4}, example: fits", ""),
        ("schema: {type: integer}, example: '3'", ""),
        ("content: {application/json: {schema: {type: integer}, example: many}}", "integer"),
    ],
)
def test_rules_see_the_value_of_an_example(said: str, differs: str) -> None:
    messages = [one.message for one in field_example_differs(with_parameter(said, "query"))]

    assert [differs in one for one in messages] == ([True] if differs else [])


def test_a_mock_sends_the_documented_value_of_a_header() -> None:
    documented = read_endpoint(
        """
        responses:
          '200':
            description: Fine.
            headers:
              X-Name: {schema: {type: string}, example: rex}
              X-Ids: {schema: {type: array, items: {type: integer}}, example: [1, 2]}
        """
    )

    response = mock_response(documented, WireRequest(method="GET", url="https://a.test/things"))
    assert response.headers == (("X-Name", "rex"), ("X-Ids", "1,2"))
