"""A function that remembers what it made of the last few things it was asked about."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

_Asked = TypeVar("_Asked")
_Made = TypeVar("_Made")


def recent(most: int) -> Callable[[Callable[[_Asked], _Made]], Callable[[_Asked], _Made]]:
    """Remember the last `most` results of a function of one argument.

    Arguments are told apart by identity: endpoints and components are not compared, which would
    cost more than what is saved, and are not kept for longer than their neighbours need them.
    """

    def remembering(make: Callable[[_Asked], _Made]) -> Callable[[_Asked], _Made]:
        kept: list[tuple[_Asked, _Made]] = []

        @wraps(make)
        def ask(about: _Asked) -> _Made:
            for known, made in kept:
                if known is about:
                    return made
            made = make(about)
            kept.insert(0, (about, made))
            del kept[most:]
            return made

        return ask

    return remembering
