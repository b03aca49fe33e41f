"""Strings, booleans and type names read as they are meant; other values are reported.

An author may write a number for a string, `"yes"` for true, or the type of another language.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

from tryfield.core.findings import Severity
from tryfield.core.json_pointer import unescape_token
from tryfield.core.model import Json
from tryfield.readers.openapi.openapi_provenance import Place, Provenance, shown

#: What a value that cannot be read becomes; JSON has no such value.
MISSING: Any = object()


def is_plain(form: str, value: Json) -> bool:
    """Whether a value of this form can be taken as it is."""
    if form == "text":
        return type(value) is str
    if form == "flag":
        return type(value) is bool
    return form == "any" or (form == "type" and type(value) is str and value in TYPES)


def read_string(provenance: Provenance, value: Json, place: Place) -> Json:
    """A string; a number or a boolean is read as it is written."""
    if isinstance(value, str):
        return value
    if isinstance(value, (dict, list)) or value is None:
        report_wrong_type(provenance, place, "this", value, "a string")
        return MISSING
    written = place.file.raw(place.pointer)
    provenance.report(
        place,
        f"{written} is {shown(value)}, and a string is wanted; it is read as text.",
        "Put quotes around it.",
        severity=Severity.NOTE,
    )
    return written


def read_boolean(provenance: Provenance, value: Json, place: Place) -> Json:
    """True or false, also when it is written as a string."""
    if isinstance(value, bool):
        return value
    meant = {"true": True, "false": False, "yes": True, "no": False}
    if isinstance(value, str) and value.lower() in meant:
        provenance.report(
            place,
            f"{value!r} is a string, and true or false is wanted; it is read as meant.",
            f"Write {str(meant[value.lower()]).lower()}.",
            severity=Severity.WARNING,
        )
        return meant[value.lower()]
    report_wrong_type(provenance, place, "this", value, "true or false")
    return MISSING


def report_null(provenance: Provenance, place: Place, name: str) -> None:
    """Report a member whose value is null."""
    provenance.report(
        place,
        f"{name!r} is empty.",
        "Say something, or remove it.",
        severity=Severity.WARNING,
        key=True,
    )


def report_wrong_type(
    provenance: Provenance, place: Place, what: str, value: Json, wanted: str, *, kept: bool = False
) -> None:
    """Report a value of the wrong kind; `"this"` is named by its key.

    It is left out; `kept` where it is read as the only one of a list.
    """
    name = unescape_token(place.pointer.rpartition("/")[2])
    what = repr(name) if what == "this" and name and not name.isdecimal() else what
    given = shown(value) if isinstance(value, (dict, list)) or value is None else repr(value)
    provenance.report(
        place,
        f"{what} has to be {wanted}; it is {given}.",
        "Put it into a list; it is read as its only item."
        if kept
        else "Correct it; it is left out.",
    )


def with_article(noun: str) -> str:
    """The noun with its article, at the beginning of a sentence."""
    return f"{'An' if noun[0] in 'aeio' else 'A'} {noun}"


TYPES = ("null", "boolean", "object", "array", "number", "string", "integer")

_TABLE = """
    int long short bigint int32 int64: type=integer
    float double decimal: type=number
    str text char enum token password: type=string
    bool: type=boolean
    dict map hash hashmap json: type=object
    list set tuple: type=array
    none nil: type=null
    datetime date-time timestamp: type=string format=date-time
    date: type=string format=date
    uuid: type=string format=uuid
    email: type=string format=email
    uri url: type=string format=uri
    file binary: type=string format=binary
"""


def _meant_types() -> dict[str, dict[str, str]]:
    found = {}
    for line in _TABLE.strip().splitlines():
        names, _, keywords = line.partition(":")
        for name in names.split():
            found[name] = dict(word.split("=") for word in keywords.split())
    return found


_MEANT = _meant_types()


def meant_type(word: Json) -> dict[str, str]:
    """Keywords for a type word; empty when anything may be meant."""
    if word is None:
        return {"type": "null"}
    if not isinstance(word, str):
        return {}
    lower = word.strip().lower()
    if lower in _MEANT:
        return dict(_MEANT[lower])
    near = get_close_matches(lower, TYPES, n=1, cutoff=0.8)
    return {"type": near[0]} if near else {}
