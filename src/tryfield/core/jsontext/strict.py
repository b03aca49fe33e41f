"""Strict JSON (RFC 8259), quickly: the value now, the places when somebody asks.

Anything that is not strict is left to the forgiving reader, which says what is wrong.
"""

from __future__ import annotations

import json
import re
from typing import Any

from tryfield.core.jsontext.document import Entry
from tryfield.core.jsontext.numbers import exact

_STRING = re.compile(r'"[^"\\]*+(?>(?:\\.[^"\\]*+)*)"', re.DOTALL)
_CHUNK = 256
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]|[\ud800-\udfff]")
_TOKEN = re.compile(r'"[^"\\]*+(?>(?:\\.[^"\\]*+)*)"|[\[\]{}]|[^\s,:\[\]{}"]+', re.DOTALL)


class NotStrictError(ValueError):
    """The text needs the forgiving reader."""


def read(text: str, max_depth: int) -> Any:
    """The value of a strict JSON text; raises NotStrictError otherwise."""
    if _SURROGATE.search(text) or _is_deep(text, max_depth):
        raise NotStrictError
    duplicates = False

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal duplicates
        found = dict(pairs)
        if len(found) < len(pairs):
            duplicates = True
        return found

    try:
        value = json.loads(
            text,
            object_pairs_hook=members,
            parse_float=exact,
            parse_constant=_refuse,
        )
    except (ValueError, RecursionError) as fault:
        raise NotStrictError from fault
    if duplicates:
        raise NotStrictError
    return value


def _refuse(_word: str) -> Any:
    raise NotStrictError


def _is_deep(text: str, max_depth: int) -> bool:
    """Whether containers nest too deep.

    Asked before the text is read: in a browser, the reader of the standard library ends the
    whole interpreter on a text that is deep enough.
    """
    if text.count("[") + text.count("{") <= max_depth:
        return False
    bare = _STRING.sub("", text)
    depth = 0
    for begin in range(0, len(bare), _CHUNK):
        chunk = bare[begin : begin + _CHUNK]
        opened = chunk.count("[") + chunk.count("{")
        if depth + opened > max_depth:
            for sign in chunk:
                if sign in "[{":
                    depth += 1
                    if depth > max_depth:
                        return True
                elif sign in "]}":
                    depth -= 1
        else:
            depth += opened - chunk.count("]") - chunk.count("}")
    return False


def index(text: str, offset: int = 0) -> Entry:
    """The place of every value in a text that is strict JSON; offsets grow by `offset`."""
    unquote = json.loads
    root: Entry = [offset, offset, None]
    stack: list[Entry] = []
    members: dict[str, Entry] | None = None  # of the object we are in
    items: list[Entry] | None = None  # of the array we are in
    name: str | None = None
    key: tuple[int, int] = (0, 0)
    entry: Entry
    for match in _TOKEN.finditer(text):
        begin, end = match.span()
        if offset:
            begin += offset
            end += offset
        first = text[begin - offset]
        if first == "}" or first == "]":
            entry = stack.pop()
            entry[1] = end
            if not stack:
                continue
            below = stack[-1][2]
            if type(below) is dict:
                members, items = below, None
            else:
                members, items = None, below
            continue
        if members is not None and name is None and first == '"':
            token = match.group()
            name = unquote(token) if "\\" in token else token[1:-1]
            key = begin, end
            continue
        if members is not None:
            entry = [begin, end, None, *key]
            members[name or ""] = entry
            name = None
        else:
            entry = [begin, end, None]
            if items is not None:
                items.append(entry)
            else:
                root = entry
        if first == "{":
            members, items = {}, None
            entry[2] = members
            stack.append(entry)
        elif first == "[":
            members, items = None, []
            entry[2] = items
            stack.append(entry)
    return root
