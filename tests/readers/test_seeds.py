"""The documents that the product was asked for with, read as they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.inputs import seeds
from tryfield import readers
from tryfield.core.contract import to_contract
from tryfield.core.model import Endpoint


def seed(number: str) -> Path:
    (path,) = seeds().glob(f"{number}_*")
    return path


def endpoint(number: str) -> Endpoint:
    (found,) = readers.read(seed(number)).reference.endpoints
    return found


def said(number: str) -> dict[str, Any]:
    """The contract of a seed without the text of its examples: a copy lost their indentation."""
    contract = to_contract(endpoint(number))
    (path,) = contract["paths"].values()
    (operation,) = path.values()
    for sample in operation["x-codeSamples"]:
        sample["source"] = " ".join(sample["source"].split())
    for response in operation["responses"].values():
        for content in response["content"].values():
            for example in content["examples"].values():
                example.pop("x-tryfield-text", None)
    return contract


@pytest.mark.parametrize(("export", "copy"), [("000", "001"), ("002", "003")])
def test_an_export_and_a_damaged_copy_of_one_page_say_the_same(export: str, copy: str) -> None:
    assert said(export) == said(copy)


@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
def test_nothing_is_wrong_with_reading_a_seed(number: str) -> None:
    assert readers.read(seed(number)).findings == ()


@pytest.mark.parametrize(
    ("number", "name"),
    [
        ("000", "POST /api/user"),
        ("001", "POST /api/user"),
        ("002", "GET /api/user"),
        ("003", "GET /api/user"),
        ("004", "POST /users"),
    ],
)
def test_a_seed_holds_its_endpoint(number: str, name: str) -> None:
    assert endpoint(number).name == name


@pytest.mark.parametrize("number", ["000", "001", "002", "003"])
def test_the_token_of_the_curl_example_is_the_authorization(number: str) -> None:
    (((requirement,),)) = endpoint(number).security

    assert requirement.auth.kind == "apiKey"
    assert requirement.auth.parameter == "Authorization"
    assert requirement.auth.prefix == "Token "
    assert requirement.auth.placeholder == "<token>"


def test_the_embedded_document_is_read_whole() -> None:
    found = endpoint("004")

    assert [server.url for server in found.servers] == ["https://api-joy.joyfill.io/v1"]
    assert [(each.location, each.name) for each in found.parameters] == [
        ("header", "Authorization")
    ]
    assert found.security == ((),)
    assert found.body is not None
    schema = found.body.contents[0].schema
    assert isinstance(schema, dict)
    assert list(schema["properties"]) == [
        "identifier",
        "group",
        "issueAccessToken",
        "accessTokenExpiration",
    ]
    assert schema["properties"]["issueAccessToken"]["default"] is False
    assert schema["properties"]["accessTokenExpiration"]["format"] == "date-time"
    examples = {
        response.status: [example.name for example in response.contents[0].examples]
        for response in found.responses
    }
    assert examples == {"200": ["Result", "Token Creation"], "400": ["Result"]}


def test_a_span_of_the_embedded_document_is_a_place_in_the_page() -> None:
    found = endpoint("004")

    lines = seed("004").read_text("utf-8").split("\n")
    span = found.span_at("/paths/~1users/post/requestBody")
    assert "requestBody:" in lines[span.line - 1]


@pytest.mark.parametrize("number", ["000", "001", "002", "003"])
def test_the_span_of_a_field_is_its_tag(number: str) -> None:
    found = endpoint(number)

    lines = seed(number).read_text("utf-8").split("\n")
    pointer = f"/paths/~1api~1user/{found.method.lower()}/responses/2XX/content/application~1json"
    span = found.span_at(f"{pointer}/schema/properties/user_group/properties/token")
    text = lines[span.line - 1][span.column - 1 : span.end_column - 1]
    assert text == '<ResponseField name="token" type="string">'
