"""Where the links of a response lead: to which endpoint, and to which of its parameters.

Source: OpenAPI 3.1.1, Link Object.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from tryfield.core.json_pointer import escape_token, unescape_fragment_token
from tryfield.core.model import Endpoint

_LOCATIONS = ("path", "query", "header", "cookie")
_EXPRESSION = re.compile(r"\$(?:url|method|statusCode|request\.|response\.)|\{\$[^{}]+\}")


def operations(endpoints: Iterable[Endpoint]) -> dict[str, Endpoint]:
    """Endpoints by what a link calls them: an `operationId`, or `#/paths/~1users/get`."""
    found: dict[str, Endpoint] = {}
    for one in endpoints:
        if one.kind == "path":
            found[f"#/paths/{escape_token(one.path)}/{one.method.lower()}"] = one
        if one.operation_id:
            found[one.operation_id] = one
    return found


def linked_endpoint(link: Mapping[str, Any], known: Mapping[str, Endpoint]) -> Endpoint | None:
    """The endpoint that a link leads to, of those that `operations` gives; None for no other."""
    if name := link.get("operationId"):
        return known.get(str(name))
    _, _, pointer = str(link.get("operationRef") or "").partition("#")
    path = [escape_token(unescape_fragment_token(token)) for token in pointer.split("/")]
    return known.get("#" + "/".join(path))


def linked_parameter(target: Endpoint, name: str) -> tuple[str, str]:
    """Location and name of the parameter that a link calls `id` or `path.id`."""
    location, dot, bare = name.partition(".")
    if dot and location in _LOCATIONS:
        return location, bare
    if f"{{{name}}}" in target.path:
        return "path", name
    return next((one.location for one in target.parameters if one.name == name), "query"), name


def is_expression(value: object) -> bool:
    """Whether a value is a runtime expression, or has one in it."""
    return isinstance(value, str) and _EXPRESSION.search(value) is not None
