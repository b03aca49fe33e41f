"""Defaults, bounds, values and examples that attributes of a field say, put into its schema."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any

from tryfield.readers.mdx.bulleted import FROM_WORDS
from tryfield.readers.mdx.fields import FieldNote


def put_default(schema: dict[str, Any], value: Any) -> None:
    """The default as a value of the type; as it was written when it is none."""
    fitted = _fitted(value, schema.get("type"))
    if fitted is _NOTHING:
        schema["x-tryfield-default"] = value
    else:
        schema["default"] = fitted


_NOTHING: Any = object()
_FITS: Mapping[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
    "null": lambda value: value is None,
}


def _fitted(value: Any, kind: Any) -> Any:
    """A written default as a value of the type; `_NOTHING` when it is none."""
    kinds = kind if isinstance(kind, list) else [kind] if kind else []
    if isinstance(value, str):
        plain = value.strip()
        if "string" in kinds or not kinds:
            if len(plain) > 1 and plain[0] == plain[-1] and plain[0] in "\"'":
                return plain[1:-1]
            if plain == "null" and "null" in kinds:
                return None
            return value
        try:
            word = {"True": "true", "False": "false", "None": "null"}.get(plain, plain)
            value = json.loads(word, parse_constant=_refused, parse_float=_finite)
        except (ValueError, RecursionError):
            return _NOTHING
    if not kinds or any(_FITS[each](value) for each in kinds if each in _FITS):
        return value
    if "string" in kinds and isinstance(value, (int, float)):
        return json.dumps(value)
    return _NOTHING


def _refused(word: str) -> Any:
    raise ValueError(word)


def _finite(word: str) -> float:
    value = float(word)
    if not isfinite(value):
        raise ValueError(word)
    return value


_NUMBERS = {"minimum": "minimum", "maximum": "maximum", "min": "minimum", "max": "maximum"}
_LENGTHS = ("minLength", "maxLength")


def put_extras(schema: dict[str, Any], note: FieldNote) -> None:
    """What other attributes of the tag say: values, format, bounds, an example."""
    for name, value in note.extra.items():
        if name in ("enum", "options") and isinstance(value, list) and value:
            schema["enum"] = value
        elif name == "format" and isinstance(value, str):
            schema["format"] = value
        elif name in _NUMBERS or name in _LENGTHS:
            number = _fitted(value, "integer" if name in _LENGTHS else "number")
            if (number is not _NOTHING and number >= 0) or (
                name in _NUMBERS and number is not _NOTHING
            ):
                schema[_NUMBERS.get(name, name)] = number
        elif name == "example" and value is not True:
            fitted = _fitted(value, schema.get("type"))
            schema["examples"] = [value if fitted is _NOTHING else fitted]
        elif name == FROM_WORDS:
            schema[FROM_WORDS] = value
        elif name in ("placeholder", "pre", "post") and value is not True:
            schema[f"x-tryfield-{name}"] = value
    if note.extra.get("nullable") in (True, "true"):
        _allow_null(schema)


def _allow_null(schema: dict[str, Any]) -> None:
    kind = schema.get("type")
    kinds = kind if isinstance(kind, list) else [kind] if kind else []
    if kinds and "null" not in kinds:
        schema["type"] = [*kinds, "null"]
    if "enum" in schema and None not in schema["enum"]:
        schema["enum"] = [*schema["enum"], None]
    if isinstance(schema.get("anyOf"), list):
        schema["anyOf"] = [*schema["anyOf"], {"type": "null"}]
