"""The text of an example and its JSON value: which one a document means, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tryfield.core.contract.schema_references import component
from tryfield.core.lossless_json import check_depth, loads_finite
from tryfield.core.media_types import is_json_text
from tryfield.core.model import Json, Schema

# Made once; the one that indents is written in Python, and slow.
_INDENTED = json.JSONEncoder(indent=2, ensure_ascii=False)
_SHORT = json.JSONEncoder(ensure_ascii=False)
_OBJECT_WORDS = ("properties", "additionalProperties", "items", "prefixItems", "patternProperties")


def text_of(
    value: Json,
    media_type: str,
    schema: Schema | None,
    components: Mapping[str, Schema],
) -> tuple[str, bool]:
    """The text an example's value travels as, and whether it is the value itself.

    A string is that text unless the media type is JSON and the schema allows a string: authors
    write JSON text into YAML blocks, and only the schema tells it from a string.
    """
    if isinstance(value, str):
        if not is_json_text(media_type):
            return value, True
        allowed = _allows_string(schema, components, 8)
        if allowed is False or (allowed is None and value.lstrip()[:1] in {"{", "["}):
            return value, True
    encoder = _INDENTED if isinstance(value, (Mapping, list, tuple)) else _SHORT
    return encoder.encode(value), False


def value_of(text: str, media_type: str) -> Json:
    """The JSON value of an example's text; the text itself when it is not JSON."""
    if not is_json_text(media_type):
        return text
    try:
        check_depth(text)
        return loads_finite(text)
    except (ValueError, RecursionError):
        return text


def _allows_string(
    schema: Schema | None, components: Mapping[str, Schema], depth: int
) -> bool | None:
    """Whether a string can satisfy the schema; None when it does not say."""
    if not isinstance(schema, Mapping) or depth == 0:
        return None
    if isinstance(reference := schema.get("$ref"), str):
        return _allows_string(component(reference, components), components, depth - 1)
    kind: Any = schema.get("type")
    if isinstance(kind, str):
        return kind == "string"
    if isinstance(kind, (list, tuple)):
        return "string" in kind
    if any(word in schema for word in _OBJECT_WORDS):
        return False
    for word, decide in (("allOf", all), ("oneOf", any), ("anyOf", any)):
        branches = schema.get(word)
        if isinstance(branches, (list, tuple)):
            answers = [_allows_string(branch, components, depth - 1) for branch in branches]
            known = [answer for answer in answers if answer is not None]
            if known and (decide is all or len(known) == len(answers)):
                return decide(known)
    return None
