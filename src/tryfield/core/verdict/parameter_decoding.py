"""Bodies that are not JSON, and parts of paths, as the values that they stand for."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from tryfield.core import media_types
from tryfield.core.fields.field_node import FieldNode
from tryfield.core.model import Content
from tryfield.core.parameter_styles import nested, scalar, typed, types_of


def decoded(body: str | bytes, content: Content, root: FieldNode) -> tuple[Any, str]:
    """The value of a body that is not JSON, or why there is none."""
    kind = media_types.essence(content.media_type)
    if kind == "application/x-www-form-urlencoded":
        text = body if isinstance(body, str) else body.decode("utf-8", "replace")
        return form(parse_qsl(text, keep_blank_values=True), root), ""
    # An array of objects says what rows of a table hold, which no text is.
    if media_types.is_text(kind) and _is_scalar(root):
        text = body if isinstance(body, str) else body.decode("utf-8", "replace")
        return scalar(text, root), ""
    return None, f"Bodies of the type '{kind}' cannot be compared with fields."


def _is_scalar(root: FieldNode) -> bool:
    types = types_of(root)
    return not types or bool(types - {"object", "array"})


def form(pairs: list[tuple[str, str]], root: FieldNode) -> Any:
    """Name and text pairs of a form or query as one object."""
    return typed(nested(pairs), root)
