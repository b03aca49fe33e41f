"""Labels of host names in any script (IDNA 2008: RFC 5890 to 5893, Punycode: RFC 3492).

The joining types that RFC 5892 asks for at a ZERO WIDTH NON-JOINER are not in the standard
library; between two right-to-left Arabic letters it is accepted.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

_VALID = frozenset("\u00df\u03c2\u06fd\u06fe\u0f0b\u3007")
_INVALID = frozenset("\u0640\u07fa\u302e\u302f\u3031\u3032\u3033\u3034\u3035\u303b")
_JAMO = ((0x1100, 0x11FF), (0xA960, 0xA97F), (0xD7B0, 0xD7FF))
_CATEGORIES = ("Ll", "Lo", "Lm", "Mn", "Mc", "Nd")


def is_ascii_label(label: str) -> bool:
    """Whether an `xn--` label stands for a valid one."""
    decoded = _decode(label[4:].lower())
    valid = decoded is not None and not decoded.isascii() and _is_valid(decoded)
    return valid and fit_together([label])


def is_label(label: str) -> bool:
    """Whether a label is valid as it is."""
    if label[:4].lower() == "xn--":
        return label.isascii() and len(label) < 64 and is_ascii_label(label)
    return _is_valid(label) and _length(label) < 60


def fit_together(labels: list[str]) -> bool:
    """Whether directions of writing mix only as they may (RFC 5893)."""
    texts = [_decode(x[4:].lower()) or x if x[:4].lower() == "xn--" else x for x in labels]
    kinds = [[unicodedata.bidirectional(char) for char in text] for text in texts]
    if not any(_RIGHT.intersection(row) for row in kinds):
        return True
    return all(map(_is_one_way, kinds))


_RIGHT = frozenset(("R", "AL", "AN"))
_EITHER = frozenset(("EN", "ES", "CS", "ET", "ON", "BN", "NSM"))


def _is_one_way(row: list[str]) -> bool:
    ending = next((kind for kind in reversed(row) if kind != "NSM"), "")
    if row[0] == "L":
        return _EITHER.union("L").issuperset(row) and ending in ("L", "EN")
    if row[0] not in ("R", "AL") or ("EN" in row and "AN" in row):
        return False
    return (_EITHER | _RIGHT).issuperset(row) and ending in ("R", "AL", "EN", "AN")


def _is_valid(label: str) -> bool:
    if label[2:4] == "--" or label.startswith("-") or label.endswith("-"):
        return False
    if unicodedata.category(label[0]).startswith("M"):
        return False
    return all(_is_allowed(label, place) for place in range(len(label)))


def _is_allowed(label: str, place: int) -> bool:
    char = label[place]
    if char.isascii():
        return char == "-" or char.isdigit() or char.islower()
    if char in _CONTEXT:
        return _CONTEXT[char](label, place)
    if char in _VALID or char in _INVALID:
        return char in _VALID
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", char).casefold())
    if folded != char or any(low <= ord(char) <= high for low, high in _JAMO):
        return False
    return unicodedata.category(char) in _CATEGORIES


def _script(char: str, *names: str) -> bool:
    return unicodedata.name(char, "").startswith(names)


def _middle_dot(label: str, place: int) -> bool:
    return 0 < place < len(label) - 1 and label[place - 1] == label[place + 1] == "l"


def _keraia(label: str, place: int) -> bool:
    return place + 1 < len(label) and _script(label[place + 1], "GREEK")


def _geresh(label: str, place: int) -> bool:
    return place > 0 and _script(label[place - 1], "HEBREW")


def _katakana_dot(label: str, _: int) -> bool:
    names = ("HIRAGANA", "KATAKANA LETTER", "CJK UNIFIED", "CJK COMPATIBILITY IDEOGRAPH")
    return any(_script(char, *names) or char in "\u3005\u3007" for char in label)


def _arabic_digit(label: str, _: int) -> bool:
    return not any("\u06f0" <= char <= "\u06f9" for char in label)


def _extended_digit(label: str, _: int) -> bool:
    return not any("\u0660" <= char <= "\u0669" for char in label)


def _joiner(label: str, place: int) -> bool:
    return place > 0 and unicodedata.combining(label[place - 1]) == 9


def _non_joiner(label: str, place: int) -> bool:
    around = label[place - 1 : place] + label[place + 1 : place + 2]
    return _joiner(label, place) or (
        len(around) == 2 and all(unicodedata.bidirectional(char) == "AL" for char in around)
    )


_CONTEXT: dict[str, Callable[[str, int], bool]] = {
    "\u00b7": _middle_dot,
    "\u0375": _keraia,
    "\u05f3": _geresh,
    "\u05f4": _geresh,
    "\u30fb": _katakana_dot,
    "\u200d": _joiner,
    "\u200c": _non_joiner,
    **{chr(code): _arabic_digit for code in range(0x660, 0x66A)},
    **{chr(code): _extended_digit for code in range(0x6F0, 0x6FA)},
}


def _threshold(k: int, bias: int) -> int:
    return min(max(k - bias, 1), 26)


def _adapt(delta: int, size: int, first: bool) -> int:
    delta = delta // 700 if first else delta // 2
    delta += delta // size
    k = 0
    while delta > 455:
        delta //= 35
        k += 36
    return k + 36 * delta // (delta + 38)


def _decode(text: str) -> str | None:
    basic, hyphen, rest = text.rpartition("-")
    if hyphen and not basic:  # another spelling of the same label
        return None
    out = list(basic)
    code, index, bias = 128, 0, 72
    digits = iter(rest)
    for digit in digits:
        before, weight, k = index, 1, 36
        while True:
            value = "abcdefghijklmnopqrstuvwxyz0123456789".find(digit)
            index += value * weight
            threshold = _threshold(k, bias)
            if value < threshold:
                break
            weight *= 36 - threshold
            k += 36
            digit = next(digits, "")
            if not digit or weight > 2**31:
                return None
        bias = _adapt(index - before, len(out) + 1, before == 0)
        code += index // (len(out) + 1)
        index %= len(out) + 1
        if value < 0 or code > 0x10FFFF:
            return None
        out.insert(index, chr(code))
        index += 1
    return "".join(out)


def _length(label: str) -> int:
    """Of the Punycode of a label."""
    basic = [char for char in label if char.isascii()]
    done, size = len(basic), len(basic) + bool(basic)
    code, delta, bias = 128, 0, 72
    first = True
    for target in sorted({ord(char) for char in label if not char.isascii()}):
        delta += (target - code) * (done + 1)
        code = target
        for char in label:
            delta += ord(char) < code
            if ord(char) == code:
                rest, k = delta, 36
                while rest >= (threshold := _threshold(k, bias)):
                    rest = (rest - threshold) // (36 - threshold)
                    size, k = size + 1, k + 36
                size += 1
                bias = _adapt(delta, done + 1, first)
                done, delta, first = done + 1, 0, False
        delta, code = delta + 1, code + 1
    return size
