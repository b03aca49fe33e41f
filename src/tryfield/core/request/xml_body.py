"""A value as XML, written as its schema's `xml` objects say.

Source: OpenAPI 3.0.4 and 3.1.1, XML Object; OpenAPI 3.2.0 for `nodeType`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

from tryfield.core.fields.field_node import FieldNode
from tryfield.core.fields.xml_object import xml_fields, xml_object
from tryfield.core.model import Json, Schema
from tryfield.core.parameter_styles import plain

_NAME = re.compile(r"[^\w.:-]|^(?![A-Za-z_])")
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DEEPEST = 50


def xml_text(value: Json, schema: Schema | None, components: Mapping[str, Schema]) -> str:
    """A value as an XML document: names, attributes, wrapping and namespaces of its schema.

    The root has the name of its `xml` object, or of its component, or else `root`.
    """
    node = FieldNode(((True if schema is None else schema, ""),), components)
    name = node.view.reference or "root"
    lines = list(_elements(name, value, node, 0))
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + "\n".join(lines)


def _elements(name: str, value: Json, node: FieldNode | None, depth: int) -> Iterator[str]:
    said = xml_object(node)
    if isinstance(value, list):
        items = node.items if node else None
        unnamed = said.get("name") or name if depth else "item"
        inner = str(xml_object(items).get("name") or unnamed)
        if depth and said.get("wrapped") is not True and said.get("nodeType") != "element":
            for one in value:
                yield from _elements(inner, one, items, depth)
            return
        tag, namespace = _tag(str(said.get("name") or name), said)
        yield f"{'  ' * depth}<{tag}{namespace}>"
        for one in value:
            yield from _elements(inner, one, items, depth + 1)
        yield f"{'  ' * depth}</{tag}>"
        return
    tag, attributes = _tag(str(said.get("name") or name), said)
    if not isinstance(value, dict):
        text = "" if value is None else _text(value)
        yield (
            f"{'  ' * depth}<{tag}{attributes}>{text}</{tag}>"
            if text
            else (f"{'  ' * depth}<{tag}{attributes}/>")
        )
        return
    properties = {} if node is None else xml_fields(node)
    inside: list[str] = []
    text = ""
    for key, one in value.items() if depth < _DEEPEST else ():
        child = properties.get(key)
        about = xml_object(child)
        kind = "attribute" if about.get("attribute") is True else str(about.get("nodeType") or "")
        if kind == "attribute" and not isinstance(one, (dict, list)):
            label, namespace = _tag(str(about.get("name") or key), about)
            attributes += f"{namespace} {label}={_quoted(plain(one))}"
        elif kind in ("text", "cdata") and not isinstance(one, (dict, list)):
            text += f"<![CDATA[{_clean(plain(one))}]]>" if kind == "cdata" else _text(one)
        else:
            inside += _elements(key, one, child, depth + 1)
    if not inside:
        yield f"{'  ' * depth}<{tag}{attributes}" + (f">{text}</{tag}>" if text else "/>")
        return
    yield f"{'  ' * depth}<{tag}{attributes}>{text}"
    yield from inside
    yield f"{'  ' * depth}</{tag}>"


def _tag(name: str, said: Mapping[str, Any]) -> tuple[str, str]:
    """A name with its prefix, and what declares its namespace."""
    prefix, namespace = said.get("prefix"), said.get("namespace")
    tag = _NAME.sub("_", f"{prefix}:{name}" if prefix else name)
    if not namespace:
        return tag, ""
    declared = f"xmlns:{_NAME.sub('_', str(prefix))}" if prefix else "xmlns"
    return tag, f" {declared}={_quoted(str(namespace))}"


def _text(value: Json) -> str:
    return html.escape(_clean(plain(value)), quote=False)


def _quoted(text: str) -> str:
    """The value of an attribute, whose blanks stay what they are: XML 1.0, 3.3.3."""
    escaped = html.escape(_clean(text))
    for blank in "\n\r\t":
        escaped = escaped.replace(blank, f"&#{ord(blank)};")
    return f'"{escaped}"'


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
