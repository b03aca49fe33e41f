"""Two caches for what is asked again and again: by identity of an argument, and by attribute."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Generic, TypeVar, overload

_Asked = TypeVar("_Asked")
_Made = TypeVar("_Made")


def identity_cache(most: int) -> Callable[[Callable[[_Asked], _Made]], Callable[[_Asked], _Made]]:
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


Owner = TypeVar("Owner")
Value = TypeVar("Value")


class cached_property(Generic[Owner, Value]):  # noqa: N801 - it is used as `@property` is
    """As `functools.cached_property`, which takes a lock each time before Python 3.12."""

    def __init__(self, make: Callable[[Owner], Value]) -> None:
        self._make = make
        self.__doc__ = make.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: Any = None) -> cached_property[Owner, Value]: ...
    @overload
    def __get__(self, instance: Owner, owner: Any = None) -> Value: ...
    def __get__(self, instance: Owner | None, owner: Any = None) -> Any:
        if instance is None:
            return self
        value = instance.__dict__[self._name] = self._make(instance)
        return value
