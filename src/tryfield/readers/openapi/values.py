"""Texts and flags as they are meant, and the words for what is neither."""

from __future__ import annotations

from typing import Any

from tryfield.core.contract import openapi_terms
from tryfield.core.findings import Severity
from tryfield.core.model import Json
from tryfield.readers.openapi.place import Ledger, Place, shown
from tryfield.readers.openapi.typewords import TYPES

#: What a value that cannot be read becomes; JSON has no such value.
MISSING: Any = object()


def plain(form: str, value: Json) -> bool:
    """Whether a value of this form can be taken as it is."""
    if form == "text":
        return type(value) is str
    if form == "flag":
        return type(value) is bool
    return form == "any" or (form == "type" and type(value) is str and value in TYPES)


def text(ledger: Ledger, value: Json, place: Place) -> Json:
    """A string; a number or a boolean is read as it is written."""
    if isinstance(value, str):
        return value
    if isinstance(value, (dict, list)) or value is None:
        wrong(ledger, place, "this", value, "a string")
        return MISSING
    written = place.file.raw(place.pointer)
    ledger.fault(
        place,
        f"{written} is {shown(value)}, and a string is wanted; it is read as text.",
        "Put quotes around it.",
        severity=Severity.NOTE,
    )
    return written


def flag(ledger: Ledger, value: Json, place: Place) -> Json:
    """True or false, also when it is written as a string."""
    if isinstance(value, bool):
        return value
    meant = {"true": True, "false": False, "yes": True, "no": False}
    if isinstance(value, str) and value.lower() in meant:
        ledger.fault(
            place,
            f"{value!r} is a string, and true or false is wanted; it is read as meant.",
            f"Write {str(meant[value.lower()]).lower()}.",
            severity=Severity.WARNING,
        )
        return meant[value.lower()]
    wrong(ledger, place, "this", value, "true or false")
    return MISSING


def empty(ledger: Ledger, place: Place, name: str) -> None:
    """Report a member whose value is null."""
    ledger.fault(
        place,
        f"{name!r} is empty.",
        "Say something, or remove it.",
        severity=Severity.WARNING,
        key=True,
    )


def wrong(ledger: Ledger, place: Place, what: str, value: Json, wanted: str) -> None:
    """Report a value of the wrong kind; `"this"` is named by its key."""
    name = openapi_terms.unescape(place.pointer.rpartition("/")[2])
    what = repr(name) if what == "this" and name and not name.isdecimal() else what
    given = shown(value) if isinstance(value, (dict, list)) or value is None else repr(value)
    ledger.fault(place, f"{what} has to be {wanted}; it is {given}.", "Correct it; it is left out.")


def a(noun: str) -> str:
    """The noun with its article, at the beginning of a sentence."""
    return f"{'An' if noun[0] in 'aeio' else 'A'} {noun}"
