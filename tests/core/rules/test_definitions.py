"""Definitions are held against themselves."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.core.rules.documents import (
    found,
    only,
    openapi,
    page,
    words_at,
)
from tests.inputs import seeds
from tryfield import readers
from tryfield.core import rules
from tryfield.core.findings import Severity


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

    finding = next(one for one in rules.check(broken) if one.rule == "reference-broken")
    assert finding.severity is Severity.ERROR
    assert "Did you mean 'Usr'?" in finding.advice


def test_a_parameter_that_is_documented_twice_is_found() -> None:
    endpoint = page()
    twice = replace(endpoint, parameters=(*endpoint.parameters, *endpoint.parameters))

    assert "duplicate-field" in {finding.rule for finding in rules.check(twice)}


def seed(number: str) -> Any:
    (file,) = seeds().glob(f"{number}_*")
    return file


def test_the_trailing_comma_of_the_given_document_is_found_and_nothing_else() -> None:
    reading = readers.read(seed("004"))
    (endpoint,) = reading.reference.endpoints
    finding = only(endpoint, notes=True)

    assert finding.rule == "example-not-json"
    assert "'Result'" in finding.message
    assert finding.status == "200"
    text = seed("004").read_text(encoding="utf-8")
    assert words_at(text, finding) == ","
    assert finding.fixes[0].safe


@pytest.mark.parametrize("number", ["000", "001", "002", "003"])
def test_the_given_pages_agree_with_themselves(number: str) -> None:
    (endpoint,) = readers.read(seed(number)).reference.endpoints

    assert {finding.rule for finding in found(endpoint)} <= {"get-with-body"}
