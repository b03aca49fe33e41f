"""What schemas say without asserting it: titles, defaults, unknown words; and direction."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tryfield.core.json_pointer import escape_token
from tryfield.core.schema.json_values import KINDS
from tryfield.core.schema.schema_compiler import Compiler, Here
from tryfield.core.schema.schema_documents import LISTS, MAPS, SINGLE
from tryfield.core.schema.schema_errors import Claim, refusal
from tryfield.core.schema.schema_node import Keyword, never

_ASSERTING = frozenset((
    "$anchor", "$comment", "$dynamicAnchor", "$dynamicRef", "$id", "$ref", "$schema",
    "$vocabulary", "const", "dependentRequired", "discriminator", "enum", "exclusiveMaximum",
    "exclusiveMinimum", "maxContains", "maxItems", "maxLength", "maxProperties", "maximum",
    "minContains", "minItems", "minLength", "minProperties", "minimum", "multipleOf", "pattern",
    "required", "type", "uniqueItems",
))  # fmt: skip
_SILENT = (_ASSERTING | SINGLE | LISTS | MAPS) - {"contentSchema"}


def meta(c: Compiler, schema: dict[str, Any], here: Here) -> Iterator[Keyword]:
    """Annotations, and the keywords of ours that tell about them."""
    why = schema.get("x-tryfield-unchecked")
    if why:
        yield c.doubt(here, "x-tryfield-unchecked", str(why))
    if c.hiding and schema.get(c.hiding) is True:
        claim = Claim(c.pointer(here, c.hiding), c.hiding)
        yield Keyword(dict.fromkeys(KINDS, never), refusal(claim))
    pointer = c.pointer(here)
    for word, value in schema.items():
        if word not in _SILENT and (word != "contentSchema" or "contentMediaType" in schema):
            yield Keyword(note=(word, f"{pointer}/{escape_token(word)}", value))
