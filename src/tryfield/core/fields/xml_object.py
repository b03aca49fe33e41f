"""What the `xml` objects of fields say, for writing a body as XML and for reading one.

Source: OpenAPI 3.0.4 and 3.1.1, XML Object.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tryfield.core.fields.field_node import FieldNode


def xml_object(node: FieldNode | None) -> Mapping[str, Any]:
    """The `xml` object of a schema, `{}` without one."""
    said = node.view.keywords.get("xml") if node else None
    return said if isinstance(said, Mapping) else {}


def xml_fields(node: FieldNode) -> dict[str, FieldNode]:
    """The fields of an object by name, those of its choices too."""
    found = dict(node.properties)
    for choice in node.choices:
        found = {**choice.properties, **found}
    return found
