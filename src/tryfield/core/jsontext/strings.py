"""Quoted text as people write it: JSON strings, other quotation marks, wrong escapes."""

from __future__ import annotations

import json
import re

_ENDS = {'"': '"', "'": "'", "`": "`", "“": "”", "‘": "’", "”": "”", "’": "’"}
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_VALID = re.compile(r'(?>(?:[^\\]|\\(?:u[0-9a-fA-F]{4}|["\\/bfnrt]))*)', re.DOTALL)
_LONE = re.compile("[\ud800-\udfff]")
_PAIR = re.compile("([\ud800-\udbff])([\udc00-\udfff])")
_MEANING = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "0": "\0"}
_STRICT = re.compile(
    r'"[^"\\\x00-\x1f]*+(?>(?:\\(?:u[0-9a-fA-F]{4}|["\\/bfnrt])[^"\\\x00-\x1f]*+)*)"'
)
_AFTER = re.compile(r"\s*(?:[,:}\]]|\Z)")
QUOTES = frozenset(_ENDS)


class Quoted:
    """One quoted text: its value, where it ends, and what is wrong with it."""

    __slots__ = ("code", "end", "value")

    def __init__(self, value: str, end: int, code: str = "") -> None:
        self.value = value
        self.end = end
        self.code = code  #: of the problem; "" when it is a strict JSON string


def read(text: str, begin: int, end: int) -> Quoted:
    """The quoted text that begins at an offset."""
    quote = text[begin]
    if quote == '"' and (match := _STRICT.match(text, begin, end)) is not None:
        token = match.group()
        value = json.loads(token) if "\\" in token else token[1:-1]
        if _LONE.search(value):
            return Quoted(_LONE.sub("\ufffd", value), match.end(), "lone-surrogate")
        return Quoted(value, match.end())
    close, complete = _close(text, begin, end, _ENDS[quote])
    inner = text[begin + 1 : close]
    stop = close + 1 if complete else close
    value = _unescape(inner)
    if not complete:
        return Quoted(value, stop, "unterminated-string")
    if quote != '"':
        code = "single-quotes" if quote in "'`" else "curly-quotes"
        return Quoted(value, stop, code)
    return Quoted(value, stop, "control-character" if _VALID.fullmatch(inner) else "escape")


def quoted(value: str) -> str:
    """A value as a JSON string, letters kept as they are."""
    return json.dumps(value, ensure_ascii=False)


def _close(text: str, begin: int, end: int, quote: str) -> tuple[int, bool]:
    """Where a string ends: at its closing mark, or else where its line does."""
    at = begin + 1
    line_end = -1
    while at < end:
        sign = text[at]
        if sign == "\\":
            at += 2
            continue
        if sign == quote:
            if line_end < 0 or _AFTER.match(text, at + 1, end):
                return at, True
            break
        if sign == "\n" and line_end < 0:
            line_end = at
        at += 1
    stop = line_end if line_end >= 0 else end
    while stop > begin + 1 and text[stop - 1] in " \t\r,":
        stop -= 1
    return stop, False


def _unescape(inner: str) -> str:
    if "\\" in inner:
        inner = _ESCAPE.sub(_meaning, inner)
        inner = _PAIR.sub(_joined, inner)
    return _LONE.sub("\ufffd", inner)


def _meaning(match: re.Match[str]) -> str:
    sign = match.group(1)
    if len(sign) == 5:
        return chr(int(sign[1:], 16))
    if sign in "\"'`\\/":
        return sign
    return _MEANING.get(sign, "\\" + sign)


def _joined(match: re.Match[str]) -> str:
    high, low = match.groups()
    return chr(0x10000 + ((ord(high) - 0xD800) << 10) + ord(low) - 0xDC00)
