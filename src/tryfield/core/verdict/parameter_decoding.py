"""Bodies that are not JSON, and parts of paths, as the values that they stand for."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qsl

from tryfield.core import media_types
from tryfield.core.fields.field_node import FieldNode
from tryfield.core.lossless_json import loads_finite
from tryfield.core.model import Content, Json
from tryfield.core.parameter_styles import nested, scalar, typed, types_of


def decoded(body: str | bytes, content: Content, root: FieldNode) -> tuple[Any, str]:
    """The value of a body that is not JSON, or why there is none."""
    kind = media_types.essence(content.media_type)
    if kind == "application/x-www-form-urlencoded":
        text = body if isinstance(body, str) else body.decode("utf-8", "replace")
        return form(parse_qsl(text, keep_blank_values=True), root), ""
    # XML that is documented as a string is any XML.
    if media_types.is_xml(kind) and types_of(root) & {"object", "array"}:
        from tryfield.core.verdict.xml_decoding import xml_value  # few documents have XML

        return xml_value(body, root)
    if kind in _SEPARATORS and (rows := root.items) is not None and "array" in types_of(root):
        return table(as_text(body), _SEPARATORS[kind], rows), ""
    # An array of objects says what rows of a table hold, which no text is.
    if media_types.is_text(kind) and _is_scalar(root):
        text = body if isinstance(body, str) else body.decode("utf-8", "replace")
        return scalar(text, root), ""
    return None, f"Bodies of the type '{kind}' cannot be compared with fields."


_SEPARATORS = {"text/csv": ",", "application/csv": ",", "text/tab-separated-values": "\t"}


def table(text: str, separator: str, rows: FieldNode) -> list[Json]:
    """The rows of a table: objects by the names of the first line, or arrays where rows are these.

    An empty cell is no value where no string is documented (RFC 4180).
    """
    import csv  # few documents have tables

    every = csv.reader(text.lstrip("\ufeff").splitlines(), delimiter=separator)
    lines = [line for line in every if line]
    if "array" in types_of(rows):
        return [typed(list(line), rows) for line in lines]
    if "object" not in types_of(rows):
        return [typed(line[0], rows) for line in lines]
    names = lines[0] if lines else []
    found: list[Json] = []
    for line in lines[1:]:
        cells = dict(zip(names, line, strict=False))
        known = rows.original.properties
        found.append(
            typed(
                {
                    name: cell
                    for name, cell in cells.items()
                    if cell or name not in known or "string" in types_of(known[name])
                },
                rows,
            )
        )
    return found


def as_text(body: str | bytes) -> str:
    """A body as text; what is not UTF-8 is replaced."""
    return body if isinstance(body, str) else body.decode("utf-8", "replace")


def event_objects(text: str, data: FieldNode) -> list[dict[str, Any]]:
    """The events of a stream as objects; their data is JSON where no string is documented.

    Source: WHATWG HTML, 9.2.6, Interpreting an event stream.
    """
    events: list[dict[str, Any]] = []
    for block in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        lines: dict[str, list[str]] = {}
        for line in block.split("\n"):
            name, _, value = line.strip(" \t").partition(":")
            if name in ("event", "data", "id", "retry"):
                lines.setdefault(name, []).append(value.removeprefix(" "))
        event: dict[str, Any] = {name: "\n".join(values) for name, values in lines.items()}
        if event.get("retry", "").isdecimal():
            event["retry"] = int(event["retry"])
        types = types_of(data)
        if "data" in event and types and "string" not in types:
            with suppress(ValueError, RecursionError):
                event["data"] = loads_finite(event["data"])
        if event:
            events.append(event)
    return events


def _is_scalar(root: FieldNode) -> bool:
    types = types_of(root)
    return not types or bool(types - {"object", "array"})


def form(pairs: list[tuple[str, str]], root: FieldNode) -> Any:
    """Name and text pairs of a form or query as one object."""
    return typed(nested(pairs), root)
