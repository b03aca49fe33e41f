"""Types that are no types of JSON Schema, and what their authors mean by them."""

from __future__ import annotations

from difflib import get_close_matches

from tryfield.core.model import Json

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


def _meant() -> dict[str, dict[str, str]]:
    found = {}
    for line in _TABLE.strip().splitlines():
        names, _, keywords = line.partition(":")
        for name in names.split():
            found[name] = dict(word.split("=") for word in keywords.split())
    return found


_MEANT = _meant()


def meant(word: Json) -> dict[str, str]:
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
