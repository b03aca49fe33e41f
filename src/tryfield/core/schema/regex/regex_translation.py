"""A tree in the syntax of the `re` module, and how many paths a match may take.

The number of paths is bounded by `constant * (length + 1) ** degree`; it is None where it may
grow exponentially, and then `re` must not run it.
"""

from __future__ import annotations

from math import prod
from typing import TypeAlias

from tryfield.core.schema.regex.regex_tree import (
    Anchor,
    Back,
    Chars,
    Choice,
    Group,
    Look,
    Repeat,
    Sequence,
    Tree,
)

Paths: TypeAlias = "tuple[int, int] | None"
_MOST = 10**9


class UntranslatableError(ValueError):
    """What `re` has no words for."""


def translate(tree: Tree) -> str:
    """The expression for `re.compile` with `re.ASCII`; it has no groups."""
    match tree:
        case Chars():
            return _chars(tree)
        case Sequence():
            return "".join(
                _wrapped(p) if isinstance(p, Choice) else translate(p) for p in tree.parts
            )
        case Choice():
            return "|".join(map(translate, tree.options))
        case Group():
            return _wrapped(tree.part)
        case Repeat():
            most = "" if tree.most is None else tree.most
            return f"{_wrapped(tree.part)}{{{tree.least},{most}}}" + "?" * (not tree.greedy)
        case Look():
            mark = ("?" if tree.ahead else "?<") + ("!" if tree.negated else "=")
            return f"({mark}{translate(tree.part)})"
        case Anchor():
            return {"^": r"\A", "$": r"\Z", "b": r"\b", "B": r"(?!\b)"}[tree.kind]
        case Back():
            raise UntranslatableError  # a group that took no part matches nothing in `re`


def _wrapped(tree: Tree) -> str:
    return translate(tree) if isinstance(tree, Chars) else f"(?:{translate(tree)})"


def _chars(tree: Chars) -> str:
    if tree.tests:
        raise UntranslatableError
    if not tree.ranges:
        return r"[\s\S]" if tree.negated else r"(?!)"
    ranges = "".join(f"\\U{low:08x}-\\U{high:08x}" for low, high in tree.ranges)
    return f"[{'^' * tree.negated}{ranges}]"


def paths(tree: Tree) -> Paths:
    """How many ways there are to match from one position."""
    match tree:
        case Sequence():
            return _product([paths(part) for part in tree.parts])
        case Choice():
            return _choice(tree)
        case Group() | Look():
            return paths(tree.part)
        case Repeat():
            return _repeat(tree)
        case _:
            return 1, 0


def search_paths(tree: Tree) -> Paths:
    """How many ways there are to match anywhere in a text."""
    found = paths(tree)
    return found if found is None or _is_anchored(tree) else (found[0], found[1] + 1)


def longest(tree: Tree, most: int) -> int:
    """The length of text up to which `re` tries no more than so many paths; -1 for none."""
    found = search_paths(tree)
    if found is None or found[0] > most:
        return -1
    constant, degree = found
    if degree < 2:  # the paths share their beginnings, so the work is linear
        return _MOST if degree == 0 else 50 * most // constant
    return int((most / constant) ** (1 / degree)) - 1


def _product(parts: list[Paths]) -> Paths:
    known = [part for part in parts if part is not None]
    constant = prod(part[0] for part in known)
    if len(known) < len(parts) or constant > _MOST:
        return None
    return constant, sum(part[1] for part in known)


def _choice(tree: Choice) -> Paths:
    options = [paths(option) for option in tree.options]
    known = [option for option in options if option is not None]
    if len(known) < len(options):
        return None
    firsts = [_first(option) for option in tree.options]
    distinct = None not in firsts and len(set(firsts)) == len(firsts)
    constants = [option[0] for option in known]
    return max(constants) if distinct else sum(constants), max(option[1] for option in known)


def _first(tree: Tree) -> int | None:
    """The only character that can come first."""
    match tree:
        case Chars(((low, high),), (), False) if low == high:
            return low
        case Sequence() if tree.parts:
            return _first(tree.parts[0])
        case Group():
            return _first(tree.part)
        case Repeat() if tree.least:
            return _first(tree.part)
    return None


def _repeat(tree: Repeat) -> Paths:
    part = paths(tree.part)
    if part is None:
        return None
    constant, degree = part
    if tree.most is None:
        if part != (1, 0) or _may_be_empty(tree.part):
            return None
        return 1, 1
    spread = tree.most - tree.least + 1
    if _may_be_empty(tree.part):  # then the end of the text does not stop the counting
        spread = max(spread, tree.most)
    if part == (1, 0):
        return spread, 0
    if tree.most > 16 or constant**tree.most > _MOST:
        return None
    return constant**tree.most * spread, degree * tree.most


def _may_be_empty(tree: Tree) -> bool:
    match tree:
        case Chars():
            return False
        case Sequence():
            return all(map(_may_be_empty, tree.parts))
        case Choice():
            return any(map(_may_be_empty, tree.options))
        case Group():
            return _may_be_empty(tree.part)
        case Repeat():
            return tree.least == 0 or _may_be_empty(tree.part)
        case _:
            return True


def _is_anchored(tree: Tree) -> bool:
    match tree:
        case Anchor():
            return tree.kind == "^"
        case Sequence() if tree.parts:
            return _is_anchored(tree.parts[0])
        case Choice():
            return all(map(_is_anchored, tree.options))
        case Group():
            return _is_anchored(tree.part)
    return False
