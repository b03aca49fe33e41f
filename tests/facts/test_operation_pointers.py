"""Where an operation stands in its contract, whoever asks: reader, writer, verdict or rule."""

from __future__ import annotations

import json

import pytest

from tests.core.rules.documents import found, page
from tryfield.core.contract.contract_pointers import endpoint_pointer, operation_pointer
from tryfield.core.contract.contract_reader import endpoints, from_contract
from tryfield.core.contract.contract_writer import to_contract
from tryfield.core.json_pointer import lookup
from tryfield.core.model import Endpoint
from tryfield.readers.mdx.legacy_export import read_legacy_export
from tryfield.readers.source_text import Source

#: Methods of OpenAPI 3.1, of OpenAPI 3.2, of RFC 9110 alone, and of no document.
METHODS = ["GET", "POST", "TRACE", "QUERY", "CONNECT", "PURGE"]
PAGE = """---
api: "{method} https://api.example.com/things"
---

<ParamField query="limit" type="integer">How many.</ParamField>

<ResponseField name="id" type="integer">Number of the thing.</ResponseField>

<ResponseExample>
```json
{{"id": "seven"}}
```
</ResponseExample>
"""


@pytest.mark.parametrize("method", METHODS)
def test_a_finding_about_a_page_points_at_the_field(method: str) -> None:
    (finding,) = [
        one
        for one in found(page(text=PAGE.format(method=method)))
        if one.rule == "example-field-type"
    ]

    (docs,) = [one.span for one in finding.evidence if one.speaker == "docs"]
    assert docs is not None
    assert docs.line == 7


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("kind", ["path", "webhook"])
def test_the_operation_of_a_contract_stands_where_its_pointer_says(method: str, kind: str) -> None:
    endpoint = Endpoint(id="x", method=method, path="/a~b/{c}", kind=kind, summary="Here.")  # type: ignore[arg-type]
    contract = to_contract(endpoint)

    assert lookup(contract, endpoint_pointer(endpoint))["summary"] == "Here."
    assert from_contract(contract) == endpoint
    (again,) = endpoints(contract, spans={})
    assert endpoint_pointer(again) == operation_pointer(kind, "/a~b/{c}", method)


@pytest.mark.parametrize("method", METHODS)
def test_an_older_export_is_read_whatever_its_method(method: str) -> None:
    operation = {
        "path": "/things",
        "method": method.lower(),
        "request": {"parameters": {"query": {"limit": {"schema": [{"type": "integer"}]}}}},
        "response": {},
    }
    text = json.dumps({"paths": operation}, indent=1)

    endpoint, _ = read_legacy_export(Source(text, file="x.json"))

    assert endpoint is not None
    assert (endpoint.method, endpoint.path) == (method, "/things")
    span = endpoint.span_at(f"{endpoint_pointer(endpoint)}/parameters/0")
    assert span is not None
    assert span.line == text[: text.index('"limit"')].count("\n") + 1
