"""Documented fields against a value: one verdict each, with what was expected and what came."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest

from tests.core.verdict.judging import (
    field,
    judge,
    objects,
    ref,
    verdicts,
)
from tryfield.core.jsontext.json_parser import parse
from tryfield.core.verdict.judgement import Actual, Note


def test_each_documented_field_gets_a_verdict() -> None:
    judgement = judge(
        objects(
            id={"type": "integer"},
            name={"type": "string"},
            plan={"type": "string"},
            owner={"x-tryfield-type": "User Object", "x-tryfield-unchecked": "it says nothing"},
        ),
        {"id": 7, "name": 8, "owner": {"id": 1}},
    )

    assert verdicts(judgement) == {
        "": "matches",
        "id": "matches",
        "name": "differs",
        "plan": "absent",
        "owner": "not-checkable",
    }
    assert asdict(judgement.coverage) == {"documented": 4, "seen": 3, "judged": 2}


def test_a_difference_says_what_was_expected_what_came_and_where() -> None:
    name = field(judge(objects(name={"type": "string"}), {"name": 8}), "name")

    assert (name.label, name.types, name.where) == ("string", ("string",), ("/name",))
    assert name.actual == (Actual(type="integer", value=8),)
    assert name.keyword == "type"
    assert name.pointer.endswith("/schema/properties/name")


def test_a_required_field_that_is_absent_differs_and_an_optional_one_is_absent() -> None:
    schema = objects(id={"type": "integer"}, name={"type": "string"}) | {"required": ["id"]}
    judgement = judge(schema, {})

    assert field(judgement, "id").verdict == "differs"
    assert field(judgement, "id").actual == (Actual(type="absent"),)
    assert field(judgement, "id").keyword == "required"
    assert field(judgement, "name").verdict == "absent"


def test_items_of_an_array_are_one_field() -> None:
    schema = objects(items={"type": "array", "items": objects(price={"type": "number"})})
    value = {"items": [{"price": None if n in (3, 5, 8) else n / 2} for n in range(20)]}
    price = field(judge(schema, value), "items[].price")

    assert (price.verdict, price.count, price.total) == ("differs", 3, 20)
    assert price.actual == (Actual(type="null"),)
    assert price.where == ("/items/3/price", "/items/5/price", "/items/8/price")


def test_null_is_not_absent() -> None:
    schema = objects(
        a={"type": ["string", "null"]}, b={"type": "string"}, c={"anyOf": [{"type": "string"}]}
    )
    judgement = judge(schema, {"a": None, "b": None})

    assert verdicts(judgement) == {"": "matches", "a": "matches", "b": "differs", "c": "absent"}


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        ({"type": "integer"}, "1.0"),
        ({"type": "integer"}, "9223372036854775808"),
        ({"type": "number"}, "0.1000000000000000055511151231257827"),
        ({"type": "number", "multipleOf": 0.1}, "0.3"),
        ({"type": "string", "format": "date-time"}, '"2026-01-01T00:00:00Z"'),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, "null"),
        ({"enum": ["a", None]}, "null"),
    ],
)
def test_what_the_docs_allow_is_no_difference(schema: Any, text: str) -> None:
    judgement = judge(objects(a=schema), parse(f'{{"a": {text}}}'))

    assert field(judgement, "a").verdict == "matches"


@pytest.mark.parametrize(
    ("schema", "value", "keyword"),
    [
        ({"enum": ["a", "b"]}, "c", "enum"),
        ({"const": "a"}, "c", "const"),
        ({"type": "string", "maxLength": 2}, "abc", "maxLength"),
        ({"type": "integer", "minimum": 3}, 2, "minimum"),
        ({"type": "string", "format": "uuid"}, "1", "format"),
        ({"type": "string", "pattern": "^a"}, "b", "pattern"),
        ({"type": "array", "minItems": 1}, [], "minItems"),
        ({"oneOf": [{"const": "a"}, {"const": "b"}]}, "c", "enum"),
    ],
)
def test_a_broken_limit_differs_with_its_keyword(schema: Any, value: Any, keyword: str) -> None:
    found = field(judge(objects(a=schema), {"a": value}), "a")

    assert (found.verdict, found.keyword) == ("differs", keyword)


def test_dates_are_judged_by_format_with_a_note() -> None:
    schema = objects(at={"type": "string", "format": "date"})

    for value, verdict in (("2026-02-30", "differs"), ("2026-02-28", "matches")):
        found = field(judge(schema, {"at": value}), "at")
        assert found.verdict == verdict
        assert found.notes == (Note(code="format"),)


def test_a_nameless_root_value_has_the_empty_path() -> None:
    judgement = judge({"type": "array", "items": {"type": "string"}}, ["a", 1])

    assert verdicts(judgement) == {"": "matches", "[]": "differs"}


def test_a_recursive_schema_is_judged_as_deep_as_the_instance_goes() -> None:
    node = objects(name={"type": "string"}, next=ref("Node"))
    value: Any = {"name": 1, "nest": 1}
    for _ in range(40):
        value = {"name": "a", "next": value}
    judgement = judge(ref("Node"), value, Node=node)

    deep = "/next" * 40
    assert field(judgement, "name").where == (f"{deep}/name",)
    assert (field(judgement, "name").count, field(judgement, "name").total) == (1, 41)
    (stranger,) = judgement.undocumented
    assert (stranger.path, stranger.where) == ("nest", (f"{deep}/nest",))
    assert stranger.suggestion == "next"


def test_places_of_a_tuple_that_a_shorter_array_lacks_are_absent() -> None:
    pair = {"type": "array", "prefixItems": [{"type": "integer"}, {"type": "string"}]}

    assert verdicts(judge(objects(p=pair), {"p": [1]})) == {
        "": "matches",
        "p": "matches",
        "p[0]": "matches",
        "p[1]": "absent",
    }
