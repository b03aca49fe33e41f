"""Limits of numbers and lengths, also where they are written as OpenAPI 3.0 or as strings."""

from __future__ import annotations

import math

from tryfield.core.findings import Severity
from tryfield.core.model import Json
from tryfield.readers.openapi import values
from tryfield.readers.openapi.dialect import Dialect
from tryfield.readers.openapi.place import Ledger, Place


def number(ledger: Ledger, form: str, word: str, value: Json, place: Place) -> float | int | None:
    """The limit that a keyword sets; None, reported, when it is none."""
    if isinstance(value, bool):
        if form != "bound":
            values.wrong(ledger, place, repr(word), value, "a number")
        return None  # of OpenAPI 3.0, see `exclusive`
    found = value
    if isinstance(value, str):
        try:
            found = int(value) if value.lstrip("-").isdecimal() else float(value)
        except ValueError:
            found = None
        if found is not None and math.isfinite(found):
            ledger.fault(
                place,
                f"{word!r} is a string; it is read as the number {value}.",
                "Remove the quotes.",
                severity=Severity.WARNING,
            )
    if not isinstance(found, (int, float)) or not math.isfinite(found):
        wanted = "a number"
    elif form == "count" and (found < 0 or found != int(found)):
        wanted = "a whole number from 0"
    elif word == "multipleOf" and found <= 0:
        wanted = "a number above 0"
    else:
        return int(found) if form == "count" else found
    values.wrong(ledger, place, repr(word), value, wanted)
    return None


def exclusive(
    dialect: Dialect, value: dict[str, Json], result: dict[str, Json], place: Place
) -> None:
    """`exclusiveMinimum: true` of OpenAPI 3.0."""
    for word, limit in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        written = value.get(word)
        if not isinstance(written, bool):
            if written is not None and dialect.is_old(place):
                dialect.mixed(dialect.ledger.child(place, word), word, f"A number as {word!r}")
            continue
        if not dialect.is_old(place):
            here = dialect.ledger.child(place, word)
            dialect.mixed(here, word, f"A boolean {word!r}", "Write the bound itself")
        if written and limit in result:
            result[word] = result.pop(limit)
            dialect.ledger.moved(place, f"/{word}", place, f"/{limit}")
