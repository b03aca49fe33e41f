"""JSON as people write it: the value is read, and each liberty is a problem with its fix.

Nothing here recurses: the depth of a text is limited, not that of the interpreter.
"""

from __future__ import annotations

import re
from typing import Any

from tryfield.core.json_pointer import child_pointer
from tryfield.core.jsontext import json_scalars
from tryfield.core.jsontext.json_document import Entry
from tryfield.core.jsontext.json_problems import Notes


class _Frame:
    """An object or array that is still open."""

    __slots__ = ("comma", "entry", "expect", "key", "kind", "last", "name", "pointer", "value")

    def __init__(self, kind: str, value: Any, entry: Entry, pointer: str) -> None:
        self.kind = kind
        self.value = value
        self.entry = entry
        self.pointer = pointer
        self.expect = self.start
        self.name = ""
        self.key = (0, 0)
        self.comma = -1  # offset of a comma that nothing followed yet
        self.last = entry[0] + 1  # where the last element ends

    @property
    def start(self) -> str:
        """What it expects first, and after a comma."""
        return "key" if self.kind == "{" else "item"


_SPACE = re.compile(r"[\s\ufeff\u200b]*+")
_ODD = re.compile(r"[^ \t\n\r]+")
_COMMENT = re.compile(r"//[^\n\r]*+|\#[^\n\r]*+|/\*(?s:.*?)(?:\*/|\Z)|<!--(?s:.*?)(?:-->|\Z)")
_ELISION = re.compile(r"(?:\.{2,}+|…)[\w.]*+")
_QUOTED_ELISION = re.compile(r'"(?:\.{3}|…)"(?=\s*[,}])')  # in place of a member
_COMMA = re.compile(r"\s*+,")
_CLOSE = re.compile(r"\s*+(?:[}\]]|\Z)")
_KEY = re.compile(r"""(?>(?:\{\{[^{}\n]*+\}\}|<[^<>\n]*+>|[^\s:=,{}\[\]"'/])+)(?=\s*+[:=])""")
_GARBAGE = re.compile(r"""[^\s,:{}\[\]"']++|[\s\S]""")
_CLOSES = {"{": "}", "[": "]"}


class TooDeepError(ValueError):
    """The text nests deeper than we read."""


class NotJsonError(ValueError):
    """There is no value to be found."""


class RecoveringReader:
    """Reads values out of a text, one after the other."""

    def __init__(self, notes: Notes, max_depth: int) -> None:
        self.notes = notes
        self.text = notes.text
        self.max_depth = max_depth
        self.pointer = ""  #: of the value that is read, when there are several
        self.at = 0
        self.end = len(self.text)
        self.stack: list[_Frame] = []
        self.root: tuple[Any, Entry] | None = None

    def skip(self, container: str | None = None) -> None:
        """Go on to the next sign that says something."""
        while True:
            space = _SPACE.match(self.text, self.at, self.end)
            if space is not None and space.end() > self.at:
                if odd := _ODD.search(self.text, self.at, space.end()):
                    self.notes.problem("odd-space", odd.start(), odd.end(), " ")
                self.at = space.end()
            comment = _COMMENT.match(self.text, self.at, self.end)
            if comment is None:
                return
            self.notes.problem("comment", self.at, comment.end(), "")
            if container is not None and ("..." in comment.group() or "…" in comment.group()):
                self.notes.elided.add(container)
            self.at = comment.end()

    def value(self, *, members_only: bool = False) -> tuple[Any, Entry]:
        """The next value and its places; `members_only` reads the members of an object."""
        self.stack = []
        self.root = None
        if members_only:
            frame = _Frame("{", {}, [self.at, self.end, {}], self.pointer)
            self.stack.append(frame)
            self.root = frame.value, frame.entry
        while True:
            if not self.stack and self.root is not None:
                return self.root
            frame_or_none = self.stack[-1] if self.stack else None
            self.skip(frame_or_none.pointer if frame_or_none else None)
            if frame_or_none is None:
                if self.at >= self.end or not self._element(None):
                    raise NotJsonError
            elif self.at >= self.end:
                self._end(members_only=members_only)
            else:
                self._step(frame_or_none)

    def _step(self, frame: _Frame) -> None:
        sign = self.text[self.at]
        expect = frame.expect
        if sign in ".…" and expect != "colon" and self._elision(frame, _ELISION):
            return
        if sign == '"' and expect == "key" and self._elision(frame, _QUOTED_ELISION):
            return
        if sign in "}]":
            self._close(frame, sign)
        elif expect == "after":
            self._after(frame, sign)
        elif expect == "key":
            self._key(frame, sign)
        elif expect == "colon":
            self._colon(frame, sign)
        elif sign == ",":
            if expect == "value":
                self._no_value(frame)
            else:
                self.notes.problem("extra-comma", self.at, self.at + 1, "")
                self.at += 1
        elif sign == ":" or not self._element(frame):
            self._garbage()

    def _after(self, frame: _Frame, sign: str) -> None:
        if sign in ",;":
            if sign == ";":
                self.notes.problem("missing-comma", self.at, self.at + 1, ",")
            frame.comma = self.at
            frame.expect = frame.start
            self.at += 1
        elif sign in ":=":
            self._garbage()
        else:
            self.notes.problem("missing-comma", frame.last, frame.last, ",")
            frame.expect = frame.start

    def _key(self, frame: _Frame, sign: str) -> None:
        begin = self.at
        if sign in json_scalars.QUOTES:
            found = json_scalars.read_string(self.text, begin, self.end)
            self._string_problem(found, begin)
            name, self.at = found.value, found.end
        elif sign == ",":
            self.notes.problem("extra-comma", begin, begin + 1, "")
            self.at += 1
            return
        elif (match := _KEY.match(self.text, begin, self.end)) is not None:
            name, self.at = match.group(), match.end()
            self.notes.problem("unquoted-key", begin, self.at, json_scalars.quoted(name))
        else:
            self._garbage()
            return
        if name in frame.value:
            self.notes.problem("duplicate-key", begin, self.at, None)
            self.notes.unknown.discard(child_pointer(frame.pointer, name))
        frame.name, frame.key = name, (begin, self.at)
        frame.last = self.at
        frame.comma = -1
        frame.expect = "colon"

    def _colon(self, frame: _Frame, sign: str) -> None:
        if sign == ",":
            self._no_value(frame)
            return
        if sign == ":":
            self.at += 1
        elif sign == "=":
            stop = self.at + (2 if self.text.startswith("=>", self.at) else 1)
            self.notes.problem("missing-colon", self.at, stop, ":")
            self.at = stop
        else:
            self.notes.problem("missing-colon", frame.last, frame.last, ":")
        frame.expect = "value"

    def _no_value(self, frame: _Frame) -> None:
        self.notes.problem("missing-value", *frame.key, None)
        at = self.at
        self.notes.unknown.add(child_pointer(frame.pointer, frame.name))
        self._store(frame, None, [at, at, None])

    def _close(self, frame: _Frame, sign: str) -> None:
        if frame.expect in ("colon", "value"):
            self._no_value(frame)
        if frame.comma >= 0:
            self.notes.problem("trailing-comma", frame.comma, frame.comma + 1, "")
        closing = _CLOSES[frame.kind]
        if sign == closing:
            self.at += 1
        elif any(_CLOSES[one.kind] == sign for one in self.stack[:-1]):
            self.notes.problem("unclosed", frame.last, frame.last, closing)
        else:
            self.notes.problem("mismatched-bracket", self.at, self.at + 1, closing)
            self.at += 1
        self._pop(self.at)

    def _pop(self, end: int) -> None:
        frame = self.stack.pop()
        frame.entry[1] = end
        if self.stack:
            self.stack[-1].last = end

    def _end(self, *, members_only: bool) -> None:
        missing = "".join(_CLOSES[one.kind] for one in reversed(self.stack[int(members_only) :]))
        end = self.stack[-1].last
        while self.stack:
            frame = self.stack[-1]
            if frame.expect in ("colon", "value"):
                self._no_value(frame)
            if frame.comma >= 0:
                self.notes.problem("trailing-comma", frame.comma, frame.comma + 1, "")
            self._pop(self.end)
        if missing:
            self.notes.problem("unclosed", end, end, missing)

    def _elision(self, frame: _Frame, pattern: re.Pattern[str]) -> bool:
        match = pattern.match(self.text, self.at, self.end)
        if match is None:
            return False
        begin, end = match.span()
        if frame.expect == "value":
            self.notes.problem("elision", begin, end, "null", safe=False)
            self.notes.unknown.add(child_pointer(frame.pointer, frame.name))
            self._store(frame, None, [begin, end, None])
            self.at = end
            return True
        self.notes.elided.add(frame.pointer)
        said = match.group()
        if frame.expect != "after":
            if comma := _COMMA.match(self.text, end, self.end):
                end = comma.end()
            elif frame.comma >= 0 and _CLOSE.match(self.text, end, self.end):
                begin, frame.comma = frame.comma, -1
        self.notes.problem("elision", begin, end, "", said=said)
        self.at = end
        return True

    def _element(self, frame: _Frame | None) -> bool:
        """Read the value that begins here; False when there is none."""
        begin = self.at
        sign = self.text[begin]
        if sign in "{[":
            word = json_scalars.read_template(self.text, begin, self.end) if frame else None
            if word is None:
                self._open(frame, sign)
                return True
            scalar: json_scalars.Scalar | None = word
        elif sign in json_scalars.QUOTES:
            found = json_scalars.read_string(self.text, begin, self.end)
            self._string_problem(found, begin)
            scalar = json_scalars.Scalar(found.value, found.end)
        else:
            scalar = json_scalars.read_scalar(self.text, begin, self.end)
        if scalar is None or (frame is None and scalar.code == "placeholder"):
            return False
        self.at = scalar.end
        if scalar.code:
            self.notes.problem(scalar.code, begin, scalar.end, scalar.fix, safe=scalar.safe)
        if not scalar.known:
            self.notes.unknown.add(self._pointer(frame))
        self._store(frame, scalar.value, [begin, scalar.end, None])
        return True

    def _open(self, frame: _Frame | None, sign: str) -> None:
        if len(self.stack) >= self.max_depth:
            raise TooDeepError
        value: Any = {} if sign == "{" else []
        entry: Entry = [self.at, self.end, {} if sign == "{" else []]
        below = _Frame(sign, value, entry, self._pointer(frame))
        self._store(frame, value, entry)
        self.stack.append(below)
        self.at += 1

    def _store(self, frame: _Frame | None, value: Any, entry: Entry) -> None:
        if frame is None:
            self.root = value, entry
            return
        if frame.kind == "{":
            entry += frame.key
            frame.value[frame.name] = value
            frame.entry[2][frame.name] = entry
        else:
            frame.value.append(value)
            frame.entry[2].append(entry)
        frame.expect = "after"
        frame.comma = -1
        frame.last = max(entry[1] if entry[2] is None else entry[0] + 1, frame.last)

    def _pointer(self, frame: _Frame | None) -> str:
        if frame is None:
            return self.pointer
        return child_pointer(frame.pointer, frame.name if frame.kind == "{" else len(frame.value))

    def _garbage(self) -> None:
        match = _GARBAGE.match(self.text, self.at, self.end)
        end = match.end() if match else self.at + 1
        self.notes.problem("unexpected", self.at, end, "", safe=False)
        self.at = end

    def _string_problem(self, found: json_scalars.Quoted, begin: int) -> None:
        if not found.code:
            return
        safe = found.code not in ("lone-surrogate", "unterminated-string")
        self.notes.problem(
            found.code, begin, found.end, json_scalars.quoted(found.value), safe=safe
        )
