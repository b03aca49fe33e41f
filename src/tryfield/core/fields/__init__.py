"""The documented fields of an endpoint, as people see them: a tree over its schemas.

Renderers, the console form and the verdicts read the same fields from here, so that a verdict
has exactly one place on the page.
"""

from __future__ import annotations

from tryfield.core.fields.node import Node, escape
from tryfield.core.fields.places import Section, operation_pointer, sections
from tryfield.core.fields.tree import field_tree, parameter_field, walk

__all__ = [
    "Node",
    "Section",
    "escape",
    "field_tree",
    "operation_pointer",
    "parameter_field",
    "sections",
    "walk",
]
