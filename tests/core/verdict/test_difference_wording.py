"""Verdicts in words: with the values of an instance, and without."""

from __future__ import annotations

from typing import Any

import pytest

from tests.core.schema.errors import errors
from tests.core.verdict.judging import answer, endpoint, field, judge, objects
from tryfield.core.jsontext.json_parser import parse
from tryfield.core.verdict.difference_wording import (
    actual_words,
    api_contradiction,
    contradiction,
    difference_sentence,
    difference_sentences,
    expected_words,
    media_type_of,
    note_words,
    problem_sentence,
)
from tryfield.core.verdict.field_differences import difference_of
from tryfield.core.verdict.response_judge import judge_response


@pytest.mark.parametrize(
    ("schema", "instance", "sentence"),
    [
        ({"type": ["integer", "null"]}, "12", 'Expected integer or null, got string "12".'),
        ({"type": "string"}, 12, "Expected string, got integer 12."),
        ({"type": "integer"}, 1.5, "Expected integer, got number 1.5."),
        ({"type": "object"}, None, "Expected object, got null."),
        ({"type": "object"}, True, "Expected object, got true."),
        ({"enum": ["a", "b", 1]}, "c", 'Expected one of "a", "b" or 1, got string "c".'),
        ({"enum": []}, "c", 'Expected nothing, got string "c".'),
        ({"const": True}, 1, "Expected true, got integer 1."),
        ({"minimum": 3}, 1.5, "Expected at least 3, got 1.5."),
        ({"minimum": 0.0}, -1, "Expected at least 0, got -1."),
        ({"minimum": 3, "exclusiveMinimum": True}, 3, "Expected more than 3, got 3."),
        ({"exclusiveMaximum": 2.5}, 3, "Expected less than 2.5, got 3."),
        ({"multipleOf": 2}, 3, "Expected a multiple of 2, got 3."),
        ({"minLength": 3}, "ab", 'Expected at least 3 characters, got 2 characters: "ab".'),
        ({"maxItems": 1}, [1, 2], "Expected at most 1 item, got array of 2 items."),
        ({"minProperties": 1}, {}, "Expected at least 1 property, got empty object."),
        ({"uniqueItems": True}, [1, 2, 1.0], "Expected unique items, got 1.0 at 0 and 2."),
        ({"required": ["a"]}, {}, '"a" is required and missing.'),
        ({"dependentRequired": {"a": ["b"]}}, {"a": 1}, '"b" is required beside "a" and missing.'),
        ({"additionalProperties": False}, {"a": 1}, '"a" is not one of the names allowed.'),
        ({"unevaluatedProperties": False}, {"a": 1}, '"a" is not one of the names allowed.'),
        ({"unevaluatedItems": False}, [5], "Expected no further item, got item 0."),
        ({"not": {"type": "null"}}, None, "Expected a value that is not excluded, got null."),
        (False, 1, "Expected nothing, got integer 1."),
        ({"contains": {"type": "null"}}, [1], "Expected at least 1 item that matches, got 0 of 1."),
        ({"pattern": "^a$"}, "b", 'Expected a match of ^a$, got string "b".'),
        (
            {"oneOf": [{"type": "integer"}, {"minimum": 0}]},
            1,
            "Expected exactly one of the choices, got choices 1 and 2.",
        ),
        (
            {"enum": list(range(20))},
            "x",
            'Expected one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 or 9 more, got string "x".',
        ),
    ],
)
def test_a_difference_is_said_in_words(schema: Any, instance: Any, sentence: str) -> None:
    (error,) = errors(schema, instance)

    assert difference_sentence(difference_of(error)) == sentence


@pytest.mark.parametrize(
    ("schema", "value", "expected", "actual"),
    [
        ({"type": "string"}, 4915112345678, "string", "integer"),
        ({"type": "integer"}, "Ada", "integer", "string"),
        ({"type": "integer"}, None, "integer", "null"),
        ({"type": "integer"}, True, "integer", "boolean"),
        ({"type": "integer", "maximum": 100}, 4711, "at most 100", "larger integer"),
        ({"type": "number", "exclusiveMinimum": 0}, -0.5, "more than 0", "smaller number"),
        ({"multipleOf": 10}, 4711, "a multiple of 10", "another integer"),
        ({"enum": ["a"]}, "secret", '"a"', "another string"),
        ({"enum": ["a"]}, None, '"a"', "null"),
        ({"const": 1}, 4711, "1", "another integer"),
        ({"format": "email"}, "at home", "email such as ada@example.org", "another string"),
        ({"pattern": "^[0-9]+$"}, "at home", "a match of ^[0-9]+$", "another string"),
        ({"maxLength": 3}, "4915112345", "at most 3 characters", "10 characters"),
        ({"type": "array", "maxItems": 1}, [47, 11], "at most 1 item", "array of 2 items"),
        ({"uniqueItems": True}, ["x", "Ada", "Ada"], "unique items", "equal items at 1 and 2"),
        ({"contains": {"type": "null"}}, ["Ada"], "at least 1 item that matches", "0 of 1"),
        ({"anyOf": [{"minimum": 5}, {"minimum": 6}]}, 4, "at least 5", "smaller integer"),
    ],
)
def test_without_values_a_difference_names_types_sizes_and_limits(
    schema: Any, value: Any, expected: str, actual: str
) -> None:
    verdict = field(judge(objects(a=schema), {"a": value}), "a")

    assert expected_words(verdict) == expected
    assert actual_words(verdict, values=False) == actual


def test_a_note_without_values_names_no_other_value_either() -> None:
    schema = objects(a={"type": "string", "enum": ["x"], "maxLength": 2})
    verdict = field(judge(schema, {"a": "Lovelace"}), "a")

    assert (
        note_words(verdict) == 'Also: Expected at most 2 characters, got 8 characters: "Lovelace".'
    )
    assert note_words(verdict, values=False) == (
        "Also: Expected at most 2 characters, got 8 characters."
    )


def test_differing_values_are_named_while_they_are_few() -> None:
    schema = {"type": "array", "items": {"type": "integer"}}

    few = field(judge(schema, ["a", None, "b", "a"]), "[]")
    many = field(judge(schema, ["a", "b", "c", "d", "e", "f", None]), "[]")
    alike = field(judge(schema, ["a", "b", "c", "d", "e", "f"]), "[]")

    assert actual_words(few) == 'string "a", null or string "b"'
    assert actual_words(many) == 'string "a" or null'
    assert actual_words(alike) == 'string "a"'


def test_a_sentence_says_how_often_and_names_the_documented_type() -> None:
    schema = objects(items={"type": "array", "items": objects(id={"type": "integer"})})
    verdict = field(judge(schema, {"items": [{"id": "7"}, {"id": 8}]}), "items[].id")

    assert contradiction(verdict, missing="not sent") == (
        "'items[].id' is string \"7\" in 1 of 2, but documented as an integer."
    )
    assert api_contradiction(verdict, values=False) == (
        "The API returns string for 'items[].id' in 1 of 2, which is documented as an integer."
    )


def test_what_is_missing_is_called_missing() -> None:
    either = {"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}
    schema = objects(id={"type": "integer"}, a={}, b={}, c={"type": "object", **either})
    schema |= {"required": ["id"], "dependentRequired": {"a": ["b"]}}
    judgement = judge(schema, {"a": 1, "c": {}})

    assert list(difference_sentences(judgement, "returned")) == [
        'The body has no "b", which is documented as required beside "a".',
        "'id' is documented as required, but not returned.",
        '\'c\' has none of "a" or "b", one of which is documented as required.',
    ]


def test_a_text_that_is_not_json_is_not_quoted_without_values() -> None:
    body = b'{"id": 1, Lovelace: 2}'
    (problem,) = judge_response(endpoint(objects(id={}, Lovelace={})), answer(body)).problems

    assert problem_sentence(problem) == "line 1, column 11: The name 'Lovelace' has no quotes."
    assert problem_sentence(problem, values=False) == (
        "line 1, column 11: The name '…' has no quotes."
    )


def test_a_content_type_that_is_none_is_not_quoted_without_values() -> None:
    assert media_type_of("text/html; charset=utf-8") == "'text/html'"
    assert media_type_of("Ada Lovelace") == "another"


def test_a_placeholder_is_noted() -> None:
    verdict = field(judge(objects(a={"type": "integer"}), parse('{"a": <id>}')), "a")

    assert note_words(verdict) == "A placeholder stands there."
