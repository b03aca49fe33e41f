"""What holds for every reference: contracts come back, and other tools accept the export."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.core.references import ENDPOINTS, REFERENCE
from tryfield.core.contract.contract_reader import from_contract
from tryfield.core.contract.contract_writer import to_contract, to_openapi
from tryfield.core.fields.field_sections import sections
from tryfield.core.fields.field_tree import walk
from tryfield.core.model import Endpoint, Reference
from tryfield.readers.openapi.openapi_reader import read_openapi

QUICK = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@QUICK
@given(ENDPOINTS)
def test_a_contract_is_the_contract_of_the_endpoint_that_it_gives(endpoint: Endpoint) -> None:
    contract = to_contract(endpoint)

    assert json.loads(json.dumps(contract, allow_nan=False)) == contract
    assert to_contract(from_contract(contract)) == contract


@QUICK
@given(ENDPOINTS)
def test_an_endpoint_comes_back_from_its_contract(endpoint: Endpoint) -> None:
    found = from_contract(to_contract(endpoint))

    assert (found.id, found.name, found.title) == (endpoint.id, endpoint.name, endpoint.title)
    assert found.security == endpoint.security
    assert [example_texts(c) for c in contents(found)] == [
        example_texts(c) for c in contents(endpoint)
    ]


@QUICK
@given(REFERENCE)
def test_an_export_is_valid_and_gives_the_same_fields(reference: Reference) -> None:
    document = json.loads(json.dumps(to_openapi(reference), allow_nan=False))

    assert [str(fault) for fault in OpenAPIV31SpecValidator(document).iter_errors()] == []

    again, _ = read_openapi(json.dumps(document), file="api.json")
    mine = {e.id: e for e in reference.endpoints}
    found = {e.id: e for e in again.endpoints}
    assert found.keys() == mine.keys()
    for identity, endpoint in mine.items():
        assert fields(found[identity]) == fields(from_contract(to_contract(endpoint)))
        assert (found[identity].name, found[identity].kind) == (endpoint.name, endpoint.kind)
        assert found[identity].servers == endpoint.servers


def contents(endpoint: Endpoint) -> list[Any]:
    body = endpoint.body.contents if endpoint.body else ()
    return [*body, *(one for response in endpoint.responses for one in response.contents)]


def example_texts(content: Any) -> list[tuple[str, str]]:
    return [(example.name, example.text) for example in content.examples]


def fields(endpoint: Endpoint) -> list[Any]:
    return [
        (section.place, field.path, field.type, field.required, field.schema.get("default"))
        for section in sections(endpoint)
        for root in ([section.root] if section.root else section.fields)
        for field in walk(root)
        if isinstance(field.schema, dict)
    ]
