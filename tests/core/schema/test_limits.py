"""What cannot be checked, and what is too deep or too long: said, never silent."""

from __future__ import annotations

from typing import Any

import pytest

from tests.core.schema.errors import errors
from tryfield.core.schema.json_schema import compile_schema

CHAIN = {
    "$ref": "#/$defs/0",
    "$defs": {str(n): {"$ref": f"#/$defs/{n + 1}"} for n in range(300)} | {"300": {"items": True}},
}
EVERY_OTHER = {"anyOf": [{"$ref": f"#/$defs/{n}"} for n in range(12)]}
MANY_CHOICES = {**EVERY_OTHER, "$defs": {str(n): EVERY_OTHER for n in range(12)}}


@pytest.mark.parametrize(
    ("schema", "why"),
    [
        ({"$ref": "#/nowhere"}, 'The reference "#/nowhere" leads nowhere.'),
        ({"type": "strng"}, '"strng" is not a type of JSON Schema.'),
        ({"x-tryfield-unchecked": "Its type says nothing."}, "Its type says nothing."),
        ({"properties": {"a": 3}}, "This is not a schema."),
        ({"enum": "a"}, "The allowed values are not a list."),
        ({"properties": {"a": {"pattern": "("}}}, "regular expression"),
        ({"$ref": "#"}, "leads back to itself"),
        ({"allOf": [{"$ref": "#"}, {"$ref": "#"}]}, "leads back to itself"),
        (CHAIN, "200 levels deep"),
        (MANY_CHOICES, "too many steps"),
    ],
)
def test_what_cannot_be_checked_is_no_error_and_not_silent(schema: Any, why: str) -> None:
    outcome = compile_schema(schema).evaluate({"a": "x"})

    assert outcome.valid
    assert why in outcome.unchecked[0].reason


@pytest.mark.parametrize("word", ["not", "oneOf", "if", "contains"])
def test_doubt_stays_doubt_when_it_is_turned_around(word: str) -> None:
    unknown = {"x-tryfield-unchecked": "Its type says nothing."}
    schema = {
        "not": {"not": unknown},
        "oneOf": {"oneOf": [unknown, {"type": "array"}]},
        "if": {"if": unknown, "then": False},
        "contains": {"contains": unknown, "maxContains": 0},
    }[word]

    outcome = compile_schema(schema).evaluate(["a"])

    assert outcome.valid
    assert outcome.unchecked[0].reason == "Its type says nothing."


def test_a_certain_branch_makes_doubt_irrelevant() -> None:
    unknown = {"x-tryfield-unchecked": "Its type says nothing."}

    outcome = compile_schema({"anyOf": [unknown, {"type": "string"}]}).evaluate("a")

    assert outcome.valid
    assert not outcome.unchecked


SELF = {"$ref": "#"}


LISTS = pytest.mark.parametrize(
    "keyword",
    [
        {"items": SELF},
        {"prefixItems": [SELF]},
        {"unevaluatedItems": SELF},
        {"contains": SELF},
        {"allOf": [{"items": SELF}, {"type": ["array", "integer"]}]},
        {"anyOf": [{"type": "null"}, {"type": "boolean"}, {"items": SELF}]},
        {"oneOf": [{"type": "null"}, {"items": SELF}]},
        {"not": {"not": {"items": SELF}}},
        {"if": {"type": "array"}, "then": {"items": SELF}},
    ],
)


@LISTS
def test_recursion_goes_as_deep_as_a_value_within_reason(keyword: dict[str, Any]) -> None:
    judge = compile_schema({"type": ["array", "integer"], "title": "deep", **keyword})
    good: Any = 1
    bad: Any = "1"
    for _ in range(60):
        good, bad = [good], [bad]

    assert judge.evaluate(good).annotations
    assert not judge.evaluate(bad).valid


@LISTS
@pytest.mark.parametrize("depth", [150, 250, 1_000])
def test_recursion_that_goes_deeper_is_judged_or_reported(
    keyword: dict[str, Any], depth: int
) -> None:
    bad: Any = "1"
    for _ in range(depth):
        bad = [bad]

    outcome = compile_schema({"type": ["array", "integer"], **keyword}).evaluate(bad)

    assert outcome.errors or outcome.unchecked
    assert isinstance(outcome.annotations, tuple)


@pytest.mark.parametrize(
    "keyword",
    [
        {"properties": {"a": SELF}},
        {"patternProperties": {"^a": SELF}},
        {"additionalProperties": SELF},
        {"unevaluatedProperties": SELF},
        {"dependentSchemas": {"a": {"properties": {"a": SELF}}}},
    ],
)
def test_recursion_in_objects_names_the_place(keyword: dict[str, Any]) -> None:
    deep: Any = "1"
    for _ in range(60):
        deep = {"a": deep}

    (error,) = errors({"type": "object", **keyword}, deep)

    assert error.instance == "/a" * 60


def test_a_value_that_is_nested_too_deeply_is_reported() -> None:
    deep: Any = 1
    for _ in range(2_000):
        deep = [deep]

    schemas: tuple[dict[str, Any], ...] = (
        {"items": {"$ref": "#"}},
        {"uniqueItems": True},
        {"const": []},
    )
    for schema in schemas:
        outcome = compile_schema(schema).evaluate([deep, deep])

        assert outcome.unchecked or outcome.errors


def test_references_that_double_at_every_step_end() -> None:
    steps = {f"s{i}": {"allOf": [{"$ref": f"#/$defs/s{i + 1}"}] * 2} for i in range(60)}
    schema = {"$ref": "#/$defs/s0", "$defs": {**steps, "s60": {"type": "string"}}}

    outcome = compile_schema(schema).evaluate("a")

    assert "too many steps" in outcome.unchecked[0].reason


def test_schemas_that_are_nested_without_end_are_reported() -> None:
    schema: Any = {}
    for _ in range(1_000):
        schema = {"allOf": [schema]}

    assert "nested" in compile_schema(schema).evaluate(1).unchecked[0].reason
