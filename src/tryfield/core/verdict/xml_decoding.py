"""An XML document as the value that its schema's `xml` objects say it stands for.

It is the inverse of `core.request.xml_body`. Source: OpenAPI 3.0.4 and 3.1.1, XML Object; OpenAPI
3.2.0 for `nodeType`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tryfield.core.fields.field_node import FieldNode
from tryfield.core.fields.xml_object import xml_fields, xml_object
from tryfield.core.model import Json
from tryfield.core.parameter_styles import scalar, types_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_DEEPEST = 100
_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"


def xml_value(text: str | bytes, root: FieldNode) -> tuple[Json, str]:
    """The value of an XML document, or why there is none.

    Names that no schema documents are kept as they are. A document type is not read, because its
    entities may expand to any size; without an XML parser, as in browsers, nothing is.
    """
    raw = text.encode() if isinstance(text, str) else text
    if b"\0" in raw[:4]:
        return None, "XML in UTF-16 is not read."
    if b"<!DOCTYPE" in raw or b"<!ENTITY" in raw:
        return None, "XML with a document type is not read."
    try:
        from xml.etree import ElementTree as ET  # few documents have XML
    except ImportError:  # the browser's Python does without
        return None, "XML is not compared with fields in the browser."
    try:
        element = ET.fromstring(text)  # noqa: S314 - without entities
    except (ET.ParseError, ValueError, LookupError) as error:
        return None, f"It is no well-formed XML: {error}."
    return _value(element, root, _DEEPEST), ""


def _value(element: Element, node: FieldNode | None, depth: int) -> Json:
    if element.get(_NIL) == "true":
        return None
    if node is not None and "array" in types_of(node) and depth:
        items = _branch(node, "array").items
        return [_value(one, items, depth - 1) for one in element]
    attributes = {name: one for name, one in element.attrib.items() if name[:1] != "{"}
    fields = xml_fields(node.original) if node is not None else {}
    text = (element.text or "").strip()
    whole = "".join([text, *((one.tail or "").strip() for one in element)])
    if not depth or not (len(element) or attributes or fields):
        return _text(whole, node)
    found: dict[str, Json] = {}
    taken: set[str] = set()
    for name, field in fields.items():
        said = xml_object(field.original)
        kind = "attribute" if said.get("attribute") is True else said.get("nodeType")
        label = str(said.get("name") or name)
        if kind == "attribute":
            if label in attributes:
                found[name] = _text(attributes.pop(label), field)
        elif kind in ("text", "cdata"):
            found[name] = _text(whole, field)
        elif "array" in types_of(field):
            items = _branch(field, "array").items
            wrapped = said.get("wrapped") is True or kind == "element"
            around = [one for one in element if _local(one.tag) == label]
            wrapped = wrapped or (not said and _is_wrapper(around, items))
            named = xml_object(items.original if items is not None else None)
            label = label if wrapped else str(named.get("name") or label)
            here = [one for one in element if _local(one.tag) == label]
            taken.add(label)
            inner = [one for every in here for one in every] if wrapped else here
            if here:
                found[name] = [_value(one, items, depth - 1) for one in inner]
        else:
            taken.add(label)
            for one in element:
                if _local(one.tag) == label:
                    found[name] = _value(one, field, depth - 1)
    # What has the name of a field, but not its name in XML, is another name.
    found |= {name if name not in fields else f"@{name}": one for name, one in attributes.items()}
    values = node.values if node is not None else None
    for one in element:
        if (name := _local(one.tag)) not in taken:
            found[name if name not in fields else f"<{name}>"] = _value(one, values, depth - 1)
    if not found and whole:
        return whole  # a text where an object is documented
    return found


def _is_wrapper(here: list[Element], items: FieldNode | None) -> bool:
    """Whether an element wraps items although no `xml` object says so: all inside are alike."""
    if len(here) != 1 or items is None or "object" not in types_of(items):
        return False
    names = {_local(one.tag) for one in here[0]}
    return len(names) == 1 and not names & xml_fields(items.original).keys()


def _text(text: str, node: FieldNode | None) -> Json:
    return text if node is None else scalar(text, node)


def _branch(node: FieldNode, kind: str) -> FieldNode:
    """The node itself, or its choice of a type."""
    if kind in (node.original.view.types or ()) or not node.original.choices:
        return node.original
    known = (one.original for one in node.original.choices)
    return next((one for one in known if kind in (one.view.types or ())), node.original)


def _local(tag: object) -> str:
    """A name without its namespace; "" for a comment."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
