"""Draft 4 as OpenAPI 3.0 has it: the suite's verdicts survive the upgrade of the reader."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.core.schema import suite
from tryfield.core.schema.json_schema import compile_schema
from tryfield.readers.openapi.openapi_reader import read_openapi

#: What a Schema Object of OpenAPI 3.0 does not have, or has with another meaning.
_FOREIGN = frozenset(
    {"$ref", "$schema", "additionalItems", "definitions", "dependencies", "id", "patternProperties"}
)


def _meets(schema: Any) -> bool:
    if isinstance(schema, list):
        return all(map(_meets, schema))
    if not isinstance(schema, dict):
        return True
    alike = isinstance(schema.get("type", ""), str) and schema.get("type") != "null"
    alike = alike and not isinstance(schema.get("items"), list)
    return alike and not _FOREIGN.intersection(schema) and all(map(_meets, schema.values()))


def _files() -> list[Any]:
    return [
        pytest.param(path, id=path.stem)
        for path in suite.files("draft4")
        if "optional" not in path.parts
        if any(_meets(_bare(group)) for group in suite.cases(path))
    ]


def _bare(group: dict[str, Any]) -> Any:
    schema = group["schema"]
    return {k: v for k, v in schema.items() if k != "$schema"} if isinstance(schema, dict) else {}


@pytest.mark.parametrize("path", _files())
def test_a_schema_of_openapi_3_0_judges_as_draft_4_does(path: Path) -> None:
    for group in suite.cases(path):
        if not _meets(_bare(group)):
            continue
        judge = compile_schema(_upgraded(_bare(group)))
        for case in group["tests"]:
            assert judge.evaluate(case["data"]).valid == case["valid"], group["description"]


def _upgraded(schema: Any) -> Any:
    content = {"application/json": {"schema": schema}}
    document = {
        "openapi": "3.0.3",
        "info": {"title": "Suite", "version": "1"},
        "paths": {"/x": {"post": {"requestBody": {"content": content}, "responses": {}}}},
    }
    reference, _ = read_openapi(json.dumps(document), file="suite.json")
    (endpoint,) = reference.endpoints
    assert endpoint.body is not None
    return endpoint.body.contents[0].schema
