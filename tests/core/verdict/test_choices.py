"""Which branch of a choice is meant, and what it says of a value."""

from __future__ import annotations

from typing import Any

from tests.core.verdict.judging import (
    field,
    judge,
    objects,
    ref,
)
from tryfield.core.verdict.judgement import Actual, Note

CARD = objects(kind={"const": "card"}, number={"type": "string"}) | {"required": ["number"]}
BANK = objects(kind={"const": "bank"}, iban={"type": "string"}) | {"required": ["iban"]}


def test_the_discriminator_chooses_the_branch() -> None:
    schema = {
        "oneOf": [ref("Card"), ref("Bank")],
        "discriminator": {"propertyName": "kind", "mapping": {"bank": "#/components/schemas/Bank"}},
    }
    judgement = judge(
        objects(pay=schema), {"pay": {"kind": "bank", "iban": 1}}, Card=CARD, Bank=BANK
    )

    assert field(judgement, "pay").notes == (Note(code="choices", detail=(("bank", 1),)),)
    assert field(judgement, "pay<2>.iban").verdict == "differs"
    assert field(judgement, "pay<1>.number").verdict == "absent"


def test_a_constant_name_chooses_the_branch() -> None:
    schema = objects(pay={"oneOf": [ref("Card"), ref("Bank")]})
    judgement = judge(schema, {"pay": {"kind": "bank"}}, Card=CARD, Bank=BANK)

    assert field(judgement, "pay<2>.iban").actual == (Actual(type="absent"),)
    assert field(judgement, "pay").notes == (Note(code="choices", detail=(("Bank", 1),)),)


def test_the_branch_with_the_fewest_differences_is_meant() -> None:
    one = objects(a={"type": "integer"}, b={"type": "integer"}, c={"type": "integer"})
    other = objects(a={"type": "string"}, b={"type": "string"}, c={"type": "integer"})
    judgement = judge({"anyOf": [one, other]}, {"a": "x", "b": "y", "c": "z"})

    assert field(judgement, "<2>.a").verdict == "matches"
    assert field(judgement, "<2>.c").verdict == "differs"
    assert field(judgement, "<1>.a").verdict == "absent"


def test_names_decide_between_branches_that_both_fit() -> None:
    schema = {"anyOf": [objects(a={"type": "string"}), objects(b={"type": "string"})]}
    judgement = judge(schema, {"b": "x"})

    assert field(judgement, "<2>.b").verdict == "matches"
    assert judgement.undocumented == ()


def test_a_branch_that_misses_what_it_requires_is_further_away_than_one_whose_values_differ() -> (
    None
):
    strict = objects(a={"type": "integer"}, x={}) | {"required": ["x"]}
    loose = objects(a={"type": "integer", "minimum": 5})
    judgement = judge({"oneOf": [strict, loose]}, {"a": 1})

    assert field(judgement, "<2>.a").verdict == "differs"
    assert field(judgement, "<1>.x").verdict == "absent"


def test_a_branch_of_another_kind_is_further_away_than_one_that_differs_inside() -> None:
    inside = objects(x={"type": "integer"}, y={"type": "integer"}, z={"type": "integer"})
    schema = {"oneOf": [objects(a={"type": "string"}), objects(a=inside)]}
    judgement = judge(schema, {"a": {"x": "1", "y": "1", "z": "1"}})

    assert field(judgement, "<2>.a.x").verdict == "differs"
    assert field(judgement, "<1>.a").verdict == "absent"


def test_of_two_branches_that_fit_the_one_with_more_names_is_meant() -> None:
    anything = objects(x={}) | {"additionalProperties": True}
    judgement = judge({"oneOf": [anything, objects(a={"type": "string"})]}, {"a": "s"})

    assert field(judgement, "<2>.a").verdict == "matches"


def test_a_value_of_no_branch_differs_as_a_whole() -> None:
    schema = objects(a={"oneOf": [{"type": "string"}, objects(b={"type": "string"})]})
    found = field(judge(schema, {"a": 5}), "a")

    assert (found.verdict, found.keyword) == ("differs", "type")
    assert (found.label, found.types) == ("string or object", ("string", "object"))
    assert found.actual == (Actual(type="integer", value=5),)


def test_a_value_that_fits_two_branches_of_one_of_is_no_difference() -> None:
    schema = objects(a={"oneOf": [objects(x={}), objects(y={})]})
    judgement = judge(schema, {"a": {"x": 1}})

    assert field(judgement, "a").verdict == "matches"
    assert Note(code="choices-overlap", detail=(0, 1)) in field(judgement, "a").notes


def test_names_beside_a_choice_are_documented_as_well() -> None:
    schema = objects(id={"type": "integer"}) | {"oneOf": [CARD, BANK]}
    judgement = judge(schema, {"id": 1, "kind": "card", "number": "4", "extra": 1})

    assert [name.path for name in judgement.undocumented] == ["extra"]


def test_the_branch_that_knows_the_names_is_meant_though_an_open_one_takes_anything() -> None:
    schema = {"anyOf": [objects(area={"type": "integer"}), objects(name={"type": "integer"})]}
    judgement = judge(schema, {"name": "x"})

    assert field(judgement, "<2>.name").actual == (Actual(type="string", value="x"),)
    assert judgement.undocumented == ()


def test_a_name_is_not_undocumented_because_a_mistake_lies_deeper() -> None:
    short = objects(id={"type": "integer"}) | {"required": ["id"]}
    person = objects(who={"type": "integer"}, when={"type": "integer"})
    long = objects(id={"type": "integer"}, people={"type": "array", "items": person})
    value = {"id": 1, "people": [{"who": "ada", "when": "now"}]}
    judgement = judge({"anyOf": [short, long]}, value)

    assert judgement.undocumented == ()
    assert field(judgement, "<2>.people[].who").verdict == "differs"


def test_a_choice_inside_of_a_choice_needs_no_discriminator() -> None:
    inner = {"anyOf": [objects(area={"type": "integer"}), ref("Name")]}
    judgement = judge({"anyOf": [inner, ref("Name")]}, {"name": "x"}, Name=objects(name={}))

    assert judgement.undocumented == ()


PET = objects(kind={"type": "string"}, name={"type": "string"}) | {
    "required": ["kind"],
    "discriminator": {"propertyName": "kind", "mapping": {"cat": "#/components/schemas/Cat"}},
}
CAT = {"allOf": [ref("Pet"), objects(lives={"type": "integer"})]}
DOG = {"allOf": [ref("Pet"), objects(bark={"type": "integer"})]}


def test_a_parent_with_a_discriminator_takes_the_child_that_the_value_names() -> None:
    good = judge(ref("Pet"), {"kind": "cat", "lives": 9}, Pet=PET, Cat=CAT, Dog=DOG)
    dogs = {"all": [{"kind": "Dog", "bark": "x", "lives": 1}]}
    several = objects(all={"type": "array", "items": ref("Pet")})
    bad = judge(several, dogs, Pet=PET, Cat=CAT, Dog=DOG)

    assert good.agrees
    assert field(bad, "all[]<2>.bark").actual == (Actual(type="string", value="x"),)
    assert [name.path for name in bad.undocumented] == ["all[].lives"]


def test_what_a_parent_says_is_said_once() -> None:
    judgement = judge(ref("Pet"), {"kind": "cat", "name": 5}, Pet=PET, Cat=CAT, Dog=DOG)

    assert [one.path for one in judgement.fields if one.verdict == "differs"] == ["name"]


def test_a_child_offers_no_sister() -> None:
    judgement = judge(ref("Cat"), {"kind": "cat", "bark": 1}, Pet=PET, Cat=CAT, Dog=DOG)

    assert [name.path for name in judgement.undocumented] == ["bark"]


def test_a_discriminator_that_names_no_choice_differs() -> None:
    choice = {"oneOf": [ref("Cat"), ref("Dog")], "discriminator": {"propertyName": "kind"}}
    cat, dog = objects(kind={"type": "string"}, lives={}), objects(kind={"type": "string"}, bark={})
    said = judge(choice, {"kind": "Fox", "lives": 3}, Cat=cat, Dog=dog)
    parent = judge(ref("Pet"), {"kind": "fox"}, Pet=PET, Cat=CAT, Dog=DOG)

    assert field(said, "<1>.kind").differences[0].limit == ["Cat", "Dog"]
    assert field(parent, "kind").differences[0].limit == ["cat", "Dog", "Pet"]


def test_a_mapping_may_name_a_branch_that_is_written_in_place() -> None:
    cat, dog = (
        objects(kind={}, sound={"type": "string"}),
        objects(kind={}, sound={"type": "integer"}),
    )
    mapping = {"dog": "#/components/schemas/1"}
    choice = {"oneOf": [cat, dog], "discriminator": {"propertyName": "kind", "mapping": mapping}}
    judgement = judge(choice, {"kind": "dog", "sound": "x"}, **{"1": dog})

    assert field(judgement, "<2>.sound").verdict == "differs"


def test_objects_that_close_themselves_allow_nothing_together() -> None:
    one, other = objects(a={}), objects(b={})
    closed = {"additionalProperties": False}
    judgement = judge({"allOf": [one | closed, other | closed]}, {"a": 1, "b": 2})

    assert field(judgement, "").keyword == "additionalProperties"
    assert field(judgement, "").differences[0].limit == ("b", "a")


def test_a_condition_says_its_own_type() -> None:
    schema = objects(t={"type": "string"}, v={"type": ["string", "integer"]}) | {
        "if": {"properties": {"t": {"const": "a"}}},
        "then": {"properties": {"v": {"type": "integer"}}},
    }
    judgement = judge(schema, {"t": "a", "v": "x"})

    assert field(judgement, "v").differences[0].limit == ("integer",)


def test_a_tuple_counts_its_items() -> None:
    schema = objects(b={"type": "array", "prefixItems": [{"type": "integer"}], "items": False})
    difference = field(judge(schema, {"b": [1, 2]}), "b").differences[0]

    assert (difference.demand, difference.limit) == ("maxItems", 1)


def test_a_name_of_a_child_is_documented_also_without_a_discriminator() -> None:
    parent = objects(type={"type": "string"})
    child = {"allOf": [ref("Rule"), objects(speed={"type": "integer"})]}
    judgement = judge(ref("Rule"), {"type": "x", "speed": 1, "spede": 2}, Rule=parent, Speed=child)

    assert [name.path for name in judgement.undocumented] == ["spede"]


def test_branches_that_know_the_same_names_are_told_apart_by_the_names_below() -> None:
    def chunk(**fields: Any) -> dict[str, Any]:
        items = {"type": "array", "items": objects(end={"type": "string"}, **fields)}
        return objects(id={"type": "string"}, choices=items)

    union = {"anyOf": [chunk(message={"type": "string"}), chunk(delta={"type": "string"})]}
    judgement = judge(union, {"id": "a", "choices": [{"end": "x", "delta": 7}]})

    assert judgement.undocumented == ()
    differing = [one.path for one in judgement.fields if one.verdict == "differs"]
    assert [path.rpartition(".")[2] for path in differing] == ["delta"]
