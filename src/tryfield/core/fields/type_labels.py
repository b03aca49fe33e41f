"""Type labels: `string`, `array of integer`, `string or null`; of schemas and of values."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any


def type_of_value(value: Any) -> str:
    """The JSON Schema type of a value; a number without a fraction is an `integer`."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "integer" if value.is_integer() else "number"
    if isinstance(value, Decimal):
        exponent = value.as_tuple().exponent
        whole = isinstance(exponent, int) and (exponent >= 0 or value == value.to_integral_value())
        return "integer" if whole else "number"
    if isinstance(value, str):
        return "string"
    return "object" if isinstance(value, Mapping) else "array"


def a_type(words: str) -> str:
    """`an integer`, `a string`: type words inside a sentence."""
    if words in ("null", "true", "false") or words.startswith(("any", "one of")):
        return words
    return f"an {words}" if words[:1] in "aeio" else f"a {words}"


def join_or(words: list[str]) -> str:
    """`string`, `string or null`, `string, integer or null`."""
    return _joined(words, "or")


def join_and(words: list[str]) -> str:
    """`'id'`, `'id' and 'name'`, `'id', 'name' and 'email'`."""
    return _joined(words, "and")


def _joined(words: list[str], last: str) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"
