"""Bodies that are not JSON, and parts of paths, as the values that they stand for."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, unquote

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


def path_values(path: str, template: str) -> dict[str, str] | None:
    """The parts of a path that stand for the names of a template; None when it does not fit."""
    found = path_texts(path, template)
    return None if found is None else {name: unquote(text) for name, text in found.items()}


def path_texts(path: str, template: str) -> dict[str, str] | None:
    """The same, still encoded."""
    names: list[str] = []
    pattern = ""
    at = 0
    for match in re.finditer(r"\{([^{}]*)\}", template):
        pattern += re.escape(template[at : match.start()]) + "([^/]+?)"
        names.append(match.group(1))
        at = match.end()
    pattern += re.escape(template[at:].rstrip("/")) + "/?"
    found = re.search(pattern + r"\Z", path)
    if found is None or (found.start() and not template.startswith("/")):
        return None
    return dict(zip(names, found.groups(), strict=True))
