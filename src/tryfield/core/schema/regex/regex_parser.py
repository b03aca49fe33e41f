"""The text of a regular expression becomes a tree (ECMA-262, 22.2.1, Unicode mode)."""

from __future__ import annotations

import re

from tryfield.core.schema.regex import regex_characters
from tryfield.core.schema.regex.regex_tree import (
    LAST,
    Anchor,
    Back,
    Chars,
    Choice,
    Expression,
    Group,
    Look,
    Ranges,
    Repeat,
    Sequence,
    Tree,
)

_COUNT = re.compile(r"\{(\d{1,9})(?:(,)(\d{1,9})?)?\}", re.ASCII)
_NAME = re.compile(r"<([A-Za-z_$][\w$]{0,99})>")
_LOOKS = {"?=": (True, False), "?!": (True, True), "?<=": (False, False), "?<!": (False, True)}
_SYNTAX = frozenset("^$\\.*+?()[]{}|/")
_DEEPEST = 60


class PatternError(ValueError):
    """Why a text is not a regular expression."""


def parse(source: str, *, strict: bool = False) -> Expression:
    """What a regular expression consists of.

    Unless it is strict, characters that need an escape in Unicode mode may do without, and
    punctuation may be escaped, as it is in most documents.
    """
    parser = _Parser(source, strict)
    tree = parser.choice(0)
    if parser.at < len(source):
        raise PatternError("')' closes nothing")
    for group in parser.backs:
        if (group not in parser.names) if isinstance(group, str) else group > parser.groups:
            raise PatternError(f"there is no group {group}")
    return Expression(tree, parser.names, bool(parser.backs))


class _Parser:
    def __init__(self, source: str, strict: bool) -> None:
        self.source = source
        self.strict = strict
        self.at = 0
        self.groups = 0
        self.names: dict[str, int] = {}
        self.backs: list[int | str] = []

    def take(self, text: str) -> bool:
        if self.source.startswith(text, self.at):
            self.at += len(text)
            return True
        return False

    def choice(self, depth: int) -> Tree:
        if depth > _DEEPEST:
            raise PatternError("groups are nested too deeply")
        options = [self.sequence(depth)]
        while self.take("|"):
            options.append(self.sequence(depth))
        return options[0] if len(options) == 1 else Choice(tuple(options))

    def sequence(self, depth: int) -> Tree:
        parts: list[Tree] = []
        while self.at < len(self.source) and self.source[self.at] not in "|)":
            part = self.atom(depth)
            parts.append(self.repeated(part))
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def repeated(self, part: Tree) -> Tree:
        least, most = 1, None
        count = _COUNT.match(self.source, self.at)
        if count:
            self.at = count.end()
            least = int(count[1])
            most = least if not count[2] else None if count[3] is None else int(count[3])
            if most is not None and most < least:
                raise PatternError(f"{count[0]} ends before it begins")
        elif self.take("?"):
            least, most = 0, 1
        elif self.take("*"):
            least = 0
        elif not self.take("+"):
            return part
        if isinstance(part, Anchor) or (isinstance(part, Look) and (self.strict or not part.ahead)):
            raise PatternError("a position cannot be repeated")
        greedy = not self.take("?")
        if self.source[self.at : self.at + 1] in tuple("*+?"):
            raise PatternError("nothing to repeat")
        return Repeat(part, least, most, greedy)

    def atom(self, depth: int) -> Tree:
        char = self.source[self.at]
        self.at += 1
        if char == "(":
            return self.group(depth)
        if char == "[":
            return self.set()
        if char == "\\":
            return self.escape()
        if char == ".":
            return Chars(regex_characters.LINES, negated=True)
        if char in "^$":
            return Anchor(char)
        if char in "*+?" or (self.strict and char in "{}]"):
            raise PatternError(f"{char!r} repeats nothing" if char in "*+?" else f"lone {char!r}")
        if char == "{" and _COUNT.match(self.source, self.at - 1):
            raise PatternError("nothing to repeat")
        return Chars(((ord(char), ord(char)),))

    def group(self, depth: int) -> Tree:
        number = 0
        look = next((mark for mark in _LOOKS if self.source.startswith(mark, self.at)), "")
        if look:
            self.at += len(look)
        elif not self.take("?:"):
            self.groups += 1
            number = self.groups
            if self.take("?"):
                name = _NAME.match(self.source, self.at)
                if not name or name[1] in self.names:
                    raise PatternError("'(?' is followed by nothing that is known")
                self.names[name[1]] = number
                self.at = name.end()
        part = self.choice(depth + 1)
        if not self.take(")"):
            raise PatternError("'(' is never closed")
        if look:
            return Look(part, *_LOOKS[look])
        return Group(part, number) if number else part

    def escape(self) -> Tree:
        char = self.source[self.at : self.at + 1]
        if char in ("b", "B"):
            self.at += 1
            return Anchor(char)
        if char == "k":
            name = _NAME.match(self.source, self.at + 1)
            if not name:
                raise PatternError("'\\k' names no group")
            self.at = name.end()
            return self.back(name[1])
        if char in tuple("123456789"):
            digits = re.compile(r"\d{1,4}", re.ASCII).match(self.source, self.at)
            self.at = digits.end() if digits else self.at
            return self.back(int(digits[0] if digits else 0))
        found = self.named_set()
        if found is not None:
            return found
        code = self.code()
        return Chars(((code, code),))

    def back(self, group: int | str) -> Tree:
        self.backs.append(group)
        return Back(group)

    def named_set(self) -> Chars | None:
        """`\\d`, `\\p{...}` and their kind, behind the backslash."""
        char = self.source[self.at : self.at + 1]
        if char and char in "dDwWsS":
            self.at += 1
            ranges = regex_characters.CLASSES[char.lower()]
            return Chars(ranges if char.islower() else regex_characters.complement(ranges))
        if char and char in "pP":
            end = self.source.find("}", self.at)
            if self.source[self.at + 1 : self.at + 2] != "{" or end < 0:
                raise PatternError(f"'\\{char}' names no property")
            name = self.source[self.at + 2 : end]
            test = regex_characters.category(name)
            if test is None:
                raise PatternError(f"the Unicode property {name!r} is not known here")
            self.at = end + 1
            known = test
            return Chars((), (known if char == "p" else lambda c: not known(c),))
        return None

    def code(self, in_set: bool = False) -> int:
        """The code point that an escape stands for, behind the backslash."""
        char = self.source[self.at : self.at + 1]
        self.at += 1
        if char in regex_characters.CONTROLS:
            return regex_characters.CONTROLS[char]
        if char == "c" and re.match("[A-Za-z]", self.source[self.at : self.at + 1]):
            self.at += 1
            return ord(self.source[self.at - 1]) % 32
        if char == "0" and not self.source[self.at : self.at + 1].isdecimal():
            return 0
        if char == "x":
            return self.hexadecimal(2)
        if char == "u":
            return self.unicode()
        if char in _SYNTAX or (in_set and char == "-") or (not self.strict and _is_mark(char)):
            return ord(char)
        if in_set and char == "b":
            return 8
        raise PatternError(f"'\\{char}' is no escape")

    def hexadecimal(self, size: int) -> int:
        digits = self.source[self.at : self.at + size]
        if len(digits) < size or not re.fullmatch("[0-9A-Fa-f]+", digits):
            raise PatternError(f"{digits!r} is not a code of {size} digits")
        self.at += size
        return int(digits, 16)

    def unicode(self) -> int:
        if self.take("{"):
            digits, _, rest = self.source[self.at :].partition("}")
            if not re.fullmatch("[0-9A-Fa-f]{1,6}", digits) or int(digits, 16) > LAST:
                raise PatternError(f"{digits[:10]!r} is no code point")
            self.at = len(self.source) - len(rest)
            return int(digits, 16)
        code = self.hexadecimal(4)
        if 0xD800 <= code < 0xDC00 and self.source.startswith("\\u", self.at):
            before = self.at
            self.at += 2
            low = self.hexadecimal(4)
            if 0xDC00 <= low < 0xE000:
                return 0x10000 + ((code - 0xD800) << 10) + low - 0xDC00
            self.at = before
        return code

    def set(self) -> Tree:
        negated = self.take("^")
        ranges: list[tuple[int, int]] = []
        tests: list[Chars] = []
        while not self.take("]"):
            first = self.member()
            if isinstance(first, int) and self.source.startswith("-", self.at):
                dash = self.at
                self.at += 1
                last = self.member() if not self.source.startswith("]", self.at) else None
                if isinstance(last, int):
                    if last < first:
                        raise PatternError("a range ends before it begins")
                    ranges.append((first, last))
                    continue
                if last is not None and self.strict:
                    raise PatternError("a range needs two characters")
                self.at = dash
            if isinstance(first, Chars):
                tests.append(first)
            else:
                ranges.append((first, first))
        known: Ranges = tuple(ranges) + tuple(r for t in tests for r in t.ranges)
        return Chars(known, tuple(test for t in tests for test in t.tests), negated)

    def member(self) -> int | Chars:
        if self.at >= len(self.source):
            raise PatternError("'[' is never closed")
        if self.take("\\"):
            found = self.named_set()
            return self.code(in_set=True) if found is None else found
        self.at += 1
        return ord(self.source[self.at - 1])


def _is_mark(char: str) -> bool:
    return bool(char) and not char.isalnum()
