"""JSON values: their kinds, their equality, and descriptions short enough for a sentence."""

from __future__ import annotations

from typing import Any


class Exact:
    """The kind of numbers that are neither plain `int` nor plain `float`."""


NULL = type(None)

#: Every value is of one kind; `object` is what JSON has no name for.
KINDS: tuple[type, ...] = (dict, list, str, int, float, bool, NULL, Exact, object)

NUMBERS: tuple[type, ...] = (int, float, Exact)

TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": NUMBERS,
    "number": NUMBERS,
    "boolean": (bool,),
    "null": (NULL,),
}


def kind_of(cls: type) -> type:
    """The kind that values of a class are of."""
    if cls in KINDS:
        return cls
    for kind in (dict, str):
        if issubclass(cls, kind):
            return kind
    if issubclass(cls, list | tuple):
        return list
    if issubclass(cls, int | float) or hasattr(cls, "as_integer_ratio"):
        return Exact
    return object


def exact(number: Any) -> tuple[int, int] | None:
    """Mantissa and power of ten, without trailing zeros; None for what is not finite."""
    if isinstance(number, int):
        mantissa, exponent = int(number), 0
    else:
        head, _, power = str(number).lower().partition("e")
        whole, _, fraction = head.partition(".")
        try:
            mantissa, exponent = int(whole + fraction), int(power or 0) - len(fraction)
        except ValueError:
            return None
    if not mantissa:
        return 0, 0
    while mantissa % 10 == 0:
        mantissa //= 10
        exponent += 1
    return mantissa, exponent


def is_number(value: Any) -> bool:
    """Whether a value counts; `true` does not."""
    return not isinstance(value, bool | str | None) and hasattr(value, "__float__")


def is_whole(number: Any) -> bool:
    """Whether a number is an integer for JSON Schema, as `1.0` is."""
    if type(number) is float:
        return bool(number.is_integer())
    parts = exact(number)
    return parts is not None and parts[1] >= 0


def compare(left: Any, right: Any) -> int:
    """-1, 0 or 1, without rounding; 1 where one of them is not finite."""
    a, b = exact(left), exact(right)
    if a is None or b is None:
        return int(left > right) - int(left < right)
    m, e = a
    n, f = b
    if (m > 0) != (n > 0) or not m or not n:
        return (m > n) - (m < n)
    sign = 1 if m > 0 else -1
    digits = len(str(abs(m))) + e - len(str(abs(n))) - f
    if digits:
        return sign if digits > 0 else -sign
    low = min(e, f)  # same magnitude, so the shift is no longer than the digits written
    m *= int(10 ** (e - low))
    n *= int(10 ** (f - low))
    return (m > n) - (m < n)


def is_multiple(number: Any, divisor: Any) -> bool:
    """Whether `number` is a whole multiple, in decimal: `0.3` is one of `0.1`."""
    a, b = exact(number), exact(divisor)
    if a is None or b is None or not b[0]:
        return False
    (m, e), (n, f) = a, b
    if e >= f:
        return m * pow(10, e - f, abs(n)) % n == 0
    if len(str(abs(m))) < f - e:  # smaller than the divisor: only zero is a multiple
        return not m
    return m % (n * int(10 ** (f - e))) == 0


#: Classes of values that Python compares as JSON Schema does.
PLAIN: frozenset[type] = frozenset((str, int, float, NULL))


def key(value: Any, room: int = 250) -> Any:
    """Something hashable that two values share exactly when JSON Schema says they are equal.

    Raises:
        RecursionError: It is nested too deeply. In a browser, Python itself notices too late.
    """
    cls = type(value)
    if cls in PLAIN:
        return value
    if cls is bool:
        return (bool, value)
    if not room:
        raise RecursionError
    room -= 1
    kind = kind_of(cls)
    if kind is dict:
        if PLAIN.issuperset(map(type, value.values())):
            return (dict, frozenset(value.items()))
        return (dict, frozenset([(name, key(item, room)) for name, item in value.items()]))
    if kind is list:
        if PLAIN.issuperset(map(type, value)):
            return (list, tuple(value))
        return (list, tuple([key(item, room) for item in value]))
    if kind is Exact:
        parts = exact(value)
        if parts is None or exact(float(value)) == parts:
            return float(value)
        return parts[0] * 10 ** parts[1] if 0 <= parts[1] < 400 else parts
    return value if cls.__hash__ is not None else (object, id(value))


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


def count(number: Any, noun: str) -> str:
    """`1 item`, `2 items`."""
    plural = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{number} {noun if number == 1 else plural}"
