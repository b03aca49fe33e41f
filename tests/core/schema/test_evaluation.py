"""What an evaluation tells: every error, where it is, and what was demanded."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.core.schema.errors import errors, places
from tryfield.core.schema.json_schema import Schemas, compile_schema

USER = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {
        "id": {"type": "integer"},
        "name": {"type": "string", "minLength": 1},
        "manager": {"$ref": "#/components/schemas/User"},
        "tags": {"type": "array", "items": {"type": "string"}},
    },
}
DOCUMENT = {"components": {"schemas": {"User": USER}}}


def test_all_errors_come_at_once_with_their_places() -> None:
    schema = {"properties": {"a": {"type": "string"}, "b/c": {"items": {"maximum": 3}}}}

    assert places(schema, {"a": 1, "b/c": [1, 5, 9]}) == [
        ("/a", "/properties/a/type", "type"),
        ("/b~1c/1", "/properties/b~1c/items/maximum", "maximum"),
        ("/b~1c/2", "/properties/b~1c/items/maximum", "maximum"),
    ]


def test_an_error_behind_a_reference_points_to_where_the_keyword_stands() -> None:
    schema = {"type": "array", "items": {"$ref": "#/components/schemas/User"}}
    people = [{"id": 1, "name": "Ada", "manager": {"id": "2", "name": ""}}]

    assert places(schema, people, resources={"": DOCUMENT}) == [
        ("/0/manager/id", "/components/schemas/User/properties/id/type", "type"),
        ("/0/manager/name", "/components/schemas/User/properties/name/minLength", "minLength"),
    ]


def test_the_base_says_where_a_schema_stands_in_its_document() -> None:
    base = "#/components/schemas/User"

    assert places(USER, {"id": 1}, resources={"": DOCUMENT}, base=base) == [
        ("", "/components/schemas/User/required", "required")
    ]


def test_another_document_is_named_in_the_pointer() -> None:
    resources = {"https://example.org/parts.json": {"$defs": {"id": {"type": "integer"}}}}
    schema = {"$ref": "https://example.org/parts.json#/$defs/id"}

    assert places(schema, "1", resources=resources) == [
        ("", "https://example.org/parts.json#/$defs/id/type", "type")
    ]


def test_an_error_carries_what_is_demanded_and_the_value() -> None:
    (error,) = errors({"minLength": 3}, "ab")

    assert (error.keyword, error.demand, error.limit, error.value) == (
        "minLength",
        "minLength",
        3,
        "ab",
    )


@pytest.mark.parametrize(
    ("schema", "instance", "keyword", "demand"),
    [
        ({"minimum": 3, "exclusiveMinimum": True}, 3, "minimum", "exclusiveMinimum"),
        ({"const": 1}, 2, "const", "enum"),
        ({"contains": {"type": "null"}}, [1], "contains", "minContains"),
        ({"oneOf": [{"type": "null"}]}, 1, "oneOf", "anyOf"),
        ({"dependencies": {"a": ["b"]}}, {"a": 1}, "dependencies", "dependentRequired"),
    ],
)
def test_a_keyword_of_several_meanings_says_what_it_demands(
    schema: Any, instance: Any, keyword: str, demand: str
) -> None:
    (error,) = errors(schema, instance)

    assert (error.keyword, error.demand) == (keyword, demand)


def test_the_documented_type_label_is_the_limit_of_a_type() -> None:
    schema = {"type": ["object", "null"], "x-tryfield-type": "User Object or null"}

    (error,) = errors(schema, 3)

    assert error.limit == "User Object or null"


def test_the_missing_and_the_surplus_name_are_given() -> None:
    schema = {"required": ["id"], "properties": {"id": True}, "additionalProperties": False}

    assert [(e.name, e.instance) for e in errors(schema, {"ID": 1})] == [("id", ""), ("ID", "/ID")]


def test_a_choice_tells_the_errors_of_each_branch_and_which_comes_closest() -> None:
    card = {"properties": {"kind": {"const": "card"}, "number": {"type": "string"}}}
    bank = {"properties": {"kind": {"const": "bank"}, "iban": {"type": "string"}}}

    (error,) = errors({"anyOf": [bank, card]}, {"kind": "card", "number": 4})

    assert error.best == 1
    assert [[e.instance for e in branch] for branch in error.children] == [["/kind"], ["/number"]]


@pytest.mark.parametrize(
    ("instance", "valid"),
    [
        ({"kind": "card", "number": "1"}, True),
        ({"kind": "card", "number": 1}, False),
        ({"kind": "bank"}, True),
        ({"kind": "giro"}, True),
        ({"kind": "none"}, False),
        ({"kind": 7, "code": 7}, True),
        ({"kind": 7}, False),
        ({"code": 1}, True),
        ({}, False),
        ("card", False),
    ],
)
def test_a_name_that_tells_branches_apart_changes_no_answer(instance: Any, valid: bool) -> None:
    card = {"kind": {"const": "card"}, "number": {"type": "string"}}
    bank = {"kind": {"enum": ["bank", "giro"]}}
    kinds = {
        "Card": {"type": "object", "required": ["kind"], "properties": card},
        "Bank": {"type": "object", "required": ["kind"], "properties": bank},
        "Code": {
            "type": "object",
            "required": ["code"],
            "properties": {"kind": {"type": "integer"}},
        },
    }
    branches = [{"$ref": f"#/$defs/{name}"} for name in kinds]

    assert compile_schema({"anyOf": branches, "$defs": kinds}).evaluate(instance).valid is valid
    assert compile_schema({"oneOf": branches, "$defs": kinds}).evaluate(instance).valid is valid


@pytest.mark.parametrize("word", ["oneOf", "anyOf"])
def test_a_discriminator_names_the_branch(word: str) -> None:
    pet = {"type": "object", "properties": {"name": {"type": "string"}}}
    components = {"Cat": {**pet, "required": ["lives"]}, "Dog": pet}
    schema = {
        word: [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
        "discriminator": {"propertyName": "kind", "mapping": {"feline": "Cat"}},
    }
    judge = compile_schema(schema, resources={"": {"components": {"schemas": components}}})

    assert judge.evaluate({"kind": "Dog", "lives": 9}).valid
    (error,) = judge.evaluate({"kind": "feline"}).errors
    assert error.best == 0
    assert [e.name for e in error.children[0]] == ["lives"]


def test_what_is_read_only_is_neither_required_nor_allowed_in_a_request() -> None:
    schema = {
        "allOf": [
            {"properties": {"id": {"type": "integer", "readOnly": True}, "name": True}},
            {"required": ["id", "name"]},
        ]
    }

    assert places(schema, {"name": "Ada"}, direction="request") == []
    assert places(schema, {"name": "Ada", "id": 1}, direction="request") == [
        ("/id", "/allOf/0/properties/id/readOnly", "readOnly")
    ]
    assert [e.name for e in errors(schema, {"name": "Ada"}, direction="response")] == ["id"]


def test_what_is_write_only_is_not_part_of_a_response() -> None:
    schema = {"properties": {"password": {"writeOnly": True}}, "required": ["password"]}

    assert places(schema, {}, direction="response") == []
    assert places(schema, {"password": "x"}, direction="response") == [
        ("/password", "/properties/password/writeOnly", "writeOnly")
    ]


@pytest.mark.parametrize("year", [1, 1600, 1900, 1999, 2000, 2023, 2024, 2100, 2400, 9999])
def test_the_days_of_a_year_are_those_of_the_calendar(year: int) -> None:
    judge = compile_schema({"format": "date"}, formats=True)
    wrong = [
        day
        for month in range(14)
        for number in range(33)
        if judge.evaluate(day := f"{year:04}-{month:02}-{number:02}").valid is not _is_day(day)
    ]

    assert wrong == []


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def test_formats_are_asserted_only_when_asked_for() -> None:
    schema = {"properties": {"day": {"format": "date"}, "mail": {"format": "email"}}}
    value = {"day": "21.11.2026", "mail": "nobody"}

    assert errors(schema, value) == []
    assert [e.instance for e in errors(schema, value, formats=("date",))] == ["/day"]
    assert [e.instance for e in errors(schema, value, formats=True)] == ["/day", "/mail"]


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [("int32", 2**31 - 1, 2**31), ("int64", -(2**63), 2**63), ("byte", "YQ==", "Y")],
)
def test_formats_of_openapi_are_known(name: str, good: Any, bad: Any) -> None:
    judge = compile_schema({"format": name}, formats=True)

    assert judge.is_valid(good)
    assert not judge.is_valid(bad)


def test_an_invalid_instance_has_no_annotations() -> None:
    judge = compile_schema({"title": "Age", "type": "integer"})

    assert [a.value for a in judge.evaluate(3).annotations] == ["Age"]
    assert judge.evaluate("3").annotations == ()


def test_schemas_that_are_compiled_together_share_their_references() -> None:
    schemas = Schemas({"": DOCUMENT})
    one = schemas.compile({"$ref": "#/components/schemas/User"})
    many = schemas.compile({"items": {"$ref": "#/components/schemas/User"}})

    assert [e.name for e in one.evaluate({"id": 1}).errors] == ["name"]
    assert [e.instance for e in many.evaluate([{"id": 1}]).errors] == ["/0"]


def test_errors_can_be_compared_and_shown() -> None:
    first, second = errors({"type": "string"}, 1) + errors({"type": "string"}, 1)

    assert first == second
    assert len({first, second}) == 1
    assert repr(first) == "</: /type: type>"
    assert "/type" in repr(compile_schema({"type": "string"}).evaluate(1))
