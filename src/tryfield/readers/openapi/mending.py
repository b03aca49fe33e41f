"""YAML that is not YAML: read around each fault, so that one wrong line costs one line.

A mended text has the length of the original, so that places stay places. A character that YAML
takes for syntax where the author meant text is swapped for a stand-in and swapped back later.
"""

from __future__ import annotations

import re

from tryfield.readers.openapi.yamltext import Composer

_STAND_IN = 0xE000  # private use; the ASCII characters are moved there
_STAND_INS = {_STAND_IN + code: chr(code) for code in range(128)}
_TAKEN = re.compile("[\ue000-\ue07f]")
_CONTROL = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINE = re.compile(
    r"([ \t]*(?:- +)*)((?:\"[^\"\n]*\"|'[^'\n]*'|[^\s#:'\"\[{][^:\n]*|[^\s#:\n]+):[ \t]+)?(.*)"
)
_INDICATORS = "@`%*&!|>{}[]'\",?:-#"
_EFFORT = 3_000_000  # characters that all attempts together may read


def compose(text: str) -> tuple[Composer, list[tuple[int, str]]]:
    """Read a YAML text, faulty or not: what was read, and the offset and words of each fault."""
    faults = []
    if (control := _CONTROL.search(text)) is not None:
        faults.append((control.start(), f"the character U+{ord(control[0]):04X} is not allowed"))
        text = _CONTROL.sub("\ufffd", text)
    composer = Composer(text)
    attempts = 0 if _TAKEN.search(text) else max(3, min(40, _EFFORT // max(1, len(text))))
    best, tried = composer, set()
    while composer.fault is not None:
        offset, words = composer.fault
        offset = min(offset, len(text))
        line = text.rfind("\n", 0, offset) + 1
        if line not in tried:
            faults.append((offset, words))
        if attempts == 0 or (mended := _mended(text, line, again=line in tried)) == text:
            break
        tried.add(line)
        attempts -= 1
        text = mended
        composer = Composer(text, _STAND_INS)
        if composer.fault is None or composer.fault[0] >= (best.fault or (0, ""))[0]:
            best = composer
    return best, faults


def _mended(text: str, start: int, *, again: bool) -> str:
    """The text with one line made harmless; unchanged when there is nothing left to do."""
    end = text.find("\n", start)
    end = len(text) if end < 0 else end
    line = text[start:end]
    match = _LINE.fullmatch(line)
    if not again and match is not None:
        indent, key, value = match.groups()
        fixed = indent.replace("\t", " ") + (key or "").replace("\t", " ") + _meant(value)
        if fixed != line:
            return text[:start] + fixed + text[end:]
    if line.strip():
        return text[:start] + " " * len(line) + text[end:]
    above = text.rfind("\n", 0, max(0, start - 1)) + 1
    if start and text[above : start - 1].strip():
        return text[:above] + " " * (start - 1 - above) + text[start - 1 :]
    return text


def _meant(value: str) -> str:
    """A value that YAML stumbles over, as the plain text that was meant."""
    if value[:1] and value[0] in _INDICATORS:
        value = _away(value[0]) + value[1:]
    return re.sub(r":(?=[ \t]|$)| #", lambda m: "".join(map(_away, m[0])), value)


def _away(character: str) -> str:
    return character if character == " " else chr(_STAND_IN + ord(character))
