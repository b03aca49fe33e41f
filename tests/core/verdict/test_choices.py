"""Which branch of a choice is meant, and what it says of a value."""

from __future__ import annotations

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
