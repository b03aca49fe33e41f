"""What a plain YAML scalar means to a reader of JSON.

YAML 1.1 makes a boolean of `no`, a date of `2024-01-01` and 83 of `0123`; OpenAPI documents are
JSON in another spelling, so only what JSON calls a number is a number here.
"""

from __future__ import annotations

import re

from tryfield.core.model import Json

_NUMBER = re.compile(
    r"-?(?:0|[1-9]\d*)(?:\.\d*)?(?:[eE][-+]?\d{1,4})?|[-+]?\.\d+(?:[eE][-+]?\d{1,4})?"
)
_WORDS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_STARTS = frozenset("-+.0123456789")
_LONGEST = 400  # digits; beyond, it is an identifier


def plain(text: str) -> Json:
    """The JSON value of an unquoted scalar."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in _STARTS and len(text) < _LONGEST and _NUMBER.fullmatch(text):
        if text.lstrip("-").isdecimal():
            return int(text)
        number = float(text)
        return text if number in (float("inf"), float("-inf")) else number
    return text


def tagged(tag: str, text: str) -> tuple[bool, Json]:
    """Whether we know a scalar's explicit tag, and the value that it then has."""
    kind = tag.removeprefix("tag:yaml.org,2002:")
    if kind in {"str", "!", "binary", "timestamp"}:
        return True, text
    value = plain(text)
    known = {
        "int": isinstance(value, int) and not isinstance(value, bool),
        "float": isinstance(value, (int, float)) and not isinstance(value, bool),
        "bool": isinstance(value, bool),
        "null": value is None,
    }
    return known.get(kind, False), value
