"""The `type` of a schema, also where its author uses the word of another language."""

from __future__ import annotations

from tryfield.core.model import Json
from tryfield.readers.openapi import values
from tryfield.readers.openapi.dialect import Dialect
from tryfield.readers.openapi.place import Place
from tryfield.readers.openapi.typewords import TYPES, meant


def read(dialect: Dialect, value: Json, place: Place, result: dict[str, Json]) -> None:
    """Read a type or several into the result."""
    if isinstance(value, str) and value in TYPES:
        result["type"] = value
        return
    if isinstance(value, list) and dialect.is_old(place):
        dialect.mixed(place, "type", "An array of types")
    found: list[str] = []
    for index, one in enumerate(value if isinstance(value, list) else [value]):
        if isinstance(one, str) and one in TYPES:
            found.append(one)
            continue
        here = dialect.ledger.child(place, str(index)) if isinstance(value, list) else place
        said = meant(one)
        if not (one == "file" and dialect.swagger):
            dialect.ledger.fault(
                here,
                f"{'null' if one is None else repr(one)} is no type of JSON Schema; "
                + (f"it is read as {said['type']!r}." if said else "any is allowed."),
                f"Use one of {', '.join(TYPES)}.",
            )
        if isinstance(one, str) and one != "file":
            result["x-tryfield-type"] = one
        if not said:
            return
        found.append(said.pop("type"))
        for word, extra in said.items():
            result.setdefault(word, extra)
    found = list(dict.fromkeys(found))
    if found:
        result["type"] = found if len(found) > 1 else found[0]
    else:
        values.wrong(dialect.ledger, place, "'type'", value, "a type or several")


def binary(result: dict[str, Json]) -> None:
    """Files and Base64, which OpenAPI 3.1 says with the words of JSON Schema."""
    if result.get("type") == "string":
        if result.get("format") == "binary":
            result.setdefault("contentMediaType", "application/octet-stream")
        elif result.get("format") == "byte":
            result.setdefault("contentEncoding", "base64")
