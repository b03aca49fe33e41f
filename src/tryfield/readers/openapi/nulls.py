"""`nullable` of OpenAPI 3.0 (and `x-nullable` of before), said with the types of JSON Schema."""

from __future__ import annotations

from tryfield.core.model import Json
from tryfield.readers.openapi.dialect import Dialect
from tryfield.readers.openapi.place import Place


def allowed(value: dict[str, Json]) -> bool:
    """Whether a schema says that null is allowed."""
    return value.get("nullable") is True or value.get("x-nullable") is True


def wraps(value: dict[str, Json]) -> bool:
    """Whether null can only be allowed beside the schema, as one more choice."""
    if not allowed(value) or "anyOf" in value or "oneOf" in value:
        return False
    return "$ref" in value or ("allOf" in value and "type" not in value)


def add(
    dialect: Dialect, value: dict[str, Json], result: dict[str, Json], place: Place, *, wrap: bool
) -> None:
    """Let the schema that was read into `result` allow null."""
    if not dialect.is_old(place) and value.get("nullable") is True:
        here = dialect.ledger.child(place, "nullable")
        dialect.mixed(here, "nullable", advice='Add "null" to the types')
    if wrap:
        inner = {word: result.pop(word) for word in ("$ref", "allOf", "type") if word in result}
        result["anyOf"] = [inner, {"type": "null"}]
        dialect.ledger.moved(place, "/anyOf/0", place)
        return
    for word in ("anyOf", "oneOf"):
        branches = result.get(word)
        if isinstance(branches, list) and {"type": "null"} not in branches:
            result[word] = [*branches, {"type": "null"}]
    types = result.get("type")
    if isinstance(types, str):
        types = [types]
    if isinstance(types, list) and "null" not in types:
        result["type"] = [*types, "null"]
    if isinstance(result.get("enum"), list) and None not in result["enum"]:
        result["enum"] = [*result["enum"], None]
