"""The bytes of a body in its media type.

Source: OpenAPI 3.1.1, Encoding Object; WHATWG URL, application/x-www-form-urlencoded; RFC 7578.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tryfield.core import lossless_json
from tryfield.core.media_types import essence, is_xml
from tryfield.core.model import Content, Example, Json, Schema
from tryfield.core.multipart import multipart
from tryfield.core.parameter_styles import as_is, encoding_of, form_pairs, plain, query_pairs
from tryfield.core.request.request_values import File, Values
from tryfield.core.wire import Part

_LINES = frozenset(
    ("application/jsonl", "application/x-ndjson", "application/ndjson", "application/x-jsonlines")
)
_JSON_KINDS = frozenset(("jsonl", "x-ndjson", "ndjson", "x-jsonlines", "json-seq"))
_LINE_END = re.compile(r"[\r\n]+")


def kind_of(media_type: str) -> str:
    """How a body is written: `json`, `form`, `multipart`, `text` or `file`."""
    whole = essence(media_type)
    main, _, sub = whole.partition("/")
    if sub == "json" or sub.endswith("+json") or sub in _JSON_KINDS:
        return "json"
    if whole == "application/x-www-form-urlencoded":
        return "form"
    if main == "multipart":
        return "multipart"
    written = sub in ("xml", "yaml", "x-yaml", "javascript", "graphql", "sql", "toml", "x-sh")
    if main == "text" or written or sub.endswith(("+xml", "+yaml")):
        return "text"
    return "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class WireBody:
    """A body as it travels."""

    content: bytes = b""
    media_type: str = ""  #: "" when there is no body
    parts: tuple[Part, ...] = ()  #: of a multipart body
    filename: str = ""  #: of a body that is one file


def wire_body(values: Values, content: Content | None, media_type: str) -> WireBody:
    """The body in its media type."""
    if values.file is not None:
        said = values.file.media_type
        written = said if "*" in media_type and said else media_type
        return WireBody(
            content=values.file.content, media_type=written, filename=values.file.filename
        )
    if values.form is not None:
        encoding = content.encoding if content else {}
        if kind_of(media_type) == "multipart":
            return _multipart(values.form, encoding, media_type)
        return WireBody(content=form_bytes(values.form, encoding), media_type=media_type)
    if values.body is None:
        return WireBody()
    return WireBody(content=_encoded_text(values.body, media_type), media_type=media_type)


def example_text(content: Content, example: Example, components: Mapping[str, Schema]) -> str:
    """The text of a documented body: as it is written, or its value in the media type."""
    if not example.has_value:
        return example.text
    return body_text(example.value, content, components)


def body_text(value: Json, content: Content, components: Mapping[str, Schema]) -> str:
    """A value as the text of a body: JSON, JSON Lines, XML, CSV, a form or plain text.

    A string is the text itself, unless the media type is JSON.
    """
    media_type = essence(content.media_type)
    _, _, sub = media_type.partition("/")
    if media_type in _LINES or sub == "json-seq":
        if isinstance(value, str):
            return value
        mark = "\x1e" if sub == "json-seq" else ""
        items = value if isinstance(value, list) else [value]
        return "".join(f"{mark}{lossless_json.dumps(one)}\n" for one in items)
    if kind_of(media_type) == "json":
        return lossless_json.dumps(value, indent=2)
    if isinstance(value, str):
        return value
    if is_xml(media_type):
        from tryfield.core.request.xml_body import xml_text  # few documents have XML

        return xml_text(value, content.schema, components)
    if sub in ("csv", "tab-separated-values"):
        return _table(value, "\t" if sub != "csv" else ",")
    if kind_of(media_type) == "form" and isinstance(value, dict):
        return form_bytes(value, content.encoding).decode()
    structured = isinstance(value, (dict, list))
    return lossless_json.dumps(value, indent=2) if structured else plain(value)


def _table(value: Json, separator: str) -> str:
    """Rows of objects or arrays as CSV (RFC 4180); other values as they are."""
    rows = value if isinstance(value, list) else [value]
    if not rows or not all(isinstance(row, (dict, list)) for row in rows):
        return "".join(f"{_cell(row, separator)}\r\n" for row in rows)
    names = list(dict.fromkeys(name for row in rows if isinstance(row, dict) for name in row))
    lines = [names] if names else []
    lines += [[row.get(n) for n in names] if isinstance(row, dict) else row for row in rows]
    return "".join(separator.join(_cell(one, separator) for one in line) + "\r\n" for line in lines)


def _cell(value: Json, separator: str) -> str:
    text = "" if value is None else plain(value)
    quoted = any(sign in text for sign in (separator, '"', "\r", "\n"))
    return '"' + text.replace('"', '""') + '"' if quoted else text


def _encoded_text(text: str, media_type: str) -> bytes:
    charset = "utf-8"
    for parameter in media_type.split(";")[1:]:
        name, _, value = parameter.strip().partition("=")
        if name.lower() == "charset":
            charset = value.strip('"') or charset
    try:
        return text.encode(charset, "strict")
    except (LookupError, UnicodeError):
        return text.encode("utf-8", "replace")


def form_bytes(form: Mapping[str, Json], encoding: Mapping[str, Json]) -> bytes:
    """Fields as application/x-www-form-urlencoded: a body, or a whole query."""
    texts = {name: _form_value(value) for name, value in form.items()}
    pairs = form_pairs(texts, encoding)
    return "&".join(f"{name}={text}" for name, text in pairs).encode("ascii", "replace")


def _form_value(value: Json) -> Json:
    if isinstance(value, list):
        return [_form_value(one) for one in value]
    return value.content.decode("utf-8", "replace") if isinstance(value, File) else value


def _multipart(form: Mapping[str, Json], encoding: Mapping[str, Json], media_type: str) -> WireBody:
    parts: list[Part] = []
    for name, value in form.items():
        said = encoding_of(encoding, name)
        parts += [_part(key, one, said) for key, one in _parts_of(name, value, said)]
    body, written = multipart(parts)
    whole = media_type.partition(";")[0].strip()
    written = written.replace("multipart/form-data", whole, 1) if whole else written
    return WireBody(content=body, media_type=written, parts=tuple(parts))


def _parts_of(name: str, value: Json, said: Mapping[str, Any]) -> list[tuple[str, Json]]:
    """The parts of a field: one, or one for each item of an array.

    Source: OpenAPI 3.1.1, Encoding Object: style and explode also hold for multipart/form-data.
    """
    files = isinstance(value, File) or (isinstance(value, list) and _has_file(value))
    styled = not files and ("style" in said or "explode" in said)
    if styled and isinstance(value, (dict, list)):
        style = str(said.get("style") or "form")
        explode = bool(said.get("explode", style == "form"))
        return [(key, text) for key, text in query_pairs(name, value, style, explode, as_is)]
    if not isinstance(value, list) or "json" in str(said.get("contentType", "")):
        return [(name, value)]
    return [(name, one) for one in value]


def _has_file(value: list[Json]) -> bool:
    return any(isinstance(one, File) for one in value)


def _part(name: str, value: Json, said: Mapping[str, Any]) -> Part:
    wanted = str(said.get("contentType") or "")
    choices = [one.strip() for one in wanted.split(",") if one.strip() and "*" not in one]
    if isinstance(value, File):
        media_type = value.media_type
        if choices and media_type not in choices:
            media_type = choices[0]
        content, filename = value.content, value.filename
        return Part(
            name=name,
            value=content,
            filename=filename,
            media_type=media_type,
            headers=_headers(said),
        )
    media_type = choices[0] if choices else ""
    if isinstance(value, (dict, list)):
        media_type = media_type or "application/json"
    as_json = kind_of(media_type) == "json" if media_type else False
    text = lossless_json.dumps(value) if as_json else plain(value)
    content = text.encode("utf-8", "replace")
    return Part(name=name, value=content, media_type=media_type, headers=_headers(said))


def _headers(said: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Documented headers of a part that have one value to send."""
    found: list[tuple[str, str]] = []
    for name, header in (said.get("headers") or {}).items():
        schema = header.get("schema") if isinstance(header, Mapping) else None
        for word in ("const", "default"):
            if isinstance(schema, Mapping) and word in schema and name.lower() != "content-type":
                found.append((str(name), _LINE_END.sub(" ", plain(schema[word]))))
                break
    return tuple(found)
