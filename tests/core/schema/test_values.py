"""Values as JSON Schema sees them: exact numbers, equality, classes of our own."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.core.schema.errors import places
from tryfield.core.schema.json_schema import compile_schema


@pytest.mark.parametrize(
    ("schema", "instance", "valid"),
    [
        ({"type": "integer"}, 1.0, True),
        ({"type": "integer"}, True, False),
        ({"type": "number"}, False, False),
        ({"type": "integer"}, Decimal("1e400"), True),
        ({"type": "integer"}, Decimal("0.10000000000000000000000001"), False),
        ({"multipleOf": 0.1}, 0.3, True),
        ({"multipleOf": 0.01}, Decimal("19.99"), True),
        ({"multipleOf": Decimal("1e-9999")}, Decimal("1e9999"), True),
        ({"multipleOf": 3}, 10**400, False),
        ({"maximum": 0.1}, Decimal("0.1"), True),
        ({"exclusiveMaximum": 9007199254740993}, 9007199254740992.0, True),
        ({"maximum": Decimal("9007199254740992.5")}, 9007199254740993, False),
        ({"minimum": Decimal("-1e5000")}, Decimal("-1e4999"), True),
        ({"enum": [1]}, 1.0, True),
        ({"enum": [1]}, True, False),
        ({"const": 0.1}, Decimal("0.1"), True),
        ({"const": {"a": [1, 2]}}, {"a": [1.0, 2]}, True),
        ({"const": [False]}, [0], False),
        ({"uniqueItems": True}, [1, True, 0, False, "1", None, [], {}], True),
        ({"uniqueItems": True}, [{"a": 1, "b": 2}, {"b": 2, "a": 1}], False),
        ({"type": "number"}, float("inf"), True),
        ({"type": "integer"}, float("nan"), False),
    ],
)
def test_numbers_are_exact_and_equality_is_that_of_json(
    schema: Any, instance: Any, valid: bool
) -> None:
    assert compile_schema(schema).evaluate(instance).valid is valid


class Text(str):
    __slots__ = ()


def test_subclasses_of_json_types_are_of_their_type() -> None:
    class Names(dict[str, Any]): ...

    schema = {"type": "object", "properties": {"a": {"type": "string", "maxLength": 1}}}

    assert places(schema, Names(a=Text("ab"))) == [("/a", "/properties/a/maxLength", "maxLength")]
