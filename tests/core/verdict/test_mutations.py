"""Every mutation of a valid instance is found at its pointer, and no valid one is accused."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tryfield.core.model import Content, Endpoint, Response
from tryfield.core.verdict.judgement import Judgement
from tryfield.core.verdict.request_judge import judge_value

PLACE = "response 200 application/json"
NAMES = ("alpha", "bravo_two", "charlieThree", "delta.four", "echo/five", "foxtrot[6]", "golf~7")
WRONG: dict[str, Any] = {
    "string": 12,
    "integer": "x",
    "number": "x",
    "boolean": "x",
    "object": "x",
    "array": "x",
}


@dataclass(frozen=True, kw_only=True)
class Case:
    """A documented schema and an instance that is valid against it."""

    schema: dict[str, Any]
    components: dict[str, Any]
    value: Any


def scalar(draw: st.DrawFn) -> tuple[dict[str, Any], Any]:
    scalars: list[tuple[dict[str, Any], Any]] = [
        ({"type": "string"}, "text"),
        ({"type": "string", "enum": ["a", "b"]}, "b"),
        ({"type": "string", "format": "date"}, "2026-01-31"),
        ({"type": "integer", "minimum": 1}, 7),
        ({"type": "integer"}, 7.0),
        ({"type": "number"}, 0.5),
        ({"type": "boolean"}, False),
        ({"type": ["string", "null"]}, None),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, None),
    ]
    chosen: tuple[dict[str, Any], Any] = draw(st.sampled_from(scalars))
    return chosen


def some_object(draw: st.DrawFn, depth: int, components: dict[str, Any]) -> tuple[Any, Any]:
    names = draw(st.lists(st.sampled_from(NAMES), min_size=2, max_size=4, unique=True))
    properties, value, required = {}, {}, []
    for name in names:
        properties[name], below = anything(draw, depth - 1, components)
        if draw(st.booleans()):
            required.append(name)
            value[name] = below
        elif draw(st.integers(0, 3)):
            value[name] = below
    schema: dict[str, Any] = {
        "type": "object",
        "properties": properties,
        "required": required,
    }
    form = draw(st.sampled_from(["plain", "allOf", "ref"]))
    if form == "allOf" and len(names) > 1:
        first, rest = names[0], names[1:]
        schema = {
            "allOf": [
                {"type": "object", "properties": {first: properties[first]}, "required": required},
                {"type": "object", "properties": {name: properties[name] for name in rest}},
            ]
        }
    elif form == "ref":
        name = f"C{len(components)}"
        components[name] = schema
        schema = {"$ref": f"#/components/schemas/{name}"}
    return schema, value


def anything(draw: st.DrawFn, depth: int, components: dict[str, Any]) -> tuple[Any, Any]:
    kind = draw(st.sampled_from(["scalar", "scalar", "object", "array", "choice", "map"]))
    if depth <= 0 or kind == "scalar":
        return scalar(draw)
    if kind == "object":
        return some_object(draw, depth, components)
    if kind == "array":
        schema, value = anything(draw, depth - 1, components)
        size = draw(st.integers(1, 3))
        return {"type": "array", "items": schema}, [copy.deepcopy(value) for _ in range(size)]
    if kind == "map":
        schema, value = anything(draw, depth - 1, components)
        return {"type": "object", "additionalProperties": schema}, {"any": value}
    schema, value = some_object(draw, depth, components)
    tagged = {
        "type": "object",
        "properties": {"kind": {"const": "one"}, "inside": schema},
        "required": ["kind", "inside"],
    }
    other = {
        "type": "object",
        "properties": {"kind": {"const": "two"}, "count": {"type": "integer"}},
        "required": ["kind"],
    }
    return {"oneOf": [other, tagged]}, {"kind": "one", "inside": value}


@st.composite
def cases(draw: st.DrawFn) -> Case:
    components: dict[str, Any] = {}
    schema, value = some_object(draw, draw(st.integers(1, 4)), components)
    return Case(schema=schema, components=components, value=value)


def judge(case: Case, value: Any) -> Judgement:
    endpoint = Endpoint(
        id="x",
        method="GET",
        path="/",
        components=case.components,
        responses=(
            Response(
                status="200",
                contents=(Content(media_type="application/json", schema=case.schema),),
            ),
        ),
    )
    return judge_value(endpoint, PLACE, value)


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A documented value inside of an instance."""

    keys: tuple[str | int, ...]
    types: tuple[str, ...]
    required: bool
    named: bool  #: a property, not an item or the value of a map

    @property
    def pointer(self) -> str:
        return "".join("/" + str(k).replace("~", "~0").replace("/", "~1") for k in self.keys)


def resolved(schema: Any, components: dict[str, Any]) -> Any:
    while "$ref" in schema:
        schema = components[schema["$ref"].rpartition("/")[2]]
    if "allOf" in schema:
        first, second = schema["allOf"]
        properties = first["properties"] | second["properties"]
        return {"type": "object", "properties": properties, "required": first["required"]}
    if "oneOf" in schema:
        return schema["oneOf"][1]
    if "anyOf" in schema:
        return {"type": ["integer", "null"]}
    return schema


def spots(case: Case) -> list[Spot]:
    found: list[Spot] = []

    def visit(schema: Any, value: Any, keys: tuple[str | int, ...]) -> None:
        schema = resolved(schema, case.components)
        if isinstance(value, dict):
            for name, below in value.items():
                inner = schema.get("properties", {}).get(name) or schema["additionalProperties"]
                add(inner, below, (*keys, name), name in schema.get("required", ()), schema)
        elif isinstance(value, list):
            for index, below in enumerate(value):
                add(schema["items"], below, (*keys, index), False, schema)

    def add(schema: Any, value: Any, keys: Any, required: bool, parent: Any) -> None:
        inner = resolved(schema, case.components)
        types = inner.get("type", "string" if "const" in inner else "object")
        if "const" not in inner:  # of a tag, which decides what everything around it means
            types = (types,) if isinstance(types, str) else tuple(types)
            found.append(
                Spot(
                    keys=keys,
                    types=types,
                    required=required,
                    named="properties" in parent and isinstance(keys[-1], str),
                )
            )
        visit(schema, value, keys)

    visit(case.schema, case.value, ())
    return found


def changed(value: Any, keys: tuple[str | int, ...], change: Any) -> Any:
    value = copy.deepcopy(value)
    at = value
    for key in keys[:-1]:
        at = at[key]
    change(at, keys[-1])
    return value


def differs_at(judgement: Judgement, pointer: str) -> bool:
    return any(pointer in field.where for field in judgement.fields if field.verdict == "differs")


@given(cases())
@settings(max_examples=200)
def test_a_valid_instance_is_accused_of_nothing(case: Case) -> None:
    judgement = judge(case, case.value)

    assert judgement.agrees, judgement


@given(cases(), st.data())
@settings(max_examples=300)
def test_a_value_of_another_type_is_found_where_it_is(case: Case, data: st.DataObject) -> None:
    places = spots(case)
    assume(places)
    spot = data.draw(st.sampled_from(places))
    kind = next(one for one in spot.types if one != "null")

    def retype(at: Any, key: Any) -> None:
        at[key] = WRONG[kind]

    assert differs_at(judge(case, changed(case.value, spot.keys, retype)), spot.pointer)


@given(cases(), st.data())
@settings(max_examples=300)
def test_a_required_name_that_is_dropped_is_found(case: Case, data: st.DataObject) -> None:
    places = [spot for spot in spots(case) if spot.required and spot.named]
    assume(places)
    spot = data.draw(st.sampled_from(places))
    judgement = judge(case, changed(case.value, spot.keys, lambda at, key: at.pop(key)))

    assert differs_at(judgement, spot.pointer)


@given(cases(), st.data())
@settings(max_examples=200)
def test_an_optional_name_may_be_dropped(case: Case, data: st.DataObject) -> None:
    places = [spot for spot in spots(case) if not spot.required and spot.named]
    assume(places)
    spot = data.draw(st.sampled_from(places))
    judgement = judge(case, changed(case.value, spot.keys, lambda at, key: at.pop(key)))

    assert judgement.agrees


@given(cases(), st.data())
@settings(max_examples=300)
def test_a_renamed_name_is_undocumented_and_missing(case: Case, data: st.DataObject) -> None:
    places = [spot for spot in spots(case) if spot.named]
    assume(places)
    spot = data.draw(st.sampled_from(places))
    name = f"{spot.keys[-1]}X"

    def rename(at: Any, key: Any) -> None:
        at[name] = at.pop(key)

    judgement = judge(case, changed(case.value, spot.keys, rename))

    renamed = f"{spot.pointer}X"
    (found,) = [one for one in judgement.undocumented if renamed in one.where]
    assert found.name == name
    assert found.suggestion
    assert differs_at(judgement, spot.pointer) == spot.required


@given(cases(), st.data())
@settings(max_examples=300)
def test_an_added_name_is_undocumented_where_it_stands(case: Case, data: st.DataObject) -> None:
    places = [spot for spot in spots(case) if spot.named]
    assume(places)
    spot = data.draw(st.sampled_from(places))

    def add(at: Any, _key: Any) -> None:
        at["unheard"] = [1]

    judgement = judge(case, changed(case.value, spot.keys, add))

    around = spot.pointer.rpartition("/")[0]
    assert [one.where for one in judgement.undocumented] == [(f"{around}/unheard",)]
    assert not any(field.verdict == "differs" for field in judgement.fields)
