"""Several words that are one type: `datetime string`, `User Object`, `positive integer`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tryfield.readers.mdx.type_names import NAMES
from tryfield.readers.mdx.type_schemas import named, silent

_OBJECTS = frozenset({"object", "objekt", "objeto", "objet", "dict", "map", "objects"})
_LISTS = frozenset({"array", "list", "arrays", "lists"})
# What may stand behind a type and says no other type: `string matching ^G`, `string enum`.
_BEHIND = frozenset(
    {"matching", "in", "of", "enum", "with", "format", "formatted", "between", "up", "max", "min"}
    | {"as", "representing", "containing", "value", "values", "id", "only", "from", "type", "field"}
)
_BEFORE = frozenset(
    {"positive", "negative", "unsigned", "signed", "unique", "valid", "encoded", "non-empty"}
    | {"a", "an", "the", "non-negative", "nonnegative", "plain", "single", "whole", "any"}
)


def phrase(words: Sequence[str]) -> dict[str, Any]:
    """The schema of a run of words; a silent one when nobody knows what they mean."""
    run = [word.lower() for word in words]
    whole = _known(run)
    if whole is not None:
        return whole
    while len(run) > 1 and run[0] in _BEFORE:
        run = run[1:]
        if (whole := _known(run)) is not None:
            return whole
    if len(run) > 1:
        if run[-1] in _OBJECTS:
            return {"type": "object"}
        if run[-1] in _LISTS:
            inner = named(" ".join(run[:-1]))
            return {"type": "array", "items": inner} if inner else {"type": "array"}
        first = named(run[0])
        if first is not None and run[1] in _BEHIND:
            return first
        last = NAMES.get(run[-1])
        if last is not None and last.get("type") in ("string", "integer", "number", "boolean"):
            before = named(" ".join(run[:-1]))
            same = before is not None and before.get("type") == last["type"]
            return before if same and before is not None else dict(last)
    return silent(f"'{' '.join(words)}' is no type that we know")


def _known(run: list[str]) -> dict[str, Any] | None:
    return named(" ".join(run)) if run else None
