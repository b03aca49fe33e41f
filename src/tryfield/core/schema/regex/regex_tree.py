"""What a regular expression consists of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

Ranges: TypeAlias = tuple[tuple[int, int], ...]
LAST = 0x10FFFF


@dataclass(frozen=True, slots=True)
class Chars:
    """One character, by code points and by tests of Unicode properties."""

    ranges: Ranges
    tests: tuple[Callable[[str], bool], ...] = ()
    negated: bool = False

    def has(self, char: str) -> bool:
        """Whether a character is one of them."""
        code = ord(char)
        for low, high in self.ranges:
            if low <= code <= high:
                return not self.negated
        return any(test(char) for test in self.tests) != self.negated


@dataclass(frozen=True, slots=True)
class Sequence:
    """One part after the other."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several."""

    options: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A part, several times; no `most` means without end."""

    part: Tree
    least: int
    most: int | None
    greedy: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A part that back references may name."""

    part: Tree
    number: int


@dataclass(frozen=True, slots=True)
class Look:
    """A part that must, or must not, stand here."""

    part: Tree
    ahead: bool
    negated: bool


@dataclass(frozen=True, slots=True)
class Anchor:
    """A position: `^`, `$`, `b` or `B`."""

    kind: str


@dataclass(frozen=True, slots=True)
class Back:
    """The text of a group, again."""

    group: int | str


Tree: TypeAlias = Chars | Sequence | Choice | Repeat | Group | Look | Anchor | Back


@dataclass(frozen=True, slots=True)
class Expression:
    """A whole regular expression; `names` are those of its groups."""

    tree: Tree
    names: dict[str, int]
    remembers: bool  #: whether anything asks what a group has matched
