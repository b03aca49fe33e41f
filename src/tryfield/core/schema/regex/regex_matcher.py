"""A matcher that visits no state twice, so that no expression can make it slow for long.

Without back references its steps are at most the size of the program times the length of the
text; with them, and in any case, they are counted.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from tryfield.core.schema.regex.regex_tree import (
    Anchor,
    Back,
    Chars,
    Choice,
    Expression,
    Group,
    Look,
    Repeat,
    Sequence,
    Tree,
)

Program: TypeAlias = "list[tuple[str, Any, Any]]"
Captures: TypeAlias = tuple[tuple[int, int], ...]

_LARGEST = 20_000


class TooLargeError(ValueError):
    """Counts that would make a program of unreasonable size."""


class TooManyStepsError(Exception):
    """A match that takes longer than it may."""


def assemble(expression: Expression) -> Program:
    """The program of an expression; it ends with `match`."""
    return _Assembler(expression).whole(expression.tree)


class _Assembler:
    def __init__(self, about: Expression) -> None:
        self.about = about
        self.size = 0

    def whole(self, tree: Tree) -> Program:
        program: Program = []
        self.emit(tree, program)
        program.append(("match", None, None))
        return program

    def emit(self, tree: Tree, out: Program) -> None:
        self.size += 1  # also of parts without steps, which could be repeated for ever
        if self.size > _LARGEST:
            raise TooLargeError
        match tree:
            case Chars():
                out.append(("char", _tester(tree), None))
            case Anchor():
                out.append(("anchor", tree.kind, None))
            case Back():
                named = isinstance(tree.group, str)
                out.append(
                    ("back", self.about.names[str(tree.group)] if named else tree.group, None)
                )
            case Sequence():
                for part in tree.parts:
                    self.emit(part, out)
            case Group():
                self.group(tree, out)
            case Look():
                out.append(("look", self.whole(tree.part), tree))
            case Choice():
                self.choice(tree, out)
            case Repeat():
                self.repeat(tree, out)

    def group(self, tree: Group, out: Program) -> None:
        remembers = self.about.remembers
        if remembers:
            out.append(("open", tree.number, None))
        self.emit(tree.part, out)
        if remembers:
            out.append(("close", tree.number, None))

    def choice(self, tree: Choice, out: Program) -> None:
        ends = []
        for option in tree.options[:-1]:
            fork = len(out)
            out.append(("fork", fork + 1, None))
            self.emit(option, out)
            ends.append(len(out))
            out.append(("jump", None, None))
            out[fork] = ("fork", fork + 1, len(out))
        self.emit(tree.options[-1], out)
        for end in ends:
            out[end] = ("jump", len(out), None)

    def repeat(self, tree: Repeat, out: Program) -> None:
        for _ in range(tree.least):
            self.emit(tree.part, out)
        forks = []
        for _ in range(1 if tree.most is None else tree.most - tree.least):
            forks.append(len(out))
            out.append(("fork", None, None))
            self.emit(tree.part, out)
        if tree.most is None:
            out.append(("jump", forks[0], None))
        for fork in forks:
            out[fork] = _fork(fork + 1, len(out), tree.greedy)


def _fork(body: int, after: int, greedy: bool) -> tuple[str, int, int]:
    return ("fork", body, after) if greedy else ("fork", after, body)


def _tester(tree: Chars) -> Any:
    size = sum(high - low + 1 for low, high in tree.ranges)
    if not tree.tests and not tree.negated and size < 300:
        return frozenset(
            chr(c) for low, high in tree.ranges for c in range(low, high + 1)
        ).__contains__
    return tree.has


class Machine:
    """One program on one text."""

    def __init__(self, text: str, limit: int) -> None:
        self.text = text
        self.left = limit

    def search(self, program: Program) -> bool:
        """Whether the program matches from anywhere."""
        seen: set[Any] = set()
        return any(self.run(program, start, (), seen) for start in range(len(self.text) + 1))

    def run(
        self, program: Program, start: int, captures: Captures, seen: set[Any], end: int = -1
    ) -> bool:
        """Whether the program matches from here on, up to `end` if it is given."""
        text, length = self.text, len(self.text)
        stack: list[tuple[int, int, Captures]] = [(0, start, captures)]
        while stack:
            state = stack.pop()
            if state in seen:
                continue
            seen.add(state)
            self.left -= 1
            if self.left < 0:
                raise TooManyStepsError
            at, place, captures = state
            word, first, second = program[at]
            if word == "char":
                if place < length and first(text[place]):
                    stack.append((at + 1, place + 1, captures))
            elif word == "fork":
                stack.append((second, place, captures))
                stack.append((first, place, captures))
            elif word == "jump":
                stack.append((first, place, captures))
            elif word == "match":
                if end < 0 or place == end:
                    return True
            else:
                moved = self.moved(program[at], place, captures)
                if moved is not None:
                    stack.append((at + 1, *moved))
        return False

    def moved(
        self, step: tuple[str, Any, Any], place: int, captures: Captures
    ) -> tuple[int, Captures] | None:
        """Where a step leads that takes no character of its own; None when it fails."""
        word, first, second = step
        if word == "anchor":
            return (place, captures) if self.stands(first, place) else None
        if word == "look":
            return (place, captures) if self.looks(first, second, place, captures) else None
        if word == "back":
            low, high = _span(captures, first)
            same = self.text.startswith(self.text[low:high], place)
            return (place + high - low, captures) if same else None
        return place, _noted(captures, first, place, word == "open")

    def stands(self, kind: str, place: int) -> bool:
        if kind == "^":
            return place == 0
        if kind == "$":
            return place == len(self.text)
        before = place > 0 and _is_word(self.text[place - 1])
        after = place < len(self.text) and _is_word(self.text[place])
        return (before != after) == (kind == "b")

    def looks(self, program: Program, look: Look, place: int, captures: Captures) -> bool:
        if look.ahead:
            return self.run(program, place, captures, set()) != look.negated
        found = any(
            self.run(program, start, captures, set(), place) for start in range(place, -1, -1)
        )
        return found != look.negated


def _is_word(char: str) -> bool:
    return char == "_" or (char.isascii() and char.isalnum())


def _span(captures: Captures, number: int) -> tuple[int, int]:
    low, high = captures[number] if number < len(captures) else (-1, -1)
    return (low, high) if 0 <= low <= high else (0, 0)


def _noted(captures: Captures, number: int, place: int, opens: bool) -> Captures:
    known = list(captures) + [(-1, -1)] * (number + 1 - len(captures))
    known[number] = (place, -1) if opens else (known[number][0], place)
    return tuple(known)
