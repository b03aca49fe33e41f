"""Ten thousand generated pairs of schema and instance, on which `jsonschema` is the oracle."""

from __future__ import annotations

from typing import Any

import jsonschema
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tryfield.core.schema.json_schema import compile_schema

_SCHEMAS = 600
_INSTANCES = 20  # for each of them
_compared: list[bool] = []

names = st.sampled_from(["a", "b", "c", "d/e", "~f"])
numbers = st.one_of(
    st.integers(-5, 5),
    st.sampled_from([0.5, 1.0, -2.0, 1.5, 1e300, 2**53 + 1, 10**30, -0.0]),
)
texts = st.sampled_from(["", "a", "b", "ab", "abc", "1", "12", "é", "🐲🐲"])
scalars = st.one_of(st.none(), st.booleans(), numbers, texts)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(names, inner, max_size=4)),
    max_leaves=6,
)
types = st.sampled_from(["null", "boolean", "integer", "number", "string", "array", "object"])
sizes = st.integers(0, 3)
patterns = st.sampled_from(["^a", "b$", "[0-9]+", "^[a-c]*$", "..", "^$"])
references = st.sampled_from(["#/$defs/one", "#/$defs/two", "#anchored"])


def keywords(inner: st.SearchStrategy[Any], *, refers: bool = True) -> st.SearchStrategy[Any]:
    """Schemas of every keyword whose parts are `inner`."""
    many = st.lists(inner, min_size=1, max_size=3)
    named = st.dictionaries(names, inner, max_size=3)
    known: dict[str, st.SearchStrategy[Any]] = {
        "type": st.one_of(types, st.lists(types, min_size=1, max_size=3, unique=True)),
        "enum": st.lists(values, min_size=1, max_size=3),
        "const": values,
        "minimum": numbers,
        "maximum": numbers,
        "exclusiveMinimum": numbers,
        "exclusiveMaximum": numbers,
        "multipleOf": st.sampled_from([1, 2, 0.5, 3]),
        "minLength": sizes,
        "maxLength": sizes,
        "pattern": patterns,
        "minItems": sizes,
        "maxItems": sizes,
        "uniqueItems": st.booleans(),
        "items": inner,
        "prefixItems": many,
        "contains": inner,
        "minContains": sizes,
        "maxContains": sizes,
        "unevaluatedItems": inner,
        "minProperties": sizes,
        "maxProperties": sizes,
        "required": st.lists(names, max_size=2, unique=True),
        "dependentRequired": st.dictionaries(names, st.lists(names, max_size=2, unique=True)),
        "properties": named,
        "patternProperties": st.dictionaries(patterns, inner, max_size=2),
        "additionalProperties": inner,
        "propertyNames": inner,
        "dependentSchemas": named,
        "unevaluatedProperties": inner,
        "allOf": many,
        "anyOf": many,
        "oneOf": many,
        "not": inner,
        "if": inner,
        "then": inner,
        "else": inner,
        "title": st.just("a title"),
    }
    if refers:
        known["$ref"] = references
    words = st.lists(st.sampled_from(sorted(known)), min_size=1, max_size=4, unique=True)
    return words.flatmap(lambda chosen: st.fixed_dictionaries({w: known[w] for w in chosen}))


def plain(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return keywords(inner, refers=False)


leaves: st.SearchStrategy[Any] = st.one_of(st.booleans(), st.just({}))
schemas = st.recursive(leaves, keywords, max_leaves=8)
definitions = st.recursive(leaves, plain, max_leaves=6)
# Back to the root only from a part of the value: the oracle would not return from a circle.
circles: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [
        {},
        {"items": {"$ref": "#"}},
        {"properties": {"a": {"$ref": "#"}}},
        {"contains": {"$ref": "#"}},
    ]
)
documents = st.tuples(keywords(schemas), definitions, plain(definitions), circles).map(
    lambda parts: {
        **parts[0],
        "$defs": {"one": parts[1], "two": {**parts[2], **parts[3], "$anchor": "anchored"}},
    }
)


@settings(
    max_examples=_SCHEMAS,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(documents, st.lists(values, min_size=_INSTANCES, max_size=_INSTANCES))
def compare(schema: dict[str, Any], instances: list[Any]) -> None:
    oracle = jsonschema.Draft202012Validator(schema)
    ours = compile_schema(schema)
    for instance in instances:
        outcome = ours.evaluate(instance)

        assert not outcome.unchecked
        assert outcome.valid == oracle.is_valid(instance)
        _compared.append(outcome.valid)


def test_validity_is_what_jsonschema_says_of_ten_thousand_pairs() -> None:
    compare()

    assert len(_compared) >= 10_000
    assert 0.2 < sum(_compared) / len(_compared) < 0.8
