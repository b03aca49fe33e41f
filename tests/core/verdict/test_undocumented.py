"""Names that nobody documented: where they would belong, and what is free to have any."""

from __future__ import annotations

from typing import Any

import pytest

from tests.core.verdict.judging import (
    field,
    judge,
    objects,
)


def test_an_undocumented_name_says_where_it_would_belong() -> None:
    schema = objects(data={"type": "array", "items": objects(created_at={"type": "string"})})
    value = {"data": [{"createdAt": "x"}, {"createdAt": None}, {"created_at": "y"}]}
    (name,) = judge(schema, value).undocumented

    assert name.path == "data[].createdAt"
    assert name.parent == "data[]"
    assert name.suggestion == "data[].created_at"
    assert name.types == ("string", "null")
    assert (name.count, name.total) == (2, 3)
    assert name.where == ("/data/0/createdAt", "/data/1/createdAt")


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object"},
        {"type": "object", "additionalProperties": True},
        {"properties": {"a": {}}, "additionalProperties": True},
        {"type": "object", "additionalProperties": {"type": "integer"}},
        {"patternProperties": {"^n": {"type": "integer"}}},
        {},
        True,
    ],
)
def test_free_form_objects_and_maps_cover_every_name(schema: Any) -> None:
    judgement = judge(objects(meta=schema), {"meta": {"name": 1}})

    assert judgement.undocumented == ()
    assert field(judgement, "meta").verdict != "differs"


def test_all_of_covers_the_names_of_all_its_parts() -> None:
    schema = {
        "allOf": [objects(a={"type": "string"}), objects(b={"type": "string"})],
        "additionalProperties": False,
    }
    judgement = judge(objects(x=schema), {"x": {"a": 1, "b": "y", "c": 1}})

    assert [name.path for name in judgement.undocumented] == ["x.c"]
    assert field(judgement, "x.a").verdict == "differs"


def test_a_type_error_beside_it_does_not_hide_an_undocumented_name() -> None:
    schema = objects(a={"type": "string"}) | {"unevaluatedProperties": False}
    judgement = judge(schema, {"a": 1, "b": 2})

    assert [name.path for name in judgement.undocumented] == ["b"]


def test_an_object_documented_as_empty_covers_nothing() -> None:
    judgement = judge(objects(a={"type": "object", "additionalProperties": False}), {"a": {"b": 1}})

    assert [name.path for name in judgement.undocumented] == ["a.b"]


def test_values_of_a_map_are_judged_under_one_path() -> None:
    schema = objects(m={"type": "object", "additionalProperties": objects(n={"type": "integer"})})
    judgement = judge(schema, {"m": {"x": {"n": 1}, "y": {"n": "1", "o": 1}}})

    assert field(judgement, "m{}.n").where == ("/m/y/n",)
    assert [name.path for name in judgement.undocumented] == ["m{}.o"]


def test_a_list_of_what_is_documented_is_reported_once_and_its_items_are_judged() -> None:
    schema = objects(id={"type": "integer"}, name={"type": "string"})
    judgement = judge(schema, [{"id": 1, "name": "a"}, {"id": "2", "name": "b"}])

    assert [one.type for one in field(judgement, "").actual] == ["array"]
    assert field(judgement, "id").where == ("/1/id",)
    assert field(judgement, "name").verdict == "matches"


def test_an_envelope_is_one_undocumented_name_and_its_content_is_judged() -> None:
    schema = objects(id={"type": "integer"}, name={"type": "string"}) | {"required": ["id"]}
    judgement = judge(schema, {"data": {"id": "1", "name": "a"}})

    assert [name.path for name in judgement.undocumented] == ["data"]
    assert field(judgement, "id").where == ("/data/id",)
    assert field(judgement, "name").verdict == "matches"
