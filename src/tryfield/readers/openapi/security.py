"""Security requirements: which schemes a call needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tryfield.core.contract.words import escape
from tryfield.core.model import Json
from tryfield.readers.openapi import values
from tryfield.readers.openapi.place import Place

if TYPE_CHECKING:
    from tryfield.readers.openapi.upgrade import Upgrade


def requirement(run: Upgrade, value: Json, place: Place) -> Json:
    """One alternative: the schemes that are needed together, with their scopes."""
    if not isinstance(value, dict):
        values.wrong(run.ledger, place, "a security requirement", value, "an object")
        return values.MISSING
    origin = run.ledger.origins.get("/components/securitySchemes")
    above = origin[1] if origin is not None else "/components/securitySchemes"
    found: dict[str, Json] = {}
    for name, scopes in value.items():
        here = run.ledger.child(place, name)
        scheme = run.known("scheme", f"{above}/{escape(name)}")
        if not scheme:
            run.ledger.fault(
                here,
                f"{name!r} is no security scheme of the document.",
                "Correct the name, or add the scheme to its components.",
                key=True,
            )
            continue
        read = run.read("text*", [] if scopes is None else scopes, here)
        found[scheme] = [] if read is values.MISSING else read
    return found if found or not value else values.MISSING
