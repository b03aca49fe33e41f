"""Values that are not containers, as people write them: numbers, words, placeholders."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from tryfield.core.jsontext.numbers import normal, number
from tryfield.core.jsontext.strings import quoted

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


def read(text: str, begin: int, end: int) -> Scalar | None:
    """The number, word or placeholder that begins at an offset; None when there is none."""
    match = _NUMBER.match(text, begin, end)
    if match is not None:
        try:
            return Scalar(number(match.group()), match.end())
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
    if plain := normal(word):
        try:
            return Scalar(number(plain), stop, "number", plain)
        except ValueError:
            return Scalar(None, stop, "number-too-large", quoted(word), known=False, safe=False)
    return Scalar(None, stop, "placeholder", quoted(word), known=False)


def template(text: str, begin: int, end: int) -> Scalar | None:
    """A placeholder in double braces, `{{name}}`, that begins at an offset."""
    match = _TEMPLATE.match(text, begin, end)
    if match is None:
        return None
    return Scalar(None, match.end(), "placeholder", quoted(match.group()), known=False)
