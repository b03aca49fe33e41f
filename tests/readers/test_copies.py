"""Exports and damaged copies say what their pages say, and stand where they stand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.inputs import seeds
from tests.readers.copies import COPIES, exported_document
from tryfield.core.contract.contract_writer import to_contract
from tryfield.core.model import Endpoint
from tryfield.readers import definition_reader

API = Path(__file__).resolve().parents[2] / "docs" / "api"
PAGES = ("create-user.mdx", "get-user.mdx")
made = pytest.mark.parametrize("copy", COPIES)
of_each_page = pytest.mark.parametrize("name", PAGES)


def page(name: str) -> str:
    return (API / name).read_text("utf-8")


def embedded() -> str:
    document = page("create-a-user.yaml")
    return exported_document(document, title="Add a user to a group", operation="post /users")


def read(text: str, file: str = "page.md") -> Endpoint:
    reading = definition_reader.read_text(text, file=file)
    (endpoint,) = reading.reference.endpoints
    assert reading.findings == ()
    return endpoint


def said(endpoint: Endpoint) -> dict[str, Any]:
    """The contract without its id, which a page takes from its title, and the text of its examples.

    A copy lost their indentation.
    """
    contract = to_contract(endpoint)
    (path,) = contract["paths"].values()
    (operation,) = path.values()
    operation.pop("x-tryfield-id", None)
    for sample in operation.get("x-codeSamples", ()):
        sample["source"] = " ".join(sample["source"].split())
    for response in operation["responses"].values():
        for content in response["content"].values():
            for example in content["examples"].values():
                example.pop("x-tryfield-text", None)
    return contract


@made
@of_each_page
def test_a_copy_says_the_same_as_its_page(name: str, copy: str) -> None:
    assert said(read(COPIES[copy](page(name)))) == said(read(page(name)))


@made
@of_each_page
def test_the_token_of_the_curl_example_is_the_authorization(name: str, copy: str) -> None:
    (((requirement,),)) = read(COPIES[copy](page(name))).security

    assert requirement.auth.kind == "apiKey"
    assert requirement.auth.parameter == "Authorization"
    assert requirement.auth.prefix == "Token "
    assert requirement.auth.placeholder == "<token>"


@made
@of_each_page
def test_the_span_of_a_field_is_its_tag(name: str, copy: str) -> None:
    text = COPIES[copy](page(name))
    found = read(text)

    pointer = f"/paths/~1api~1user/{found.method.lower()}/responses/2XX/content/application~1json"
    span = found.span_at(f"{pointer}/schema/properties/user_group/properties/token")
    line = text.split("\n")[span.line - 1]
    assert line[span.column - 1 : span.end_column - 1] == (
        '<ResponseField name="token" type="string">'
    )


def test_an_embedded_document_says_the_same_as_a_file_of_its_own() -> None:
    found = read(embedded())

    assert found.name == "POST /users"
    assert said(found) == said(read(page("create-a-user.yaml"), "create-a-user.yaml"))


def test_what_an_embedded_document_says_is_placed_in_the_page() -> None:
    text = embedded()
    lines = text.split("\n")
    found = read(text)

    span = found.span_at("/paths/~1users/post/requestBody")
    assert lines[span.line - 1].lstrip() == "requestBody:"
    examples = [one for answer in found.responses for one in answer.contents[0].examples]
    assert [one.name for one in examples] == ["Result", "Token Creation", "Result"]
    for example in examples:
        assert example.literal
        assert example.span is not None
        for number, written in enumerate(example.text.split("\n"), example.span.line - 1):
            assert lines[number][example.span.column - 1 :] == written


def test_the_documents_the_product_was_asked_for_with_are_read_as_they_are() -> None:
    readings = [definition_reader.read(path) for path in sorted(seeds().iterdir())]
    created, barred, got, scraped, made = (one.reference.endpoints[0] for one in readings)

    assert [one.name for one in (created, got, made)] == [
        "POST /api/user",
        "GET /api/user",
        "POST /users",
    ]
    assert said(created) == said(barred)
    assert said(got) == said(scraped)
    assert [reading.findings for reading in readings] == [()] * 5
