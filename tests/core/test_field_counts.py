"""How many names are documented is known without making a field of each."""

from __future__ import annotations

from typing import Any

import pytest

from tests.core.test_fields import ref
from tryfield.core.fields.field_node import FieldNode
from tryfield.core.fields.field_tree import field_tree, is_name, names, walk

USER = {
    "type": "object",
    "properties": {
        "id": {"type": "integer"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "owner": {"oneOf": [{"type": "string"}, {"properties": {"id": {}, "name": {}}}]},
        "more": {"type": "object", "additionalProperties": {"properties": {"x": {}}}},
    },
}
TREE = {"type": "object", "properties": {"size": {"type": "integer"}, "below": ref("Tree")}}


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string"},
        USER,
        {"type": "array", "items": ref("User")},
        {"type": "object", "properties": {"a": ref("User"), "b": ref("User")}},
        ref("Tree"),
        {"type": "object", "properties": {"tree": ref("Tree"), "trees": ref("Trees")}},
    ],
)
def test_as_many_names_are_counted_as_a_page_shows(schema: Any) -> None:
    components = {"User": USER, "Tree": TREE, "Trees": {"type": "array", "items": ref("Tree")}}
    shown = field_tree(schema, pointer="", components=components)

    for _ in range(2):  # the second time from what is known
        counted = names(FieldNode(((schema, ""),), components))

        assert counted == sum(is_name(field.path) for field in walk(shown))


def test_more_names_than_a_page_shows_are_not_counted() -> None:
    wide = {f"n{n}": {"type": "string"} for n in range(9)}
    components = {"L0": {"properties": wide}}
    for level in range(1, 9):
        properties = {name: ref(f"L{level - 1}") for name in wide}
        components[f"L{level}"] = {"properties": properties}

    assert names(FieldNode(((ref("L8"), ""),), components), limit=1500) == 1500
