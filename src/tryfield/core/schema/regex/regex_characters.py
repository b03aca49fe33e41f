"""Sets of characters that escapes name."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable

from tryfield.core.schema.regex.regex_tree import LAST, Ranges

DIGITS: Ranges = ((48, 57),)
WORDS: Ranges = ((48, 57), (65, 90), (95, 95), (97, 122))
SPACES: Ranges = (
    (9, 13), (32, 32), (160, 160), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029),
    (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF),
)  # fmt: skip
LINES: Ranges = ((10, 10), (13, 13), (0x2028, 0x2029))
CLASSES = {"d": DIGITS, "w": WORDS, "s": SPACES}
CONTROLS = {"t": 9, "n": 10, "v": 11, "f": 12, "r": 13}

_CATEGORIES = (
    "L Letter;Lu Uppercase_Letter;Ll Lowercase_Letter;Lt Titlecase_Letter;LC Cased_Letter;"
    "Lm Modifier_Letter;Lo Other_Letter;M Mark;M Combining_Mark;Mn Nonspacing_Mark;"
    "Mc Spacing_Mark;Me Enclosing_Mark;N Number;Nd Decimal_Number;Nd digit;Nl Letter_Number;"
    "No Other_Number;P Punctuation;P punct;Pc Connector_Punctuation;Pd Dash_Punctuation;"
    "Ps Open_Punctuation;Pe Close_Punctuation;Pi Initial_Punctuation;Pf Final_Punctuation;"
    "Po Other_Punctuation;S Symbol;Sm Math_Symbol;Sc Currency_Symbol;Sk Modifier_Symbol;"
    "So Other_Symbol;Z Separator;Zs Space_Separator;Zl Line_Separator;Zp Paragraph_Separator;"
    "C Other;Cc Control;Cc cntrl;Cf Format;Cs Surrogate;Co Private_Use;Cn Unassigned"
)
_SHORT = {name: row.split()[0] for row in _CATEGORIES.split(";") for name in row.split()}
_OTHER: dict[str, Callable[[str], bool]] = {
    "Any": lambda _: True,
    "ASCII": str.isascii,
    "Alphabetic": str.isalpha,
    "Alpha": str.isalpha,
    "Uppercase": str.isupper,
    "Lowercase": str.islower,
    "White_Space": str.isspace,
}


def category(name: str) -> Callable[[str], bool] | None:
    """The test for a Unicode property; None for one we do not know."""
    if name in _OTHER:
        return _OTHER[name]
    kind, _, value = name.rpartition("=")
    if kind not in ("", "gc", "General_Category") or value not in _SHORT:
        return None
    short = _SHORT[value]
    wanted = ("Lu", "Ll", "Lt") if short == "LC" else (short,)
    return lambda char: unicodedata.category(char).startswith(wanted)


def complement(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """Every character outside of some ranges."""
    found, start = [], 0
    for low, high in sorted(ranges):
        if low > start:
            found.append((start, low - 1))
        start = max(start, high + 1)
    if start <= LAST:
        found.append((start, LAST))
    return tuple(found)
