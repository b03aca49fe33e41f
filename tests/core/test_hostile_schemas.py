"""Schemas that nobody should write: fields and verdicts come out, or nothing does; no exception."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tryfield.core.fields.field_tree import field_tree, walk
from tryfield.core.model import Content, Endpoint, Example, Response
from tryfield.core.rules import rule_registry
from tryfield.core.verdict.request_judge import judge_value

PLACE = "response 200 application/json"
KEYWORDS = (
    "type", "properties", "required", "items", "prefixItems", "enum", "const", "oneOf", "anyOf",
    "allOf", "$ref", "additionalProperties", "patternProperties", "discriminator", "not", "if",
    "then", "else", "dependentSchemas", "maximum", "minLength", "pattern", "format", "default",
    "example", "examples", "description", "deprecated", "readOnly", "x-tryfield-unchecked",
    "unevaluatedProperties", "title",
)  # fmt: skip
SCALARS = st.sampled_from(
    [None, True, False, 0, -1, 1.5, "", "string", "object", "array", "null", "^a", "(", "uuid",
     "#/components/schemas/A", "#/components/schemas/B", "#/nowhere", "#", ["string", "null"]]
)  # fmt: skip
SCHEMAS: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda below: st.one_of(
        st.lists(below, max_size=3),
        st.dictionaries(st.sampled_from(KEYWORDS), below, max_size=4),
        st.dictionaries(st.sampled_from(["a", "b", "kind"]), below, max_size=3),
    ),
    max_leaves=14,
)
VALUES = st.recursive(
    st.sampled_from([None, True, 0, 1.5, "a", "", 10**30]),
    lambda below: (
        st.lists(below, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "b", "kind", "c"]), below, max_size=3)
    ),
    max_leaves=8,
)


def endpoint(schema: Any, components: dict[str, Any]) -> Endpoint:
    example = Example(name="one", text='{"a": [1, {"kind": "x"}], "b": null}')
    content = Content(media_type="application/json", schema=schema, examples=(example,))
    return Endpoint(
        id="x",
        method="GET",
        path="/",
        components=components,
        responses=(Response(status="200", contents=(content,)),),
    )


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


@given(st.dictionaries(st.sampled_from(KEYWORDS), SCHEMAS, max_size=5), SCHEMAS, SCHEMAS, VALUES)
@settings(max_examples=400, deadline=None)
def test_any_schema_is_judged_without_an_exception(root: Any, a: Any, b: Any, value: Any) -> None:
    components = {"A": a if isinstance(a, dict) else {}, "B": b if isinstance(b, dict) else {}}
    one = endpoint(root, components)
    judgement = judge_value(one, PLACE, value)

    assert judgement.fields[0].path == ""
    assert "rule-failed" not in {finding.rule for finding in rule_registry.check(one)}


@pytest.mark.parametrize(
    ("schema", "components"),
    [
        (ref("A"), {"A": {"anyOf": [ref("A"), {"type": "string"}]}}),
        (ref("A"), {"A": {"oneOf": [ref("B"), ref("A")]}, "B": {"anyOf": [ref("A"), ref("B")]}}),
        (ref("A"), {"A": {"allOf": [ref("A"), {"properties": {"a": ref("A")}}]}}),
        (ref("A"), {"A": {"anyOf": [{"allOf": [ref("A")]}, {"items": ref("A")}]}}),
        (ref("A"), {"A": {"items": ref("A"), "additionalProperties": ref("A")}}),
        (ref("A"), {"A": {"oneOf": [ref("A")] * 9, "anyOf": [ref("A")] * 9}}),
    ],
)
def test_schemas_in_a_circle_are_judged(schema: Any, components: dict[str, Any]) -> None:
    for value in ("x", {"a": {"a": 1}}, [[1]]):
        judgement = judge_value(endpoint(schema, components), PLACE, value)

        assert judgement.fields


@pytest.mark.parametrize("word", [True, 1, {"string": 1}, [True], None])
def test_a_type_that_is_none_is_no_type(word: Any) -> None:
    judgement = judge_value(endpoint({"items": {"type": word}}, {}), PLACE, [1])

    assert judgement.fields


def test_a_schema_deeper_than_any_page_is_read() -> None:
    for keyword in ("allOf", "anyOf", "oneOf"):
        schema: Any = {"type": "string"}
        for _ in range(1000):
            schema = {keyword: [schema]}

        assert list(walk(field_tree(schema, pointer="", components={})))
    deep: Any = {"type": "string"}
    for _ in range(1000):
        deep = {"properties": {"a": deep}}

    assert len(list(walk(field_tree(deep, pointer="", components={})))) < 100
