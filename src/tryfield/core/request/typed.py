"""Text of a URL or a header as the JSON value that the documentation means by it."""

from __future__ import annotations

from collections.abc import Mapping

from tryfield.core import lossless_json
from tryfield.core.fields.field_node import FieldNode
from tryfield.core.model import Json, Schema


def typed(text: str, schema: Schema | None, components: Mapping[str, Schema]) -> Json:
    """`12` for an integer, `true` for a boolean; the text itself where a string is allowed."""
    if schema is None:
        return text
    node = FieldNode(((schema, ""),), components)
    types = node.view.types or frozenset()
    if not types or "string" in types:
        return text
    try:
        value = lossless_json.loads(text)
    except ValueError:
        return text
    return text if isinstance(value, str) else value
