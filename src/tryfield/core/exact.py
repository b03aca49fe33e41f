"""JSON text in and out with every digit of its numbers.

The bridge and the request builder use it: a browser's numbers lose digits, ours must not.
`core.jsontext` reads text that people wrote; this reads what programs exchange.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal

from tryfield.core.depth import check_depth
from tryfield.core.model import Json

_MARK = "\ue000"
_MARKED = re.compile(f'"{_MARK}([^"{_MARK}]*){_MARK}"')


def loads(text: str) -> Json:
    """The value of a JSON text; a number with a fraction or an exponent is a `Decimal`.

    Raises:
        ValueError: It is not JSON.
    """
    try:
        check_depth(text)
        return json.loads(text, parse_float=Decimal, parse_constant=_refuse)
    except RecursionError as error:
        raise ValueError("the JSON text is nested too deeply") from error


def dumps(value: Json, *, indent: int | None = None) -> str:
    """A value as JSON text; without an indent it is as short as it can be."""
    marked: list[Decimal] = []

    def number(one: object) -> str:
        if not isinstance(one, Decimal):
            message = f"{type(one).__name__} is not a JSON value"
            raise TypeError(message)
        marked.append(one)
        return f"{_MARK}{one}{_MARK}"

    text = json.dumps(
        value,
        ensure_ascii=False,
        indent=indent,
        separators=None if indent else (",", ":"),
        default=number,
    )
    return _MARKED.sub(r"\1", text) if marked else text


def _refuse(word: str) -> float:
    message = f"{word} is not JSON"
    raise ValueError(message)
