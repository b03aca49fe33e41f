"""Building blocks for the schemas of type words: names, literals, arrays, maps, alternatives."""

from __future__ import annotations

from typing import Any

from tryfield.readers.mdx.type_names import NAMES, NULLS, SILENT


def silent(why: str) -> dict[str, Any]:
    """A schema that says nothing, and why."""
    return {"x-tryfield-unchecked": why}


def named(name: str) -> dict[str, Any] | None:
    """The schema of a type name in lower case; None when nobody knows it."""
    for form in (name, name.replace("_", "-"), name.removesuffix("s")):
        if form in NAMES:
            return dict(NAMES[form])
        if form in NULLS:
            return {"type": "null"}
        if form == "undefined":
            return {"type": "undefined"}
        if form in SILENT:
            return silent(SILENT[form])
    if "/" in name and name.split("/", maxsplit=1)[0] in (
        "audio",
        "image",
        "video",
        "application",
        "text",
    ):
        return {"type": "string", "contentMediaType": name}
    return None


def literal_of(kind: str, text: str) -> Any:
    """The value of a literal type: `"asc"`, `0`."""
    if kind == "number":
        return float(text) if "." in text else int(text)
    return text[1:-1]


def array_of(schema: dict[str, Any]) -> dict[str, Any]:
    """An array of items with a schema."""
    return {"type": "array", "items": schema} if schema else {"type": "array"}


def map_of(schema: dict[str, Any]) -> dict[str, Any]:
    """An object whose values have a schema."""
    if "x-tryfield-unchecked" in schema or not schema:
        return {"type": "object"}
    return {"type": "object", "additionalProperties": schema}


def united(branches: list[dict[str, Any]]) -> dict[str, Any]:
    """One schema for alternatives; simple ones share a `type`, literals an `enum`."""
    if not branches:
        return {}
    if any("x-tryfield-unchecked" in branch for branch in branches):
        return dict(next(branch for branch in branches if "x-tryfield-unchecked" in branch))
    if len(branches) == 1:
        return branches[0]
    distinct: list[dict[str, Any]] = []
    for branch in branches:
        if branch not in distinct:
            distinct.append(branch)
    if all(set(branch) == {"enum"} or branch == {"type": "null"} for branch in distinct):
        values = [value for branch in distinct for value in branch.get("enum", [None])]
        return {"enum": values}
    if all(set(branch) == {"type"} for branch in distinct):
        types: list[str] = []
        for branch in distinct:
            found = branch["type"]
            for word in found if isinstance(found, list) else [found]:
                if word not in types:
                    types.append(word)
        return {"type": types[0] if len(types) == 1 else types}
    nothing = {"type": "null"}
    if len(distinct) == 2 and nothing in distinct:
        (other,) = [branch for branch in distinct if branch != nothing]
        if isinstance(other.get("type"), str) and "enum" not in other:
            return {**other, "type": [other["type"], "null"]}
        if set(other) == {"enum"}:
            return {"enum": [*other["enum"], None]}
    return {"anyOf": distinct}


def annotated(schema: dict[str, Any], inner: list[tuple[str, str]]) -> dict[str, Any]:
    """A schema with what stands in brackets behind its name: a format, values, `nullable`."""
    note = " ".join(text for _, text in inner).lower()
    if {"nullable", "null"}.intersection(note.replace(",", " ").split()):
        schema = united([schema, {"type": "null"}])
    values = [literal_of(kind, text) for kind, text in inner if kind in ("text", "number")]
    others = [text for kind, text in inner if kind not in ("text", "number")]
    if any(kind == "text" for kind, _ in inner) and all(text in "|,/" for text in others):
        return {**schema, "enum": values}
    known = NAMES.get(note)
    if known is not None and known.get("type") == schema.get("type"):
        return {**schema, **known}
    return schema
