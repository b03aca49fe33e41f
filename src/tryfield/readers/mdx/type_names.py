"""Names of types, in lower case, and the schema that each one stands for.

Also the building blocks of such schemas: literals, arrays, maps, alternatives.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_PLAIN = {
    "string": "string str text char varchar texto zeichenkette chaîne textarea email-address "
    "字符串 文本 password phone token html markdown base64 regex slug cuid ulid nanoid hex",
    "integer": "integer int int8 int16 int32 int64 integer32 integer64 uint uint8 uint16 uint32 "
    "uint64 long short bigint smallint byte ganzzahl entero inteiro entier 整数 unsigned bigserial",
    "number": "number float double decimal numeric num real float32 float64 numeric number-float "
    "zahl número numero 数字 浮点数",
    "boolean": "boolean bool booleano booleano booléen bit flag 布尔值 布尔",
    "object": "object obj dict dictionary map hash hashmap struct record mapping json-object "
    "jsonobject stdclass objekt objeto objet 对象",
    "array": "array list arr tuple set liste lista tableau 数组 列表",
}

# Only names of formats themselves; `date` and `datetime` are written for all kinds of dates.
_FORMATS = {
    "date-time": "date-time",
    "uri": "uri",
    "uri-reference": "uri-reference",
    "uuid": "uuid",
    "uuid4": "uuid",
    "uuidv4": "uuid",
    "guid": "uuid",
    "email": "email",
    "e-mail": "email",
    "hostname": "hostname",
    "ipv4": "ipv4",
    "ipv6": "ipv6",
}
_DATES = """
date datetime time timestamptz url link iso-date iso8601 iso-8601 datetime-string isodate
"""
_DATE_PHRASES = (
    "date time",
    "iso date",
    "iso 8601",
    "iso datetime",
    "iso timestamp",
    "iso 8601 date",
)

_FILES = """
file binary blob bytes image audio video pdf buffer stream uploadfile multipart datei archivo 文件
"""
_MEDIA = {
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
    "ogg": "audio/ogg",
    "mulaw": "audio/basic",
    "pcm": "audio/pcm",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "csv": "text/csv",
}

_ANYTHING: list[str] = ["object", "array", "string", "number", "boolean"]


def _names() -> dict[str, Mapping[str, Any]]:
    names: dict[str, Mapping[str, Any]] = {}
    for kind, words in _PLAIN.items():
        names.update((word, {"type": kind}) for word in words.split())
    names.update((name, {"type": "string", "format": form}) for name, form in _FORMATS.items())
    names.update((name, {"type": "string"}) for name in (*_DATES.split(), *_DATE_PHRASES))
    names.update(
        (word, {"type": "string", "contentMediaType": "application/octet-stream"})
        for word in _FILES.split()
    )
    names.update(
        (word, {"type": "string", "contentMediaType": media}) for word, media in _MEDIA.items()
    )
    names["json"] = names["json value"] = {"type": _ANYTHING}
    names["json object"] = {"type": "object"}
    names["json array"] = {"type": "array"}
    names["json string"] = {"type": "string", "contentMediaType": "application/json"}
    names["scalar"] = names["primitive"] = {"type": ["string", "number", "boolean"]}
    names["true"] = {"enum": [True]}
    names["false"] = {"enum": [False]}
    names["unix timestamp"] = names["epoch"] = {"type": "number"}
    return names


NAMES: Mapping[str, Mapping[str, Any]] = _names()
NULLS = frozenset({"null", "none", "nil", "nullable", "void"})
SILENT: Mapping[str, str] = {
    "any": "any value is allowed",
    "mixed": "any value is allowed",
    "unknown": "any value is allowed",
    "various": "any value is allowed",
    "variant": "any value is allowed",
    "enum": "an enumeration may hold any type",
    "duration": "a duration may be a number or a string",
    "timestamp": "a timestamp may be a number or a string",
    "dynamic": "any value is allowed",
    "oneof": "the alternatives are not named",
    "anyof": "the alternatives are not named",
}


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
