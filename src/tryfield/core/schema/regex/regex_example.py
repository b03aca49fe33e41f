"""A text that a regular expression matches, as short as it can be."""

from __future__ import annotations

from tryfield.core.schema.regex import regex_parser
from tryfield.core.schema.regex.regex_matcher import Machine, TooManyStepsError, assemble
from tryfield.core.schema.regex.regex_tree import (
    Back,
    Chars,
    Choice,
    Expression,
    Group,
    Repeat,
    Sequence,
    Tree,
)

_LIKED = "aA0bB1-_. @/:,+"
_LONGEST = 10_000
_STEPS = 200_000


def matching_text(pattern: str, *, least: int = 0, most: int = _LONGEST) -> str | None:
    """A text that a `pattern` of ECMA-262 matches; None when none is found.

    Args:
        pattern: As in a schema: it may match anywhere in the text.
        least: How many characters the text has at least.
        most: How many it has at most.
    """
    try:
        expression = regex_parser.parse(pattern)
        program = assemble(expression)
    except (ValueError, RecursionError):
        return None
    for more in (0, 1, 2, 3, 4, 8, 16, 32, 64, least):
        text = _Writer(expression, more).whole()
        if text is None or len(text) > most:
            return None
        try:
            # What looks ahead or behind was left out, and what is too short grows at its end.
            for grown in (text, text.ljust(least, text[-1:] or "a")):
                if least <= len(grown) <= most and Machine(grown, _STEPS).search(program):
                    return grown
        except TooManyStepsError:
            return None
    return None


class _Writer:
    def __init__(self, expression: Expression, more: int) -> None:
        self.expression = expression
        self.more = more  #: how often more than needed a part is repeated, where it may be
        self.groups: dict[int, str] = {}
        self.left = _LONGEST

    def whole(self) -> str | None:
        try:
            return self.write(self.expression.tree)
        except (OverflowError, RecursionError):
            return None

    def write(self, tree: Tree) -> str:
        match tree:
            case Chars():
                self.left -= 1
                if self.left < 0:
                    raise OverflowError
                return _char(tree)
            case Sequence():
                return "".join(self.write(part) for part in tree.parts)
            case Choice():
                return self.write(tree.options[0])
            case Group():
                self.groups[tree.number] = self.write(tree.part)
                return self.groups[tree.number]
            case Repeat():
                most = tree.least + self.more
                count = most if tree.most is None else min(most, tree.most)
                return "".join(self.write(tree.part) for _ in range(count))
            case Back():
                named = isinstance(tree.group, str)
                number = self.expression.names[str(tree.group)] if named else int(tree.group)
                return self.groups.get(number, "")
            case _:
                return ""  # A position, or what stands around it.


def _char(chars: Chars) -> str:
    for char in _LIKED:
        if chars.has(char):
            return char
    for low, high in chars.ranges:
        for code in range(low, min(high, low + 64) + 1):
            if chars.has(chr(code)):
                return chr(code)
    for code in (*range(32, 0x250), 0x3B1, 0x430, 0x4E00):
        if chars.has(chr(code)):
            return chr(code)
    raise OverflowError
