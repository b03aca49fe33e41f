"""JSON numbers without loss: `int`, `float` where it is exact, otherwise `Decimal`."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

_EXPONENT = 10_000  # beyond, arithmetic with a Decimal takes memory and time
_INTEGER = 4000  # Python refuses to read longer integers
_LENIENT = re.compile(
    r"([+-]?)(?:0[xX]([0-9a-fA-F]{1,32})|([0-9_]*)(?:\.([0-9_]*))?([eE][+-]?\d{1,9})?)"
)


def exact(text: str) -> float | Decimal:
    """A number with a fraction or an exponent; raises ValueError when it is out of reach."""
    near = float(text)
    brief = repr(near)
    if brief == text:
        return near
    try:
        precise = Decimal(text)
    except InvalidOperation as fault:
        raise ValueError(text) from fault
    if not -_EXPONENT <= precise.adjusted() <= _EXPONENT:
        raise ValueError(text)
    return near if Decimal(brief) == precise else precise


def number(text: str) -> int | float | Decimal:
    """Any number of the JSON grammar; raises ValueError when it is out of reach."""
    if "." in text or "e" in text or "E" in text or len(text) > _INTEGER:
        return exact(text)
    return int(text)


def normal(text: str) -> str:
    """What a number of JavaScript or Python is in JSON (`.5`, `+1`, `0x1F`, `1_000`), or `""`."""
    match = _LENIENT.fullmatch(text)
    if match is None:
        return ""
    sign, hexadecimal, digits, fraction, exponent = match.groups()
    sign = "-" if sign == "-" else ""
    if hexadecimal:
        return f"{sign}{int(hexadecimal, 16)}"
    digits = (digits or "").replace("_", "")
    fraction = (fraction or "").replace("_", "")
    if not digits and not fraction:
        return ""
    return (
        sign + (digits.lstrip("0") or "0") + (f".{fraction}" if fraction else "") + (exponent or "")
    )
