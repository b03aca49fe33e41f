"""Definitions are held against themselves."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.core.rules.documents import (
    found,
    only,
    openapi,
    page,
    words_at,
)
from tests.readers.copies import COPIES, exported_document
from tryfield.core.findings import Severity
from tryfield.core.rules import rule_registry
from tryfield.readers import definition_reader


def test_a_type_that_says_nothing_is_noted() -> None:
    endpoint = page(
        (
            '<ResponseField name="created_at" type="string">',
            '<ResponseField name="created_at" type="Blob-ish Thing">',
        )
    )
    finding = only(endpoint, notes=True)

    assert finding.rule == "type-not-checkable"
    assert "'Blob-ish Thing'" in finding.message


def test_a_reference_that_leads_nowhere_is_an_error() -> None:
    endpoint = openapi()
    broken = replace(endpoint, components={"Usr": {}})

    finding = next(one for one in rule_registry.check(broken) if one.rule == "reference-broken")
    assert finding.severity is Severity.ERROR
    assert "Did you mean 'Usr'?" in finding.advice


def test_a_parameter_that_is_documented_twice_is_found() -> None:
    endpoint = page()
    twice = replace(endpoint, parameters=(*endpoint.parameters, *endpoint.parameters))

    assert "duplicate-field" in {finding.rule for finding in rule_registry.check(twice)}


API = Path(__file__).resolve().parents[3] / "docs" / "api"


def test_the_trailing_comma_of_an_embedded_document_is_found_and_nothing_else() -> None:
    document = (API / "create-a-user.yaml").read_text("utf-8")
    document = document.replace('"group": "String (optional)"\n', '"group": "String (optional)",\n')
    text = exported_document(document, title="Create a user", operation="post /users")
    (endpoint,) = definition_reader.read_text(text, file="page.md").reference.endpoints
    finding = only(endpoint, notes=True)

    assert finding.rule == "example-not-json"
    assert "'Result'" in finding.message
    assert finding.status == "200"
    assert words_at(text, finding) == ","
    assert finding.fixes[0].safe


@pytest.mark.parametrize("copy", COPIES)
@pytest.mark.parametrize("name", ["create-user.mdx", "get-user.mdx"])
def test_copies_of_a_page_that_agrees_with_itself_do_so_as_well(name: str, copy: str) -> None:
    text = COPIES[copy]((API / name).read_text("utf-8"))
    (endpoint,) = definition_reader.read_text(text, file="page.md").reference.endpoints

    assert {finding.rule for finding in found(endpoint)} <= {"get-with-body"}
