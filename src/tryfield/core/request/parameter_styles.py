"""A parameter's value as text: the styles of OpenAPI, after RFC 6570.

`request_builder` uses it for parameters, and `request_body` for the fields of URL-encoded forms.

Source: OpenAPI 3.1.1, Parameter Object, Style Examples; OpenAPI 3.2.0 for `cookie`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TypeAlias
from urllib.parse import quote

from tryfield.core import lossless_json
from tryfield.core.model import Json

Pairs: TypeAlias = "list[tuple[str, str]]"
Encode: TypeAlias = "Callable[[str], str]"

_RESERVED = ":/?@!$()*,;="
_ENCODED = re.compile(r"(%[0-9A-Fa-f]{2})")
_DELIMITERS = {"spaceDelimited": "%20", "pipeDelimited": "%7C"}
_PREFIXES = {"label": ".", "matrix": ";"}


def plain(value: Json) -> str:
    """A single value as text: `true`, `null`, `12.50`; anything with parts as JSON."""
    if isinstance(value, str):
        return value
    return lossless_json.dumps(value)


def encoded(text: str) -> str:
    """Text for any place of a URL."""
    return _quoted(text, "")


def reserved(text: str) -> str:
    """Text of a parameter with `allowReserved`; what would end the value is still encoded."""
    # As `{+name}` in RFC 6570: what is encoded already passes, a lone percent sign does not.
    parts = _ENCODED.split(text)
    return "".join(part if n % 2 else _quoted(part, _RESERVED) for n, part in enumerate(parts))


def in_path(text: str) -> str:
    """Text of a path parameter with `allowReserved`; a question mark would begin the query."""
    return reserved(text).replace("?", "%3F")


def as_is(text: str) -> str:
    """Text for a header."""
    return text


def query_pairs(name: str, value: Json, style: str, explode: bool, encode: Encode) -> Pairs:
    """Encoded names and values of one query parameter, cookie or form field."""
    key = encoded(name) if encode is not as_is else name
    if style == "deepObject" and isinstance(value, dict):
        return list(_deep(name, value, encode)) or [(key, "")]
    if isinstance(value, dict) and explode:
        return [(encode(one), encode(plain(item))) for one, item in value.items()] or [(key, "")]
    if isinstance(value, (dict, list)):
        items = _items(value)
        if explode and isinstance(value, list):
            return [(key, encode(item)) for item in items] or [(key, "")]
        return [(key, _DELIMITERS.get(style, ",").join(map(encode, items)))]
    return [(key, encode(plain(value)))]


def segment(name: str, value: Json, style: str, explode: bool, encode: Encode) -> str:
    """A path parameter or a header: `simple`, `label` or `matrix`."""
    prefix = _PREFIXES.get(style, "")
    key = encode(name)
    if isinstance(value, (dict, list)):
        if isinstance(value, dict) and explode:
            parts = [f"{encode(one)}={encode(plain(item))}" for one, item in value.items()]
        else:
            parts = [encode(item) for item in _items(value)]
            if style == "matrix" and explode:
                parts = [f"{key}={part}" for part in parts]
        if style == "matrix" and (not explode or not parts):
            return f";{key}" + (f"={','.join(parts)}" if parts else "")
        joint = prefix if prefix and explode else ","
        return prefix + joint.join(parts)
    text = encode(plain(value))
    if style == "matrix":
        return f";{key}={text}" if text else f";{key}"
    return prefix + text


def _quoted(text: str, safe: str) -> str:
    return quote(text, safe=safe, errors="replace")


def _items(value: Json) -> list[str]:
    if isinstance(value, dict):
        return [plain(one) for pair in value.items() for one in pair]
    return [plain(one) for one in value]


def _deep(name: str, value: Json, encode: Encode) -> Iterator[tuple[str, str]]:
    stack = [(encoded(name), value)]
    while stack:
        key, one = stack.pop()
        if isinstance(one, dict) and one:
            stack += [(f"{key}%5B{encoded(k)}%5D", item) for k, item in reversed(one.items())]
        elif isinstance(one, list) and one:
            stack += [(key, item) for item in reversed(one)]
        else:
            yield key, "" if one in ({}, []) else encode(plain(one))
