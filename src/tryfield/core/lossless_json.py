"""JSON text that programs exchange, with every digit of its numbers, and never nested too deeply.

The bridge and the request builder use it: a browser's numbers lose digits, ours must not.
`core.jsontext` reads text that people wrote; this reads what programs exchange. The depth is
checked before the `json` module follows it down: in a browser nothing stops C code that recurses
too far, and the whole interpreter is lost; CPython raises `RecursionError` in time.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from decimal import Decimal
from itertools import accumulate
from math import isinf
from typing import Any, Self

from tryfield.core.model import Json

_SURROGATE = re.compile("[\ud800-\udfff]")


class WrittenNumber(Decimal):
    """A number that is written again as it was: `1e3`, not `1E+3`."""

    __slots__ = ("text",)
    text: str

    def __new__(cls, text: str) -> Self:
        number = super().__new__(cls, text)
        number.text = text
        return number

    def __str__(self) -> str:
        return self.text


def loads(text: str) -> Json:
    """The value of a JSON text; a number with a fraction or an exponent is a `WrittenNumber`.

    Raises:
        ValueError: It is not JSON.
    """
    try:
        check_depth(text)
        return json.loads(text, parse_float=WrittenNumber, parse_constant=_refuse)
    except RecursionError as error:
        raise ValueError("the JSON text is nested too deeply") from error


def loads_finite(
    text: str, *, members: Callable[[list[tuple[str, Any]]], Any] | None = None
) -> Json:
    """The value of a JSON text with the numbers of Python; those that are too large are no JSON.

    Args:
        text: How deep it is nested is the caller's care.
        members: What an object becomes, as `object_pairs_hook`.

    Raises:
        ValueError: It is not JSON.
        RecursionError: It is nested too deeply.
    """
    return json.loads(text, object_pairs_hook=members, parse_float=_finite, parse_constant=_refuse)


def dumps(value: Json, *, indent: int | None = None) -> str:
    """A value as JSON text; without an indent it is as short as it can be."""
    for mark in map(chr, range(0xE000, 0xF900)):
        marked: list[Decimal] = []

        def number(one: object, mark: str = mark, marked: list[Decimal] = marked) -> str:
            if not isinstance(one, Decimal):
                message = f"{type(one).__name__} is not a JSON value"
                raise TypeError(message)
            marked.append(one)
            return f"{mark}{one!s}{mark}"

        separators = None if indent else (",", ":")
        text = json.dumps(
            value, ensure_ascii=False, indent=indent, separators=separators, default=number
        )
        if not marked or text.count(mark) == 2 * len(marked):
            break  # Otherwise a text of the value holds the mark itself.
    if marked:
        text = text.replace(f'"{mark}', "").replace(f'{mark}"', "")
    # Half of a surrogate pair cannot leave Python as text, but it can as an escape.
    return text if _is_text(text) else _SURROGATE.sub(lambda one: f"\\u{ord(one[0]):04x}", text)


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _finite(text: str) -> float:
    number = float(text)
    if isinf(number):
        raise ValueError(f"{text} is too large")
    return number


def _refuse(word: str) -> float:
    message = f"{word} is not JSON"
    raise ValueError(message)


DEEPEST = 1_000

_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?', re.DOTALL)
_PLAIN = re.compile(r"[^\[\]{}]+")
_STEPS = {"[": 1, "{": 1, "]": -1, "}": -1}


def check_depth(text: str | bytes) -> None:
    """Let a JSON text pass that is not nested too deeply.

    Raises:
        RecursionError: It is.
    """
    text = text if isinstance(text, str) else text.decode("utf-8", "replace")
    if text.count("[") + text.count("{") <= DEEPEST:
        return
    brackets = _PLAIN.sub("", _STRING.sub("", text))
    if max(accumulate(map(_STEPS.__getitem__, brackets)), default=0) > DEEPEST:
        raise RecursionError("the JSON text is nested too deeply")
