"""Attributes of one tag as JSON values: JavaScript literals are read, expressions are reported.

Anything that would need evaluating is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from math import isfinite
from typing import Any

from tryfield.readers.mdx.mdx_parser import Attribute
from tryfield.readers.mdx.page_findings import PageFindings

_NO = frozenset({"false", "no", "0", "optional", "off", "n"})


class Attributes:
    """Values of the attributes of one tag by name; the last of two with one name counts."""

    __slots__ = ("_all", "_values")

    def __init__(
        self,
        attributes: tuple[Attribute, ...],
        notes: PageFindings | None = None,
        *,
        known: Mapping[str, Any] | None = None,
    ) -> None:
        self._values: dict[str, Any] = dict(known or {})
        self._all: dict[str, Attribute] = {}
        for attribute in attributes:
            self._take(attribute, notes)

    def _take(self, attribute: Attribute, notes: PageFindings | None) -> None:
        if attribute.kind == "spread":
            if notes is not None:
                notes.expression(attribute.start, attribute.end)
            return
        if attribute.name in self._all and notes is not None:
            notes.twice(attribute)
        if attribute.kind == "none":
            value: Any = True
        elif attribute.kind == "text":
            value = unescape(attribute.value)
        else:
            try:
                value = literal(attribute.value)
            except NotLiteral:
                self._all[attribute.name] = attribute
                self._values.pop(attribute.name, None)
                if notes is not None:
                    notes.expression(attribute.start, attribute.end, attribute.name)
                return
        self._all[attribute.name] = attribute
        self._values[attribute.name] = value

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def written(self, name: str) -> Attribute | None:
        """The attribute as it was written."""
        return self._all.get(name)

    def value(self, name: str) -> Any:
        """The literal, True for a bare attribute, None when absent or not literal."""
        return self._values.get(name)

    def text(self, name: str) -> str:
        """The value as one line of text; "" when it is absent or no scalar."""
        value = self._values.get(name)
        if isinstance(value, str):
            return " ".join(value.split())
        if isinstance(value, bool) or value is None or isinstance(value, (list, dict)):
            return ""
        return str(value)

    def flag(self, name: str) -> bool:
        """Whether an attribute says yes: `required={false}` and `required="false"` do not."""
        value = self._values.get(name)
        if isinstance(value, str):
            return value.strip().lower() not in _NO
        return bool(value)


_SPACE = re.compile(r"(?>(?:\s++|//[^\n]*+|/\*(?>(?:[^*]|\*(?!/))*)\*/)*)")
_NUMBER = re.compile(r"[+-]?(?:0[xX][0-9a-fA-F]++|(?:\d++(?:\.\d*+)?|\.\d++)(?:[eE][+-]?\d++)?)n?")
_WORD = re.compile(r"[A-Za-z_$][\w$]*+")
_STRING = {
    '"': re.compile(r'"((?>(?:[^"\\\n]++|\\.)*))"', re.DOTALL),
    "'": re.compile(r"'((?>(?:[^'\\\n]++|\\.)*))'", re.DOTALL),
    "`": re.compile(r"`((?>(?:[^`\\]++|\\.)*))`", re.DOTALL),
}
_ESCAPE = re.compile(r"\\(u\{[0-9a-fA-F]{1,6}\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": ""}
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None, "undefined": None}
_DEPTH = 50


class NotLiteral(ValueError):  # noqa: N818 - it is an answer, not an error
    """The source is no literal."""


def literal(source: str) -> Any:
    """The JSON value that a JavaScript literal stands for.

    Strings, template literals without holes, numbers, `true`, `false`, `null`, `undefined`
    (as None), arrays and objects of these.

    Raises:
        NotLiteral: The source would have to be evaluated.
    """
    value, position = _value(source, _skip(source, 0), 0)
    if _skip(source, position) != len(source):
        raise NotLiteral(source)
    return value


def _skip(source: str, position: int) -> int:
    found = _SPACE.match(source, position)
    return found.end() if found else position


def _value(source: str, position: int, depth: int) -> tuple[Any, int]:
    mark = source[position : position + 1]
    if not mark or depth > _DEPTH:
        raise NotLiteral(source)
    if mark in _STRING:
        return _string(source, position, mark)
    if mark == "[":
        return _list(source, position, depth)
    if mark == "{":
        return _object(source, position, depth)
    if mark == "(":
        value, position = _value(source, _skip(source, position + 1), depth + 1)
        position = _skip(source, position)
        if not source.startswith(")", position):
            raise NotLiteral(source)
        return value, position + 1
    if found := _NUMBER.match(source, position):
        return _number(found.group()), found.end()
    if (found := _WORD.match(source, position)) and found.group() in _WORDS:
        return _WORDS[found.group()], found.end()
    raise NotLiteral(source)


def _number(word: str) -> int | float:
    word = word.rstrip("n")
    value: int | float
    try:
        value = int(word, 0) if "x" in word.lower() else int(word)
    except ValueError:
        value = float(word)
    try:
        finite = isfinite(value)
    except OverflowError:  # more than a number of JavaScript holds: Infinity there
        finite = False
    if not finite:
        raise NotLiteral(word)
    return value


def _string(source: str, position: int, mark: str) -> tuple[str, int]:
    found = _STRING[mark].match(source, position)
    if found is None:
        raise NotLiteral(source)
    text = found.group(1)
    if mark == "`" and "${" in text:
        raise NotLiteral(source)
    if "\\" in text:
        text = _ESCAPE.sub(_unescaped, text)
        # Two escapes may be the halves of one character; half a character is none.
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text, found.end()


def _unescaped(found: re.Match[str]) -> str:
    word = found.group(1)
    if len(word) > 1:
        code = int(word.strip("ux{}"), 16)
        return chr(code) if code <= 0x10FFFF else "\ufffd"
    return _ESCAPES.get(word, word)


def _list(source: str, position: int, depth: int) -> tuple[list[Any], int]:
    values: list[Any] = []
    position = _skip(source, position + 1)
    while not source.startswith("]", position):
        value, position = _value(source, position, depth + 1)
        values.append(value)
        position = _skip(source, position)
        if source.startswith(",", position):
            position = _skip(source, position + 1)
        elif not source.startswith("]", position):
            raise NotLiteral(source)
    return values, position + 1


def _object(source: str, position: int, depth: int) -> tuple[dict[str, Any], int]:
    values: dict[str, Any] = {}
    position = _skip(source, position + 1)
    while not source.startswith("}", position):
        mark = source[position : position + 1]
        if mark and mark in "\"'":
            key, position = _string(source, position, mark)
        elif found := _WORD.match(source, position) or _NUMBER.match(source, position):
            key, position = found.group(), found.end()
        else:
            raise NotLiteral(source)
        position = _skip(source, position)
        if not source.startswith(":", position):
            raise NotLiteral(source)
        values[key], position = _value(source, _skip(source, position + 1), depth + 1)
        position = _skip(source, position)
        if source.startswith(",", position):
            position = _skip(source, position + 1)
        elif not source.startswith("}", position):
            raise NotLiteral(source)
    return values, position + 1
