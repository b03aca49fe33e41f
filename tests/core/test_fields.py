"""Schemas become documented fields: names, places, words."""

from __future__ import annotations

from typing import Any

import pytest

from tryfield.core.contract.contract_writer import to_contract
from tryfield.core.fields.field_sections import sections
from tryfield.core.fields.field_tree import field_tree, walk
from tryfield.core.model import Body, Content, Endpoint, Example, Field, Parameter, Response


def tree(schema: Any, **components: Any) -> Field:
    return field_tree(schema, pointer="/root", components=components)


def paths(field: Field) -> list[str]:
    return [one.path for one in walk(field)]


def at(field: Field, path: str) -> Field:
    return next(one for one in walk(field) if one.path == path)


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def test_paths_name_properties_items_values_and_choices() -> None:
    field = tree(
        {
            "properties": {
                "data": {"type": "array", "items": {"properties": {"id": {"type": "integer"}}}},
                "by.name": {"additionalProperties": {"type": "string"}},
                "pair": {"prefixItems": [{"type": "string"}, {"type": "integer"}]},
                "x": {"patternProperties": {"^x-": {"type": "string"}}},
                "owner": {"oneOf": [{"type": "string"}, {"properties": {"id": {}}}]},
            }
        }
    )

    assert paths(field) == [
        "",
        "data",
        "data[]",
        "data[].id",
        "by\\.name",
        "by\\.name{}",
        "pair",
        "pair[0]",
        "pair[1]",
        "x",
        "x{^x-}",
        "owner",
        "owner<1>",
        "owner<2>",
        "owner<2>.id",
    ]


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "string"}, "string"),
        ({"type": ["integer", "null"]}, "integer or null"),
        ({"type": ["null", "string", "integer"]}, "string, integer or null"),
        ({"type": "array", "items": {"type": "integer"}}, "array of integer"),
        ({"type": "array"}, "array"),
        ({"items": {"type": "array", "items": {"type": "string"}}}, "array of array of string"),
        ({"properties": {"a": {}}}, "object"),
        ({"type": "object", "additionalProperties": {"type": "number"}}, "map of number"),
        ({"enum": ["a", None]}, "string or null"),
        ({"const": 1}, "integer"),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, "string or null"),
        ({"anyOf": [{"type": "string"}, {"type": "integer"}]}, "string or integer"),
        ({}, "any"),
        (True, "any"),
        ({"x-tryfield-type": "User Object", "x-tryfield-unchecked": "why"}, "User Object"),
        (ref("Name"), "string"),
    ],
)
def test_types_are_said_in_words(schema: Any, words: str) -> None:
    assert tree(schema, Name={"type": "string"}).type == words


def test_all_of_is_merged_with_every_name_and_the_tighter_limit() -> None:
    field = tree(
        {"allOf": [ref("Base"), {"properties": {"id": {"maxLength": 3}}, "required": ["id"]}]},
        Base={"properties": {"id": {"type": "string", "maxLength": 9}, "at": {"type": "string"}}},
    )

    assert paths(field) == ["", "id", "at"]
    assert at(field, "id").required
    assert at(field, "id").schema == {"type": "string", "maxLength": 3}
    assert at(field, "id").pointer == "/components/schemas/Base/properties/id"


def test_pointers_lead_to_where_a_field_is_written() -> None:
    field = tree(
        {"properties": {"owner": ref("User")}}, User={"properties": {"id": {"type": "integer"}}}
    )

    assert at(field, "owner").pointer == "/root/properties/owner"
    assert at(field, "owner.id").pointer == "/components/schemas/User/properties/id"


def test_words_beside_a_reference_go_before_those_behind_it() -> None:
    field = tree(
        {"properties": {"owner": {**ref("User"), "description": "Who owns it."}}},
        User={"type": "object", "description": "A user.", "deprecated": True},
    )

    assert at(field, "owner").description == "Who owns it."
    assert at(field, "owner").deprecated


def test_a_schema_that_is_open_above_is_not_unfolded_again() -> None:
    field = tree(
        ref("Node"),
        Node={"properties": {"name": {"type": "string"}, "next": ref("Node")}},
    )

    assert paths(field) == ["", "name", "next"]
    assert at(field, "next").repeats == "(root)"


def test_recursion_through_items_and_choices_names_the_ancestor() -> None:
    field = tree(
        {"properties": {"tree": ref("Tree")}},
        Tree={
            "properties": {
                "kids": {"type": "array", "items": ref("Tree")},
                "any": {"anyOf": [ref("Tree"), {"type": "string"}]},
            }
        },
    )

    assert at(field, "tree.kids[]").repeats == "tree"
    assert at(field, "tree.any<1>").repeats == "tree"


def test_the_same_component_twice_beside_each_other_is_no_recursion() -> None:
    field = tree(
        {"properties": {"from": ref("Place"), "to": ref("Place")}},
        Place={"properties": {"city": {"type": "string"}}},
    )

    assert paths(field) == ["", "from", "from.city", "to", "to.city"]


def test_a_wide_schema_ends_somewhere() -> None:
    components = {
        f"C{n}": {"properties": {f"p{m}": ref(f"C{n + 1}") for m in range(10)}} for n in range(20)
    }

    field = field_tree(ref("C0"), pointer="/root", components=components)

    assert 1500 <= len(paths(field)) < 20_000


def test_a_reference_that_leads_nowhere_cannot_be_checked() -> None:
    field = tree({"properties": {"owner": ref("Usr")}})

    assert "'#/components/schemas/Usr' leads nowhere" in at(field, "owner").unchecked


def test_references_in_a_circle_end() -> None:
    assert tree(ref("A"), A=ref("B"), B=ref("A")).unchecked == "no type is documented"


@pytest.mark.parametrize(
    "schema",
    [
        {},
        {"description": "Anything."},
        {"x-tryfield-type": "JSON or null", "x-tryfield-unchecked": "it says nothing"},
        {"type": ["string", "number", "boolean", "object", "array", "null"]},
    ],
)
def test_what_nothing_can_contradict_cannot_be_checked(schema: Any) -> None:
    assert tree(schema).unchecked


@pytest.mark.parametrize("schema", [{"type": "object"}, {"enum": [1]}, {"minimum": 1}])
def test_what_something_can_contradict_can_be_checked(schema: Any) -> None:
    assert not tree(schema).unchecked


def test_choices_have_labels_that_differ() -> None:
    field = tree(
        {
            "oneOf": [ref("Card"), {"title": "Bank", "type": "object"}, ref("Card")],
            "discriminator": {"propertyName": "kind"},
        },
        Card={"properties": {"kind": {"const": "card"}}},
    )

    assert [choice.label for choice in field.choices] == ["Card", "Bank", "Card 2"]
    assert field.combiner == "oneOf"
    assert field.discriminator == "kind"


def test_constants_to_choose_from_are_an_enumeration() -> None:
    field = tree({"oneOf": [{"const": "a", "title": "A"}, {"const": "b"}]})

    assert field.choices == ()
    assert field.schema["enum"] == ["a", "b"]  # type: ignore[index]


def test_branches_that_only_require_names_are_no_choice() -> None:
    field = tree({"properties": {"a": {}}, "anyOf": [{"required": ["a"]}, {"required": ["b"]}]})

    assert field.choices == ()


def test_sections_are_the_places_of_a_page_in_its_order() -> None:
    endpoint = Endpoint(
        id="x",
        method="POST",
        path="/users/{id}",
        parameters=(
            Parameter(name="limit", location="query", schema={"type": "integer"}),
            Parameter(name="id", location="path", schema={"type": "string"}, required=True),
        ),
        body=Body(contents=(Content(media_type="application/json", schema={"type": "object"}),)),
        responses=(
            Response(
                status="200",
                headers=(Parameter(name="X-Rate", location="header", schema={"type": "integer"}),),
                contents=(
                    Content(
                        media_type="application/json",
                        schema={"properties": {"id": {"type": "string"}}},
                    ),
                    Content(media_type="text/csv"),
                ),
            ),
            Response(
                status="oops",
                contents=(Content(media_type="application/json", schema={"type": "array"}),),
            ),
        ),
    )

    found = {one.place: one for one in sections(endpoint)}

    assert list(found) == [
        "path",
        "query",
        "body application/json",
        "response-header 200",
        "response 200 application/json",
        "response 200 text/csv",
        "response oops application/json",
    ]
    assert [one.path for one in found["response 200 application/json"].fields] == ["id"]
    assert found["response oops application/json"].fields[0].path == ""
    assert found["response 200 text/csv"].root is None
    contract = to_contract(endpoint)
    for section in found.values():
        for field in section.fields:
            here: Any = contract
            for step in field.pointer.split("/")[1:]:
                step = step.replace("~1", "/").replace("~0", "~")
                here = here[int(step)] if isinstance(here, list) else here[step]
            assert isinstance(here, dict)


def test_the_examples_of_a_parameter_stand_beside_its_field() -> None:
    example = Example(name="", text="rex", has_value=True, value="rex")
    parameter = Parameter(
        name="name",
        location="query",
        schema={"type": "string", "example": "tom"},
        examples=(example,),
    )
    endpoint = Endpoint(id="x", method="GET", path="/x", parameters=(parameter,))

    (section,) = sections(endpoint)
    assert section.fields[0].schema == {"type": "string", "examples": ["rex"]}
