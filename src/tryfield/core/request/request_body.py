"""The bytes of a body in its media type.

Source: OpenAPI 3.1.1, Encoding Object; WHATWG URL, application/x-www-form-urlencoded; RFC 7578.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tryfield.core import lossless_json
from tryfield.core.media_types import essence
from tryfield.core.model import Content, Json
from tryfield.core.multipart import Part, multipart
from tryfield.core.parameter_styles import encoding_of, form_pairs, plain
from tryfield.core.request.request_values import File, Values

_LINE_END = re.compile(r"[\r\n]+")


def kind_of(media_type: str) -> str:
    """How a body is written: `json`, `form`, `multipart`, `text` or `file`."""
    kind = essence(media_type)
    main, _, sub = kind.partition("/")
    if sub == "json" or sub.endswith("+json") or sub in ("jsonl", "x-ndjson", "json-seq"):
        return "json"
    if kind == "application/x-www-form-urlencoded":
        return "form"
    if main == "multipart":
        return "multipart"
    written = sub in ("xml", "yaml", "x-yaml", "javascript", "graphql", "sql", "toml", "x-sh")
    if main == "text" or written or sub.endswith(("+xml", "+yaml")):
        return "text"
    return "file"


def body_bytes(values: Values, content: Content | None, media_type: str) -> tuple[bytes, str]:
    """The body and its content type; `b""` and `""` when there is none."""
    if values.file is not None:
        said = values.file.media_type
        return values.file.content, said if "*" in media_type and said else media_type
    if values.form is not None:
        encoding = content.encoding if content else {}
        if kind_of(media_type) == "multipart":
            return _multipart(values.form, encoding, media_type)
        return form_bytes(values.form, encoding), media_type
    if values.body is None:
        return b"", ""
    return _encoded_text(values.body, media_type), media_type


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


def _multipart(
    form: Mapping[str, Json], encoding: Mapping[str, Json], media_type: str
) -> tuple[bytes, str]:
    parts: list[Part] = []
    for name, value in form.items():
        said = encoding_of(encoding, name)
        whole = not isinstance(value, list) or "json" in str(said.get("contentType", ""))
        parts += [_part(name, one, said) for one in ([value] if whole else value)]
    body, written = multipart(parts)
    kind = media_type.partition(";")[0].strip()
    return body, written.replace("multipart/form-data", kind, 1) if kind else written


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
