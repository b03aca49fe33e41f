"""Schemas that validators of documents refuse although they say something: set aside, and back.

`to_openapi` sets a default that contradicts its schema aside, as `x-tryfield-default`; readers
restore it.
"""

from __future__ import annotations

from typing import Any

from tryfield.core.model import Json

#: Keyword that was set aside -> the keyword that it is.
ASIDE = {"x-tryfield-default": "default", "x-tryfield-pattern": "pattern"}
#: On a branch of `allOf` that only says what the schema around it requires.
REQUIRED = "x-tryfield-required"


def restored(schema: dict[str, Any]) -> dict[str, Json]:
    """The schema as it was before it was adjusted."""
    if not any(word in schema for word in ASIDE):
        branches = schema.get("allOf")
        if not isinstance(branches, list) or not any(map(_is_aside, branches)):
            return schema
    found = {ASIDE.get(word, word): value for word, value in schema.items()}
    branches = found.get("allOf")
    if isinstance(branches, list) and any(map(_is_aside, branches)):
        kept = [branch for branch in branches if not _is_aside(branch)]
        more = [n for branch in branches if _is_aside(branch) for n in branch.get("required", ())]
        found["required"] = [*found.get("required", ()), *more]
        found["allOf"] = kept
        if not kept:
            del found["allOf"]
    return found


def _is_aside(branch: Json) -> bool:
    return isinstance(branch, dict) and branch.get(REQUIRED) is True
