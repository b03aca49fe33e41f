"""What an example lacks as a whole: the form that travels, the name that tells choices apart.

The rules about examples ask here.
"""

from __future__ import annotations

from collections.abc import Iterator

from tryfield.core import media_types
from tryfield.core.fields.schema_view import step
from tryfield.core.fields.type_labels import type_of_value
from tryfield.core.jsontext.json_parser import parse
from tryfield.core.model import Endpoint
from tryfield.core.rules.exhibits import Exhibit, exhibits
from tryfield.core.verdict.judgement import FieldVerdict

_STRING = frozenset({"string"})


def written_as_value(exhibit: Exhibit) -> str:
    """`object` or `array` where an OpenAPI document has one for a body that is a text."""
    content = exhibit.content
    if content is None or not media_types.is_text(media_types.essence(content.media_type)):
        return ""
    root = exhibits(exhibit.endpoint).root(exhibit.place)
    if root is None or root.view.types != _STRING or exhibit.example.text[:1] not in ("{", "["):
        return ""
    value = parse(exhibit.example.text).value
    first = next(iter(value), None) if isinstance(value, dict) else "0"
    if not isinstance(value, dict | list) or first is None:
        return ""
    # Only a value has places inside of it; a text that looks like one has none.
    spans = exhibit.endpoint.spans
    inside = any(f"{pointer}/{step(first)}" in spans for pointer in exhibit.pointers)
    return type_of_value(value) if inside else ""


def untold(endpoint: Endpoint) -> Iterator[tuple[Exhibit, FieldVerdict]]:
    """Discriminators that a response leaves out (OpenAPI 3.1, Discriminator Object)."""
    known = exhibits(endpoint)
    for exhibit in known.all:
        if exhibit.kind != "response" or exhibit.judgement is None:
            continue
        elided = exhibit.document is not None and exhibit.document.elided
        for verdict in exhibit.judgement.fields:
            if verdict.verdict != "absent" or not verdict.total or elided:
                continue
            field = known.field(verdict.place, verdict.path)
            union = field.parent.parent if field and field.parent else None
            if field and union and union.choices and union.view.discriminator == field.name:
                yield exhibit, verdict
