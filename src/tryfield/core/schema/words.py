"""Values in words, short enough for a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tryfield.core.schema.values import NULL, NUMBERS, kind_of

_LONGEST = 60


def quote(value: Any) -> str:
    """A value as JSON writes it, cut when it is long."""
    kind = kind_of(type(value))
    if kind is str:
        text = value if len(value) <= _LONGEST else value[: _LONGEST - 1] + "…"
        if text.isprintable() and '"' not in text and "\\" not in text:
            return f'"{text}"'
        escaped = text.replace("\\", "\\\\").replace('"', '\\"')
        return '"' + "".join(c if c.isprintable() else repr(c)[1:-1] for c in escaped) + '"'
    if kind is bool or kind is NULL:
        return {True: "true", False: "false", None: "null"}[value]
    if kind is list:
        return f"array of {count(len(value), 'item')}" if value else "empty array"
    if kind is dict:
        return f"object of {count(len(value), 'name')}" if value else "empty object"
    try:
        text = str(value)
    except ValueError:  # more digits than Python writes
        return "integer of thousands of digits"
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def describe(value: Any) -> str:
    """The type of a value, and the value."""
    kind = kind_of(type(value))
    if kind is str:
        return "string " + quote(value)
    if kind in NUMBERS:
        return "number " + quote(value)
    return quote(value)


def count(number: Any, noun: str) -> str:
    """`1 item`, `2 items`."""
    plural = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{number} {noun if number == 1 else plural}"


def either(words: Iterable[str]) -> str:
    """`a, b or c`; long lists are cut."""
    known = list(words)
    if len(known) > 12:
        known = [*known[:11], f"{len(known) - 11} more"]
    return " or ".join([", ".join(known[:-1]), known[-1]] if len(known) > 1 else known)


def escape(name: object) -> str:
    """One step of a JSON pointer."""
    text = name if type(name) is str else str(name)
    return text.replace("~", "~0").replace("/", "~1") if "~" in text or "/" in text else text
