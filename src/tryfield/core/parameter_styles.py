"""A parameter's value on the wire, and back: the styles of OpenAPI, after RFC 6570.

`wire_pairs` takes a value to the texts that travel, `read_value` reads it back. Requests, forms,
snippets, mocks, live calls, examples and verdicts use these two, so that what is sent is what is
documented. `request_body` uses the same styles for the fields of URL-encoded forms.

Where the specification leaves a cell of its table undefined, `tests/core/request/cases/styles.md`
says what we do.

Source: OpenAPI 3.0.4, 3.1.1 and 3.2.0, Parameter Object, Style Values and Style Examples; OpenAPI
2.0, Parameter Object, `collectionFormat`; RFC 6570, section 3.2.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import quote, quote_plus, unquote, unquote_plus

from tryfield.core import lossless_json
from tryfield.core.fields.field_node import FieldNode
from tryfield.core.media_types import essence, is_json
from tryfield.core.model import Example, Json, Parameter, Schema

Pairs: TypeAlias = "list[tuple[str, str]]"
Encode: TypeAlias = "Callable[[str], str]"
Decode: TypeAlias = "Callable[[str], str]"

_FORM = "application/x-www-form-urlencoded"
_RESERVED = ":/?@!$()*,;="
_ENCODED = re.compile(r"(%[0-9A-Fa-f]{2})")
_DELIMITERS = {"spaceDelimited": " ", "pipeDelimited": "|", "tabDelimited": "\t"}
_WRITTEN_DELIMITERS = {
    "spaceDelimited": re.compile(r"%20|\+| "),
    "pipeDelimited": re.compile(r"%7[Cc]|\|"),
    "tabDelimited": re.compile(r"%09|\t"),
}
_COMMA = re.compile(",")
_PREFIXES = {"label": ".", "matrix": ";"}
_USUAL = {"path": "simple", "header": "simple", "query": "form", "cookie": "form"}
_STEP = re.compile(r"\[([^\[\]]*)\]")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_DEEPEST = 20


def plain(value: Json) -> str:
    """A single value as text: `true`, `null`, `12.50`; anything with parts as JSON."""
    if isinstance(value, str):
        return value
    return lossless_json.dumps(value)


def encoded(text: str) -> str:
    """Text for any place of a URL."""
    return _quoted(text, "")


def reserved(text: str) -> str:
    """Text of a parameter with `allowReserved`; what would end the value is still encoded."""
    # As `{+name}` in RFC 6570: what is encoded already passes, a lone percent sign does not.
    parts = _ENCODED.split(text)
    return "".join(part if n % 2 else _quoted(part, _RESERVED) for n, part in enumerate(parts))


def in_path(text: str) -> str:
    """Text of a path parameter with `allowReserved`; a question mark would begin the query."""
    return reserved(text).replace("?", "%3F")


def as_is(text: str) -> str:
    """Text for a header."""
    return text


def wire_pairs(parameter: Parameter, value: Json) -> Pairs:
    """The names and the encoded texts that a value travels as, in their order.

    In a query, in cookies and in a query string, a value may be several pairs, or none: an empty
    array is nothing, as an undefined variable of RFC 6570 is. A path name and a header are one
    pair of their own name. The name of a whole query string is `""`.
    """
    location, name = parameter.location, parameter.name
    if location == "querystring":
        return [("", _whole_query(parameter, value))]
    style, explode = _style(parameter)
    if parameter.media_type:
        form = essence(parameter.media_type) == _FORM and isinstance(value, dict)
        json = is_json(parameter.media_type)
        value = value if form else lossless_json.dumps(value) if json else plain(value)
        style, explode = ("form", True) if form else (_USUAL.get(location, "form"), False)
    encode = reserved if parameter.allow_reserved else encoded
    if location == "path":
        encode = in_path if parameter.allow_reserved else encoded
        return [(name, segment(name, value, style, explode, encode))]
    empty = isinstance(value, (list, dict)) and not value
    if location == "header":
        return [] if empty else [(name, segment(name, value, style, explode, as_is))]
    if location == "cookie":
        # OpenAPI 3.2 has the style `cookie`, which leaves values as they are.
        encode = as_is if style == "cookie" else encode
    if empty:
        return [(encoded(name), "")] if parameter.extensions.get("allowEmptyValue") is True else []
    return query_pairs(name, value, style, explode, encode)


def query_pairs(name: str, value: Json, style: str, explode: bool, encode: Encode) -> Pairs:
    """Encoded names and values of one query parameter, cookie or form field."""
    key = encoded(name) if encode is not as_is else name
    if style == "deepObject" and isinstance(value, dict):
        return list(_deep(name, value, encode)) or [(key, "")]
    if isinstance(value, dict) and explode:
        return [(encode(one), encode(plain(item))) for one, item in value.items()] or [(key, "")]
    if isinstance(value, (dict, list)):
        items = _items(value)
        if explode and isinstance(value, list):
            return [(key, encode(item)) for item in items] or [(key, "")]
        delimiter = _DELIMITERS.get(style)
        return [(key, (encode(delimiter) if delimiter else ",").join(map(encode, items)))]
    return [(key, encode(plain(value)))]


def segment(name: str, value: Json, style: str, explode: bool, encode: Encode) -> str:
    """A path parameter or a header: `simple`, `label` or `matrix`."""
    prefix = _PREFIXES.get(style, "")
    key = encode(name)
    if isinstance(value, (dict, list)):
        if not value:
            return ""
        if isinstance(value, dict) and explode:
            parts = [f"{encode(one)}={encode(plain(item))}" for one, item in value.items()]
        else:
            parts = [encode(item) for item in _items(value)]
            if style == "matrix" and explode:
                parts = [f"{key}={part}" if part else key for part in parts]
        if style == "matrix" and not explode:
            return f";{key}={','.join(parts)}"
        delimiter = _DELIMITERS.get(style)
        joint = prefix if prefix and explode else encode(delimiter) if delimiter else ","
        return prefix + joint.join(parts)
    text = encode(plain(value))
    if style == "matrix":
        return f";{key}={text}" if text else f";{key}"
    return prefix + text


def form_pairs(form: Mapping[str, Json], encoding: Mapping[str, Json]) -> Pairs:
    """The fields of a URL-encoded form, or of a whole query, as pairs of encoded texts.

    Source: OpenAPI 3.1.1, Encoding Object; WHATWG URL, application/x-www-form-urlencoded.
    """
    pairs: Pairs = []
    for name, value in form.items():
        said = encoding_of(encoding, name)
        json = is_json(said["contentType"]) if said.get("contentType") else False
        if "style" in said or "explode" in said or "allowReserved" in said:
            style = str(said.get("style") or "form")
            explode = bool(said.get("explode", style == "form"))
            encode = reserved if said.get("allowReserved") else _plus
            pairs += query_pairs(name, value, style, explode, encode)
        elif isinstance(value, list) and not json:
            pairs += [(_plus(name), _plus(plain(one))) for one in value] or [(_plus(name), "")]
        else:
            text = lossless_json.dumps(value) if json else plain(value)
            pairs.append((_plus(name), _plus(text)))
    return pairs


def encoding_of(encoding: Mapping[str, Json], name: str) -> Mapping[str, Any]:
    """What an encoding says of one field; nothing where it is no object."""
    said = encoding.get(name)
    return said if isinstance(said, Mapping) else {}


def split_pairs(query: str, separator: str = "&") -> Pairs:
    """The pairs of a query or of cookies, still encoded."""
    parts = (part.strip() for part in query.split(separator))
    return [(name, text) for name, _, text in (one.partition("=") for one in parts if one)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadValue:
    """A value that was read from the wire, and the names of the pairs that it came from."""

    value: Json
    names: frozenset[str]


def read_value(
    parameter: Parameter,
    pairs: Pairs,
    node: FieldNode,
    *,
    others: Container[str] = (),
) -> ReadValue | None:
    """The value that `wire_pairs` of it would give; None when it is not among the pairs.

    A text that has not the documented type stays a text, so that a verdict can say so.

    Args:
        parameter: Says location, style and media type.
        pairs: Names and texts of its location as they travel: all of a query or of the cookies;
            one pair of a path name or a header.
        node: Its schema.
        others: Names that other parameters of the location own, where an exploded object takes
            all that is left.
    """
    location = parameter.location
    if location == "querystring":
        text = "&".join(f"{name}={text}" for name, text in pairs)
        return _read_query_string(parameter, pairs, text, node) if pairs else None
    style, explode = _style(parameter)
    decode = _decoder(location, style)
    named = [(decode(name), text) for name, text in pairs]
    if style == "deepObject" and (deep := _read_deep(parameter.name, named, node, decode)):
        return deep
    if parameter.media_type:
        return _read_content(parameter, named, node, decode)
    types = types_of(node)
    texts = [text for name, text in named if name in (parameter.name, f"{parameter.name}[]")]
    if location in ("query", "cookie") and not texts and "object" in types:
        deep = _read_deep(parameter.name, named, node, decode)
        return deep or (_read_members(named, node, decode, others) if explode else None)
    if not texts:
        return None
    names = frozenset({parameter.name, f"{parameter.name}[]"})
    if location in ("path", "header"):
        value = _read_segment(texts[-1], style, explode, node, decode)
        return ReadValue(value=value, names=names)
    if "array" in types and texts == [""] and parameter.extensions.get("allowEmptyValue") is True:
        return ReadValue(value=[], names=names)
    return ReadValue(value=_read_texts(texts, style, explode, node, decode), names=names)


def example_value(parameter: Parameter, example: Example, components: Mapping[str, Schema]) -> Json:
    """The value that an example of a parameter or header stands for.

    Examples are values of their schema. Only `content` and `serializedValue` hold text, and a
    string where the schema allows none: JSON text, or a value as it travels.

    Source: OpenAPI 3.2.0, Example Object; OpenAPI 3.0.4, Parameter Object, `example`.
    """
    node = node_of(parameter, components)
    if not example.has_value:
        return read_text(parameter, example.text, node)
    value = example.value
    types = types_of(node)
    if isinstance(value, str) and types and not types & {"string"} and types & {"array", "object"}:
        return read_text(parameter, value, node)
    return value


def read_text(parameter: Parameter, text: str, node: FieldNode) -> Json:
    """The value of one text: what a parameter's example, or a reader, says in its place."""
    if parameter.media_type:
        return _content_value(parameter.media_type, text, node)
    types = types_of(node)
    if types & {"array", "object"} and text[:1] in "{[" and text:
        value = scalar(text, node)
        if not isinstance(value, str):
            return value
    key = f"{parameter.name}="
    if parameter.location in ("query", "cookie") and text.startswith(key):
        separator = "&" if parameter.location == "query" else ";"
        read = read_value(parameter, split_pairs(text, separator), node)
    elif parameter.location == "querystring":
        read = read_value(parameter, split_pairs(text), node)
    elif types & {"array", "object"} or text[:1] in (".", ";"):
        read = read_value(parameter, [(parameter.name, text)], node)
    else:
        return scalar(text, node)
    return text if read is None else read.value


def node_of(parameter: Parameter, components: Mapping[str, Schema]) -> FieldNode:
    """The schema of a parameter as a field; without one, any value fits."""
    schema = True if parameter.schema is None else parameter.schema
    return FieldNode(((schema, ""),), components)


def types_of(node: FieldNode) -> frozenset[str]:
    """The types that a schema allows, by itself or by one of its choices."""
    types = set(node.original.view.types or ())
    for branch in node.original.choices:
        types |= set(branch.original.view.types or ())
    if not types and (node.original.properties or node.original.values):
        types.add("object")
    return frozenset(types)


def scalar(text: str, node: FieldNode) -> Json:
    """A text as the documented type has it; the text itself where it does not fit."""
    types = types_of(node)
    if not types or not types - {"string"}:
        return text
    if types & {"integer", "number"} and _NUMBER.fullmatch(text):
        from tryfield.core.jsontext.json_scalars import read_number  # a form does without

        number = read_number(text)
        return number if plain(number) == text else lossless_json.WrittenNumber(text)
    if "boolean" in types and text in ("true", "false"):
        return text == "true"
    if (text == "null" or (not text and "string" not in types)) and node.original.view.nullable:
        return None
    if types & {"object", "array"} and text[:1] in ("{", "["):
        try:
            return lossless_json.loads(text)
        except ValueError:
            return text
    return text


def member(text: str, name: str, node: FieldNode) -> Json:
    """A text as the value of a name below a node."""
    below = node.original.properties.get(name) or node.original.values
    return typed(text, below) if below is not None else text


def typed(value: Json, node: FieldNode | None) -> Json:
    """Texts in objects and lists as the documented types have them."""
    if node is None:
        return value
    if isinstance(value, Mapping):
        array = _branch(node, "array")
        if "array" in types_of(node) and value and all(key.isdecimal() for key in value):
            return [typed(one, array.items) for one in value.values()]
        holder = _branch(node, "object")
        return {
            name: typed(one, holder.properties.get(name) or holder.values)
            for name, one in value.items()
        }
    if isinstance(value, list):
        return [typed(one, _branch(node, "array").items) for one in value]
    if types_of(node) == {"array"} and value[:1] != "[":
        return [typed(value, _branch(node, "array").items)]
    return scalar(value, node)


def nested(pairs: Pairs) -> dict[str, Json]:
    """Names with brackets as one object: `a[b][c]=1`, `a[]=1`; what repeats is a list."""
    found: dict[str, Json] = {}
    for name, text in pairs:
        base, bracket, rest = name.partition("[")
        steps = _STEP.findall(bracket + rest) if bracket and base else []
        if not steps or len(steps) > _DEEPEST or "".join(f"[{s}]" for s in steps) != bracket + rest:
            base, steps = name, []
        _put(found, [base, *steps], text)
    return found


def _put(target: dict[str, Json], steps: list[str], text: str) -> None:
    *above, last = steps
    many = last == "" and bool(above)
    if many:
        *above, last = above
    for step in above:
        inner = target.setdefault(step, {})
        if not isinstance(inner, dict):
            return
        target = inner
    before = target.get(last)
    if isinstance(before, dict):
        return
    if last in target:
        target[last] = [*(before if isinstance(before, list) else [before]), text]
    else:
        target[last] = [text] if many else text


def _style(parameter: Parameter) -> tuple[str, bool]:
    """Style and explode; those of the location where the parameter says none."""
    return parameter.style or _USUAL.get(parameter.location, "form"), parameter.explode


def _whole_query(parameter: Parameter, value: Json) -> str:
    if isinstance(value, dict) and not is_json(parameter.media_type or _FORM):
        return "&".join(f"{name}={text}" for name, text in form_pairs(value, {}))
    if parameter.media_type and is_json(parameter.media_type):
        return encoded(lossless_json.dumps(value))
    # A query that is written as it is to be sent.
    return plain(value).removeprefix("?")


def _read_query_string(parameter: Parameter, pairs: Pairs, text: str, node: FieldNode) -> ReadValue:
    names = frozenset(unquote_plus(name) for name, _ in pairs)
    if parameter.media_type and is_json(parameter.media_type):
        return ReadValue(
            value=_content_value(parameter.media_type, unquote(text), node), names=names
        )
    if "object" in types_of(node) or essence(parameter.media_type) in ("", _FORM):
        decoded = [(unquote_plus(name), unquote_plus(one)) for name, one in pairs]
        return ReadValue(value=typed(nested(decoded), node), names=names)
    return ReadValue(value=text, names=names)


def _read_content(
    parameter: Parameter, named: Pairs, node: FieldNode, decode: Decode
) -> ReadValue | None:
    texts = [text for name, text in named if name == parameter.name]
    if not texts:
        return None
    value = _content_value(parameter.media_type, decode(texts[-1]), node)
    return ReadValue(value=value, names=frozenset({parameter.name}))


def _content_value(media_type: str, text: str, node: FieldNode) -> Json:
    if not is_json(media_type):
        return scalar(text, node)
    try:
        return lossless_json.loads(text)
    except ValueError:
        return text


def _read_deep(name: str, named: Pairs, node: FieldNode, decode: Decode) -> ReadValue | None:
    own = [(key, decode(text)) for key, text in named if key.startswith(f"{name}[")]
    if not own:
        return None
    value = nested(own).get(name)
    return ReadValue(value=typed(value, node), names=frozenset(key for key, _ in own))


def _read_members(
    named: Pairs, node: FieldNode, decode: Decode, others: Container[str]
) -> ReadValue | None:
    """The members of an exploded object, which stand among the names of the location."""
    holder = _branch(node, "object")
    free = holder.values is not None or holder.view.free
    members = {
        key: member(decode(text), key, holder)
        for key, text in named
        if key in holder.properties or (free and key not in others)
    }
    return ReadValue(value=members, names=frozenset(members)) if members else None


def _read_texts(
    texts: list[str], style: str, explode: bool, node: FieldNode, decode: Decode
) -> Json:
    types = types_of(node)
    if not types:
        decoded = [decode(text) for text in texts]
        return decoded if len(decoded) > 1 else decoded[0]
    if "array" in types and (len(texts) > 1 or "string" not in types):
        if len(texts) == 1 and decode(texts[0])[:1] == "[":
            value = scalar(decode(texts[0]), node)
            if isinstance(value, list):
                return value
        return _read_items(texts, style, explode, node, decode)
    if "object" in types and decode(texts[-1])[:1] != "{":
        parts = _WRITTEN_DELIMITERS.get(style, _COMMA).split(texts[-1])
        return _alternating(parts, node, decode)
    return scalar(decode(texts[-1]), node)


def _read_items(
    texts: list[str], style: str, explode: bool, node: FieldNode, decode: Decode
) -> list[Json]:
    items = _branch(node, "array").items
    parts = texts
    if len(texts) == 1 and not (explode and style == "form"):
        parts = _WRITTEN_DELIMITERS.get(style, _COMMA).split(texts[0])
    decoded = [decode(part) for part in parts]
    # Many clients encode the comma as well. Where that makes no item, it is the delimiter.
    if len(decoded) == 1 and "," in decoded[0] and not explode and not _is_item(decoded[0], items):
        decoded = decoded[0].split(",")
    return [typed(one, items) for one in decoded] if items is not None else list(decoded)


def _is_item(text: str, node: FieldNode | None) -> bool:
    if node is None:
        return True
    listed = node.original.view.keywords.get("enum")
    if isinstance(listed, list):
        return text in listed
    types = types_of(node)
    return not types or bool(types & {"string", "array", "object"})


def _read_segment(text: str, style: str, explode: bool, node: FieldNode, decode: Decode) -> Json:
    types = types_of(node)
    prefix = _PREFIXES.get(style, "")
    prefixed = bool(prefix) and text.startswith(prefix)
    inner = text[1:] if prefixed else text
    whole = not types & {"array", "object"}
    if style == "matrix" and prefixed and (whole or not explode):
        inner = inner.partition("=")[2]
    if whole:
        return scalar(decode(inner), node)
    if decode(inner)[:1] in ("{", "["):
        value = scalar(decode(inner), node)
        if not isinstance(value, str):
            return value
    joint = prefix if prefixed and explode else ","
    if not inner:
        return [] if "array" in types else {}
    delimiter = _WRITTEN_DELIMITERS.get(style) or re.compile(re.escape(joint))
    parts = [part.strip() if decode is as_is else part for part in delimiter.split(inner)]
    if "object" in types and ("array" not in types or "=" in parts[0]):
        if explode and style != "deepObject":
            holder = _branch(node, "object")
            members = (part.partition("=")[::2] for part in parts if part)
            return {decode(key): member(decode(one), decode(key), holder) for key, one in members}
        return _alternating(parts, node, decode)
    if style == "matrix" and prefixed and explode:
        parts = [part.partition("=")[2] for part in parts]
    if types & {"array"} and "string" in types and len(parts) == 1:
        return scalar(decode(parts[0]), node)
    items = _branch(node, "array").items
    return [typed(decode(part), items) for part in parts]


def _alternating(parts: list[str], node: FieldNode, decode: Decode) -> Json:
    """`R,100,G,200` as the object that it stands for."""
    holder = _branch(node, "object")
    decoded = [decode(part) for part in parts if part]
    pairs = zip(decoded[::2], decoded[1::2], strict=False)
    return {name: member(text, name, holder) for name, text in pairs}


def _branch(node: FieldNode, kind: str) -> FieldNode:
    """The node, or the choice of it, that describes arrays or objects."""
    own = node.original
    if kind not in (own.view.types or ()):
        for choice in own.choices:
            if kind in (choice.original.view.types or ()):
                return choice.original
    return own


def _decoder(location: str, style: str) -> Decode:
    if location == "query":
        return unquote_plus
    return as_is if location == "header" or style == "cookie" else unquote


def _quoted(text: str, safe: str) -> str:
    return quote(text, safe=safe, errors="replace")


def _plus(text: str) -> str:
    return quote_plus(text, safe="*", errors="replace").replace("~", "%7E")


def _items(value: Json) -> list[str]:
    if isinstance(value, dict):
        return [plain(one) for pair in value.items() for one in pair]
    return [plain(one) for one in value]


def _deep(name: str, value: Json, encode: Encode) -> Iterator[tuple[str, str]]:
    stack = [(encoded(name), value)]
    while stack:
        key, one = stack.pop()
        if isinstance(one, dict) and one:
            stack += [(f"{key}%5B{encoded(k)}%5D", item) for k, item in reversed(one.items())]
        elif isinstance(one, list) and one:
            stack += [(key, item) for item in reversed(one)]
        else:
            yield key, "" if one in ({}, []) else encode(plain(one))


def path_values(path: str, template: str) -> dict[str, str] | None:
    """The parts of a path that stand for the names of a template; None when it does not fit."""
    found = path_texts(path, template)
    return None if found is None else {name: unquote(text) for name, text in found.items()}


def path_texts(path: str, template: str) -> dict[str, str] | None:
    """The same, still encoded."""
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
    return dict(zip(names, found.groups(), strict=True))
