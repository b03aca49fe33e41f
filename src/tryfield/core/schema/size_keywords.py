"""Limits of how long a text, an array or an object may be; least and most are tested together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tryfield.core.schema.json_values import is_number, is_whole
from tryfield.core.schema.schema_compiler import Compiler, Here, leaf
from tryfield.core.schema.schema_errors import Claim, Error, found
from tryfield.core.schema.schema_node import Check, Keyword


def sizes(
    c: Compiler, schema: dict[str, Any], here: Here, kind: type, word: str
) -> Iterator[Keyword]:
    """`minItems` and `maxItems` for the word `Items`, and their like."""
    lower, upper = f"min{word}", f"max{word}"
    least, most = size_of(schema.get(lower)), size_of(schema.get(upper))
    if least is None and most is None:
        return
    few = Claim(c.pointer(here, lower), lower, least)
    many = Claim(c.pointer(here, upper), upper, most)
    if least is not None and most is not None:
        yield _between(kind, least, few, most, many)
    elif least is not None:
        yield leaf({kind: lambda value: len(value) >= least}, few)
    elif most is not None:
        yield leaf({kind: lambda value: len(value) <= most}, many)


def size_of(value: Any) -> int | None:
    """A limit of lengths: a whole number of at least 0, else None."""
    if value is None or not is_number(value) or not is_whole(value) or value < 0:
        return None
    return int(value)


def _between(kind: type, least: int, few: Claim, most: int, many: Claim) -> Keyword:
    def explain(value: Any, at: str, out: list[Error]) -> None:
        if len(value) < least:
            out.append(found(few, at, value))
        if len(value) > most:
            out.append(found(many, at, value))

    checks: dict[type, Check | None] = {kind: lambda value: least <= len(value) <= most}
    return Keyword(checks, explain, careful=True)
