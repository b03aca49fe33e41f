"""Rules on OpenAPI documents, whose endpoints share components."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tryfield.core.findings import Finding
from tryfield.core.rules import rule_registry
from tryfield.readers import definition_reader

USER = {"type": "object", "properties": {"id": {"type": "integer", "default": "x"}}}


def reference(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def answer(schema: Any, example: Any, media_type: str = "application/json") -> dict[str, Any]:
    content = {media_type: {"schema": schema, "example": example}}
    return {"responses": {"200": {"description": "Fine.", "content": content}}}


@pytest.fixture
def found(tmp_path: Path) -> Any:
    """What rules say of the paths of a document."""

    def check(paths: dict[str, Any], **schemas: Any) -> list[tuple[str, list[Finding]]]:
        path = tmp_path / "api.json"
        document = {"openapi": "3.1.0", "info": {"title": "API", "version": "1"}, "paths": paths}
        document["components"] = {"schemas": schemas}
        path.write_text(json.dumps(document, indent=2), encoding="utf-8")
        reading = definition_reader.read(path, root=tmp_path)
        return [(one.path, list(rule_registry.check(one))) for one in reading.reference.endpoints]

    return check


def named(findings: list[Finding], rule: str) -> list[Finding]:
    return [finding for finding in findings if finding.rule == rule]


def test_a_fault_of_a_component_is_the_same_finding_for_all_that_use_it(found: Any) -> None:
    paths = {path: {"get": answer(reference("User"), {"id": 1})} for path in ("/a", "/b")}

    (_, first), (_, second) = found(paths, User=USER)

    (fault,) = named(first, "field-example-differs")
    assert fault == named(second, "field-example-differs")[0]
    assert (fault.field, fault.endpoint) == ("User.id", "")


def test_an_endpoint_has_no_fault_of_a_component_that_it_does_not_use(found: Any) -> None:
    paths = {
        "/a": {"get": answer(reference("User"), {"id": 1})},
        "/b": {"get": answer({"type": "object"}, {})},
    }

    (_, _), (_, second) = found(paths, User=USER)

    assert not second


def test_a_component_far_below_is_looked_at(found: Any) -> None:
    page = {
        "type": "object",
        "properties": {"users": {"type": "array", "items": reference("User")}},
    }

    ((_, findings),) = found({"/a": {"get": answer(page, {"users": []})}}, User=USER)

    assert [one.field for one in named(findings, "field-example-differs")] == ["User.id"]


def test_components_in_a_circle_are_looked_at_once(found: Any) -> None:
    tree = {
        "type": "object",
        "properties": {"size": {"type": "integer", "default": "x"}, "below": reference("Tree")},
    }

    ((_, findings),) = found({"/a": {"get": answer(reference("Tree"), {"size": 1})}}, Tree=tree)

    assert [one.field for one in named(findings, "field-example-differs")] == ["Tree.size"]


def test_an_object_is_no_example_of_a_text(found: Any) -> None:
    paths = {"/a": {"get": answer({"type": "string"}, {"text": "Hello"}, "text/plain")}}

    ((_, findings),) = found(paths)

    (fault,) = findings
    assert fault.rule == "example-field-type"
    assert "is an object, but documented as a string" in fault.message


def test_a_text_that_looks_like_an_object_is_one(found: Any) -> None:
    paths = {"/a": {"get": answer({"type": "string"}, '{"text": "Hello"}', "text/plain")}}

    ((_, findings),) = found(paths)

    assert not findings


def test_a_reference_in_place_of_a_fields_example_is_found(found: Any) -> None:
    schema = {
        "type": "object",
        "properties": {"id": {"type": "integer"}},
        "example": {"$ref": "#/components/examples/user"},
    }

    ((_, findings),) = found({"/a": {"get": answer(schema, {"id": 1})}})

    assert [one.rule for one in findings] == ["field-example-differs"]
    assert "'$ref'" in findings[0].message


def test_a_discriminator_that_is_left_out_is_missed(found: Any) -> None:
    union = {
        "oneOf": [reference("Cat"), reference("Dog")],
        "discriminator": {"propertyName": "kind"},
    }
    kind = {"kind": {"type": "string"}}
    cat = {"type": "object", "properties": {**kind, "purrs": {"type": "boolean"}}}
    dog = {"type": "object", "properties": {**kind, "barks": {"type": "boolean"}}}

    ((_, findings),) = found({"/a": {"get": answer(union, {"barks": True})}}, Cat=cat, Dog=dog)

    (fault,) = named(findings, "example-field-missing")
    assert fault.message.startswith("'kind' says which choice a value is")


def test_a_wrong_example_of_a_shared_schema_is_reported_once_and_at_its_own_place() -> None:
    text = """openapi: 3.1.0
info: {title: Beds, version: '1'}
paths:
  /beds/{id}:
    get:
      parameters:
        - {name: id, in: path, required: true, description: Of the bed.,
           schema: {$ref: '#/components/schemas/Id'}}
        - {name: other, in: query, description: Of another.,
           schema: {$ref: '#/components/schemas/Id'}}
      responses: {'200': {description: Fine.}}
components:
  schemas:
    Id:
      type: integer
      example: seven
"""
    reading = definition_reader.read_text(text, file="beds.yaml")

    (finding,) = (one for each in reading.reference.endpoints for one in rule_registry.check(each))
    assert (finding.rule, finding.field, finding.span.line) == ("field-example-differs", "Id", 16)


def test_choices_of_choices_without_a_discriminator_miss_none(found: Any) -> None:
    names = [f"S{number}" for number in range(5)]
    choices = {"anyOf": [reference(name) for name in names]}

    ((_, findings),) = found(
        {"/a": {"get": answer(choices, {"a": 1})}}, **dict.fromkeys(names, choices)
    )

    assert named(findings, "example-field-missing") == []
