"""YAML text to a JSON value, with the place of every part; a syntax error costs one line.

Built from parser events and not from PyYAML's own objects: those know nothing of spans, duplicate
keys, or an alias that is used a billion times. A text with errors is repaired without changing its
length, so that places stay places: a character that YAML takes for syntax where the author meant
text is swapped for a stand-in and swapped back later.

YAML 1.1 makes a boolean of `no`, a date of `2024-01-01` and 83 of `0123`; OpenAPI documents are
JSON in another spelling, so only what JSON calls a number is a number here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Literal, TypeAlias

import yaml

from tryfield.core.model import Json

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
    """Read a YAML text that may have errors: what was read, and where and what each error is."""
    errors = []
    if (control := _CONTROL.search(text)) is not None:
        errors.append((control.start(), f"the character U+{ord(control[0]):04X} is not allowed"))
        text = _CONTROL.sub("\ufffd", text)
    moved = _moved_surrogates(text)
    surrogates, text = moved is not text, moved
    composer = Composer(text, surrogates=surrogates)
    attempts = 0 if _TAKEN.search(text) else max(3, min(40, _EFFORT // max(1, len(text))))
    best, tried = composer, set()
    while composer.error is not None:
        offset, words = composer.error
        offset = min(offset, len(text))
        line = text.rfind("\n", 0, offset) + 1
        if line not in tried:
            errors.append((offset, words))
        if attempts == 0 or (repaired := _repaired(text, line, again=line in tried)) == text:
            break
        tried.add(line)
        attempts -= 1
        text = repaired
        composer = Composer(text, _STAND_INS, surrogates=surrogates)
        if composer.error is None or composer.error[0] >= (best.error or (0, ""))[0]:
            best = composer
    return best, errors


# YAML knows no surrogates; JSON does, and js-yaml writes every emoji as two of them. Escapes are
# moved to private characters of the same length, and joined again when a value is built.
_SURROGATE = re.compile(r"(?<!\\)((?:\\\\)*\\u)([dD])(?=[89a-fA-F][0-9a-fA-F]{2})")
_MOVED_ESCAPE = re.compile(r"(\\u)([eE])(?=[89a-fA-F][0-9a-fA-F]{2})")
_PAIR = re.compile("[\ue800-\uebff][\uec00-\uefff]")
_LONE = re.compile("[\ue800-\uefff]")


def _moved_surrogates(text: str) -> str:
    if _SURROGATE.search(text) is None or _LONE.search(text) or _MOVED_ESCAPE.search(text):
        return text
    return _SURROGATE.sub(lambda m: m[1] + chr(ord(m[2]) + 1), text)


def _with_surrogates(text: str, *, quoted: bool) -> str:
    """What moved escapes stand for in a value; where they are only text, as they were written."""
    if not quoted:
        return _MOVED_ESCAPE.sub(lambda m: m[1] + chr(ord(m[2]) - 1), text)
    joined = _PAIR.sub(
        lambda m: chr(0x10000 + ((ord(m[0][0]) - 0xE800) << 10) + ord(m[0][1]) - 0xEC00), text
    )
    return _LONE.sub("\ufffd", joined)


def _repaired(text: str, start: int, *, again: bool) -> str:
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


#: [begin of the key or value, begin of the value, its end, parts by name, parts in order]
Entry: TypeAlias = list[Any]
YamlProblem: TypeAlias = tuple[
    Literal["syntax", "duplicate-key", "alias", "yaml"], int, int, str, str
]

_DEPTH = 200
_ALIASED = 200_000  # values that all aliases of a file may stand for
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Box:
    """A mapping or sequence that is being filled."""

    __slots__ = ("anchor", "entry", "flow", "key", "merges", "size", "value")

    def __init__(self, value: Json, entry: Entry, anchor: str | None, flow: bool) -> None:
        self.value = value
        self.entry = entry
        self.anchor = anchor
        self.flow = flow
        self.size = 1
        self.key: tuple[str, int] | None = None
        self.merges: list[tuple[Json, Entry]] = []


class Composer:
    """Reads one YAML document: its value, the index of its places, and what is wrong."""

    def __init__(
        self,
        text: str,
        stand_ins: Mapping[int, str] | None = None,
        *,
        surrogates: bool = False,
    ) -> None:
        self.value: Json = None
        self._surrogates = surrogates  # whether escapes of surrogates are moved
        self._stand_ins = stand_ins  # characters that stand for others, until the value is built
        self.entry: Entry = [0, 0, 0, None]
        self.problems: list[YamlProblem] = []
        self.error: tuple[int, str] | None = None  #: where and why parsing ended early
        self._stack: list[_Box] = []
        self._anchors: dict[str, tuple[Json, Entry, int] | None] = {}
        self._aliased = 0
        self._skipping = 0
        self._end = 0
        self._documents = 0
        self._compose(text)

    def _compose(self, text: str) -> None:
        acts: dict[type, Callable[[Any], None]] = {
            yaml.ScalarEvent: self._scalar,
            yaml.AliasEvent: self._alias,
            yaml.MappingStartEvent: self._open,
            yaml.SequenceStartEvent: self._open,
            yaml.MappingEndEvent: self._close,
            yaml.SequenceEndEvent: self._close,
            yaml.DocumentStartEvent: self._document,
        }
        loader = _LOADER(text)
        try:
            while (event := loader.get_event()) is not None:
                act = acts.get(type(event))
                if act is not None and self._documents < 2:
                    act(event)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            words = error.problem or error.context or "it is not YAML"
            self.error = (mark.index if mark else self._end, words)
        except (yaml.YAMLError, ValueError, RecursionError) as error:
            self.error = (getattr(error, "position", 0) or self._end, "it is not YAML")
        finally:
            loader.dispose()
        while self._stack:
            self._finish(self._end)

    def _document(self, event: Any) -> None:
        self._documents += 1
        if self._documents == 2:
            start = event.start_mark.index
            self._report(
                "yaml",
                start,
                event.end_mark.index,
                "A second document begins here.",
                "Keep one document in a file; only the first is read.",
            )

    def _scalar(self, event: Any) -> None:
        if self._skipping:
            return
        text, start, end = event.value, event.start_mark.index, event.end_mark.index
        self._end = end
        if self._stand_ins is not None:
            text = text.translate(self._stand_ins)
        if self._surrogates:
            text = _with_surrogates(text, quoted=event.style == '"')
        box = self._stack[-1] if self._stack else None
        if box is not None and box.key is None and type(box.value) is dict:
            box.key = (text, start)
            if event.anchor:
                self._anchors[event.anchor] = (text, [start, start, end, None], 1)
            return
        value: Json
        if event.tag is not None:
            known, value = tagged_scalar(event.tag, text)
            if not known and event.tag != "!":
                self._report(
                    "yaml",
                    start,
                    end,
                    f"The tag {_shown(event.tag)} means nothing in JSON.",
                    "Remove the tag; the value is read without it.",
                )
        else:
            value = plain_scalar(text) if event.implicit[0] else text
        entry = [start, start, end, None]
        if event.anchor:
            self._anchors[event.anchor] = (value, entry, 1)
        self._add(value, entry, 1)

    def _alias(self, event: Any) -> None:
        if self._skipping:
            return
        start, end = event.start_mark.index, event.end_mark.index
        self._end = end
        name = event.anchor
        found = self._anchors.get(name)
        value, size, below = None, 1, None
        if found is None:
            inside = name in self._anchors
            self._report(
                "alias",
                start,
                end,
                f"The alias *{name} stands inside of what it names."
                if inside
                else f"The alias *{name} names no anchor before it.",
                "Write the value out; it is read as null.",
            )
        elif self._aliased + found[2] > _ALIASED:
            self._report(
                "alias",
                start,
                end,
                f"With the alias *{name}, aliases stand for more than {_ALIASED:,} values.",
                "Use `$ref`; the alias is read as null.",
            )
        else:
            value, size, below = found[0], found[2], found[1][3]
            self._aliased += size
        box = self._stack[-1] if self._stack else None
        if box is not None and box.key is None and type(box.value) is dict:
            box.key = (value if isinstance(value, str) else str(name), start)
            return
        self._add(value, [start, start, end, below], size)

    def _open(self, event: Any) -> None:
        if self._skipping:
            self._skipping += 1
            return
        start = event.start_mark.index
        self._end = event.end_mark.index
        box = self._stack[-1] if self._stack else None
        is_key = box is not None and box.key is None and type(box.value) is dict
        if is_key or len(self._stack) >= _DEPTH:
            self._report(
                "yaml",
                start,
                self._end,
                "A key of JSON is a string."
                if is_key
                else f"It is nested more than {_DEPTH} deep.",
                "Write a string; this part is not read."
                if is_key
                else "Use `$ref`; what lies deeper is read as null.",
            )
            if is_key and box is not None:
                box.key = ("", start)
            else:
                self._add(None, [start, start, self._end, None], 1)
            self._skipping = 1
            return
        mapping = type(event) is yaml.MappingStartEvent
        below: Any = {} if mapping else []
        entry: Entry = [start, start, start, below]
        if event.anchor:
            self._anchors[event.anchor] = None
        self._stack.append(_Box({} if mapping else [], entry, event.anchor, bool(event.flow_style)))

    def _close(self, event: Any) -> None:
        if self._skipping:
            self._skipping -= 1
            return
        if self._stack[-1].flow:
            self._end = event.end_mark.index
        self._finish(self._end)

    def _finish(self, end: int) -> None:
        box = self._stack.pop()
        box.entry[2] = end
        if box.key is not None:
            key, start = box.key
            box.value.setdefault(key, None)
            box.entry[3].setdefault(key, [start, start, end, None])
        for value, entry in box.merges:
            for name, inner in value.items():
                if name not in box.value:
                    box.value[name] = inner
                    box.entry[3][name] = entry[3][name] if entry[3] else entry
        if box.anchor:
            self._anchors[box.anchor] = (box.value, box.entry, box.size)
        self._add(box.value, box.entry, box.size)

    def _add(self, value: Json, entry: Entry, size: int) -> None:
        if not self._stack:
            self.value, self.entry = value, entry
            return
        box = self._stack[-1]
        box.size += size
        if type(box.value) is list:
            box.value.append(value)
            box.entry[3].append(entry)
            return
        if box.key is None:
            return
        (key, start), box.key = box.key, None
        if key == "<<" and self._merge(box, value, entry):
            return
        entry[0] = start
        if key in box.value:
            self._report(
                "duplicate-key",
                start,
                start + len(key),
                f"The key {key!r} is written twice.",
                "Keep one of them; the last is read.",
            )
        box.value[key] = value
        box.entry[3][key] = entry

    def _merge(self, box: _Box, value: Json, entry: Entry) -> bool:
        """`<<: *defaults` of YAML 1.1, which authors still use."""
        if isinstance(value, dict):
            box.merges.append((value, entry))
            return True
        if isinstance(value, list) and value and all(isinstance(v, dict) for v in value):
            box.merges += zip(value, entry[3], strict=True)
            return True
        return False

    def _report(self, kind: Any, start: int, end: int, message: str, advice: str) -> None:
        self.problems.append((kind, start, end, message, advice))


def _shown(tag: str) -> str:
    return tag.replace("tag:yaml.org,2002:", "!!")


_NUMBER = re.compile(
    r"-?(?:0|[1-9]\d*)(?:\.\d*)?(?:[eE][-+]?\d{1,4})?|[-+]?\.\d+(?:[eE][-+]?\d{1,4})?"
)
_WORDS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_STARTS = frozenset("-+.0123456789")
_LONGEST = 400  # digits; beyond, it is an identifier


def plain_scalar(text: str) -> Json:
    """The JSON value of an unquoted scalar."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in _STARTS and len(text) < _LONGEST and _NUMBER.fullmatch(text):
        if text.lstrip("-").isdecimal():
            return int(text)
        number = float(text)
        return text if number in (float("inf"), float("-inf")) else number
    return text


def tagged_scalar(tag: str, text: str) -> tuple[bool, Json]:
    """Whether we know a scalar's explicit tag, and the value that it then has."""
    kind = tag.removeprefix("tag:yaml.org,2002:")
    if kind in {"str", "!", "binary", "timestamp"}:
        return True, text
    value = plain_scalar(text)
    known = {
        "int": isinstance(value, int) and not isinstance(value, bool),
        "float": isinstance(value, (int, float)) and not isinstance(value, bool),
        "bool": isinstance(value, bool),
        "null": value is None,
    }
    return known.get(kind, False), value
