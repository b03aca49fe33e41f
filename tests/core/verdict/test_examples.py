"""What is said of examples as documents write them."""

from __future__ import annotations

from tests.core.verdict.judging import (
    endpoint,
    field,
    judge,
    objects,
)
from tryfield.core.jsontext.json_parser import parse
from tryfield.core.verdict.request_judge import judge_value


def test_what_a_text_only_hints_at_is_not_judged() -> None:
    schema = objects(id={"type": "integer"}, name={"type": "string"}) | {"required": ["name"]}
    judgement = judge(schema, parse('{"id": <id>, ...}'))

    assert field(judgement, "id").verdict == "not-checkable"
    assert field(judgement, "name").verdict == "absent"


def test_lines_of_json_are_judged_one_by_one() -> None:
    judgement = judge(objects(id={"type": "integer"}), parse('{"id": 1}\n{"id": "2"}'))

    assert field(judgement, "id").where == ("/1/id",)
    assert [problem.detail for problem in judgement.problems] == ["several-values"]


def test_a_place_that_is_not_documented_is_a_problem() -> None:
    judgement = judge_value(endpoint({}), "response 999 text/css", 1)

    assert [problem.code for problem in judgement.problems] == ["place-unknown"]
