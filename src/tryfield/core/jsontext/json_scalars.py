"""JSON values that are not containers, as people write them: numbers, strings, words, placeholders.

Numbers lose nothing: `int`, `float` where it is exact, otherwise `Decimal`. Strings may stand in
other quotation marks and hold wrong escapes.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

_EXPONENT = 10_000  # beyond, arithmetic with a Decimal takes memory and time
_INTEGER = 4000  # Python refuses to read longer integers
_LENIENT = re.compile(
    r"([+-]?)(?:0[xX]([0-9a-fA-F]{1,32})|([0-9_]*)(?:\.([0-9_]*))?([eE][+-]?\d{1,9})?)"
)


def exact_number(text: str) -> float | Decimal:
    """A number with a fraction or an exponent; raises ValueError when it is out of reach."""
    near = float(text)
    brief = repr(near)
    if brief == text:
        return near
    try:
        precise = Decimal(text)
    except InvalidOperation as fault:
        raise ValueError(text) from fault
    if not -_EXPONENT <= precise.adjusted() <= _EXPONENT:
        raise ValueError(text)
    return near if Decimal(brief) == precise else precise


def read_number(text: str) -> int | float | Decimal:
    """Any number of the JSON grammar; raises ValueError when it is out of reach."""
    if "." in text or "e" in text or "E" in text or len(text) > _INTEGER:
        return exact_number(text)
    return int(text)


def normal_number(text: str) -> str:
    """What a number of JavaScript or Python is in JSON (`.5`, `+1`, `0x1F`, `1_000`), or `""`."""
    match = _LENIENT.fullmatch(text)
    if match is None:
        return ""
    sign, hexadecimal, digits, fraction, exponent = match.groups()
    sign = "-" if sign == "-" else ""
    if hexadecimal:
        return f"{sign}{int(hexadecimal, 16)}"
    digits = (digits or "").replace("_", "")
    fraction = (fraction or "").replace("_", "")
    if not digits and not fraction:
        return ""
    return (
        sign + (digits.lstrip("0") or "0") + (f".{fraction}" if fraction else "") + (exponent or "")
    )


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


def read_string(text: str, begin: int, end: int) -> Quoted:
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


_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?(?![\w.+-])")
_BAREWORD = re.compile(
    r"""(?>(?:<[^<>\n]*+>|\{\{[^{}\n]*+\}\}|\$\{[^{}\n]*+\}|\([^()\n]*+\)"""
    r"""|[^,\]}\[{"'\n\r/#]|(?<=:)//|/(?![/*])|(?<!\s)\#)+)"""
)
_TEMPLATE = re.compile(r"\{\{\s*+[\w$.-][^{}\n:\"']*+\}\}")
_LITERALS = {"true": True, "false": False, "null": None}
_SPELLINGS = {
    "True": "true", "TRUE": "true", "False": "false", "FALSE": "false",
    "None": "null", "NULL": "null", "Null": "null", "nil": "null", "undefined": "null",
}  # fmt: skip
_NOT_NUMBERS = frozenset({"NaN", "Infinity", "-Infinity", "+Infinity", "nan", "inf", "-inf"})


class Scalar(NamedTuple):
    """A value that is not a container, where it ends, and what is wrong with it."""

    value: str | float | Decimal | None
    end: int
    code: str = ""  #: of the problem; "" for strict JSON
    fix: str = ""
    known: bool = True  #: False when the text only hints at a value
    safe: bool = True


def read_scalar(text: str, begin: int, end: int) -> Scalar | None:
    """The number, word or placeholder that begins at an offset; None when there is none."""
    match = _NUMBER.match(text, begin, end)
    if match is not None:
        try:
            return Scalar(read_number(match.group()), match.end())
        except ValueError:
            fix = quoted(match.group())
            return Scalar(None, match.end(), "number-too-large", fix, known=False, safe=False)
    match = _BAREWORD.match(text, begin, end)
    word = match.group().rstrip() if match else ""
    if not word:
        return None
    stop = begin + len(word)
    if word in _LITERALS:
        return Scalar(_LITERALS[word], stop)
    if (spelling := _SPELLINGS.get(word)) is not None:
        return Scalar(_LITERALS[spelling], stop, "bareword", spelling)
    if word in _NOT_NUMBERS:
        return Scalar(None, stop, "not-a-number", "null", known=False, safe=False)
    if plain := normal_number(word):
        try:
            return Scalar(read_number(plain), stop, "number", plain)
        except ValueError:
            return Scalar(None, stop, "number-too-large", quoted(word), known=False, safe=False)
    return Scalar(None, stop, "placeholder", quoted(word), known=False)


def read_template(text: str, begin: int, end: int) -> Scalar | None:
    """A placeholder in double braces, `{{name}}`, that begins at an offset."""
    match = _TEMPLATE.match(text, begin, end)
    if match is None:
        return None
    return Scalar(None, match.end(), "placeholder", quoted(match.group()), known=False)
