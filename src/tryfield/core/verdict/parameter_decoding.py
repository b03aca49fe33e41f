"""Text of URLs, headers and forms as the values that their schemas document."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote

from tryfield.core import media_types
from tryfield.core.fields.field_node import FieldNode
from tryfield.core.jsontext.json_parser import parse
from tryfield.core.model import Content, Parameter

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_SEPARATORS = {"spaceDelimited": " ", "pipeDelimited": "|"}


def scalar(text: str, node: FieldNode) -> Any:
    """A text as the documented type has it; the text itself where it does not fit."""
    types = set(node.original.view.types or ())
    for branch in node.original.choices:
        types |= set(branch.original.view.types or ())
    if not types or ("string" in types and not types - {"string"}):
        return text
    if types & {"integer", "number"} and _NUMBER.fullmatch(text):
        return parse(text).value
    if "boolean" in types and text in ("true", "false"):
        return text == "true"
    if text in ("", "null") and node.original.view.nullable:
        return None
    if types & {"object", "array"} and text[:1] in "{[":
        document = parse(text)
        if document.strict:
            return document.value
    return text


def wire_value(texts: list[str], parameter: Parameter, node: FieldNode) -> Any:
    """The value of a parameter that travelled as these texts (OpenAPI 3.1, Style Values)."""
    if parameter.media_type:
        document = parse(texts[-1])
        return document.value if media_types.is_json(parameter.media_type) else texts[-1]
    types = node.original.view.types or frozenset()
    if "array" in types:
        parts = texts
        if len(texts) == 1 and not (parameter.explode and parameter.style == "form"):
            parts = texts[0].split(_SEPARATORS.get(parameter.style, ","))
        elif len(texts) == 1 and texts[0][:1] == "[":
            document = parse(texts[0])
            if document.strict:
                return document.value
        item = node.original.items
        return [scalar(one, item) if item is not None else one for one in parts]
    if "object" in types and texts[-1][:1] != "{":
        return _members(texts[-1], parameter, node)
    return scalar(texts[-1], node)


def _members(text: str, parameter: Parameter, node: FieldNode) -> Any:
    parts = [part for part in text.split(",") if part]
    if parameter.explode:
        pairs = [part.partition("=")[::2] for part in parts]
    else:
        pairs = [(name, text) for name, text in zip(parts[::2], parts[1::2], strict=False)]
    return {name: member(text, name, node) for name, text in pairs}


def member(text: str, name: str, node: FieldNode) -> Any:
    """A text as the value of a name below a node."""
    below = node.original.properties.get(name) or node.original.values
    return scalar(text, below) if below is not None else text


def decoded(body: str | bytes, content: Content, root: FieldNode) -> tuple[Any, str]:
    """The value of a body that is not JSON, or why there is none."""
    kind = media_types.essence(content.media_type)
    if kind == "application/x-www-form-urlencoded":
        text = body if isinstance(body, str) else body.decode("utf-8", "replace")
        return form(parse_qsl(text, keep_blank_values=True), root), ""
    if media_types.is_text(kind) and "object" not in (root.view.types or ()):
        text = body if isinstance(body, str) else body.decode("utf-8", "replace")
        return scalar(text, root), ""
    return None, f"Bodies of the type '{kind}' cannot be compared with fields."


def form(pairs: list[tuple[str, str]], root: FieldNode) -> dict[str, Any]:
    """Name and text pairs of a form or query as one object."""
    found: dict[str, Any] = {}
    for name, text in pairs:
        base, _, inner = name.partition("[")
        if inner.endswith("]") and base:
            inner = inner[:-1]
            if not inner:
                found.setdefault(base, []).append(text)
            elif isinstance(found.setdefault(base, {}), dict):
                found[base][inner] = text
        elif name in found:
            before = found[name]
            found[name] = [*(before if isinstance(before, list) else [before]), text]
        else:
            found[name] = text
    return {
        name: _typed(value, root.original.properties.get(name)) for name, value in found.items()
    }


def _typed(value: Any, node: FieldNode | None) -> Any:
    if node is None:
        return value
    if isinstance(value, Mapping):
        return {name: member(text, name, node) for name, text in value.items()}
    item = node.original.items
    if isinstance(value, list):
        return [scalar(one, item) if item is not None else one for one in value]
    if "array" in (node.original.view.types or ()):
        return [scalar(value, item) if item is not None else value]
    return scalar(value, node)


def path_values(path: str, template: str) -> dict[str, str] | None:
    """The parts of a path that stand for the names of a template; None when it does not fit."""
    names: list[str] = []
    pattern = ""
    at = 0
    for match in re.finditer(r"\{([^{}]*)\}", template):
        pattern += re.escape(template[at : match.start()]) + "([^/]+?)"
        names.append(match.group(1))
        at = match.end()
    pattern += re.escape(template[at:].rstrip("/")) + "/?"
    found = re.search(pattern + r"\Z", path)
    if found is None or (found.start() and not template.startswith("/")):
        return None
    return {name: unquote(text) for name, text in zip(names, found.groups(), strict=True)}
