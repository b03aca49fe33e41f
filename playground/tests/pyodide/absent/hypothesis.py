"""Stands in for Hypothesis, which has no build for Pyodide.

Files with property tests can then be imported; the property tests themselves are left out by the
plugin `portable`, in both interpreters, and run in the ordinary test run only.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

Test = TypeVar("Test", bound=Callable[..., Any])


class _Anything:
    """Takes every attribute, call and operator."""

    def __getattr__(self, name: str) -> _Anything:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *_: object, **__: object) -> _Anything:
        return self

    def __or__(self, _: object) -> _Anything:
        return self

    def __iter__(self) -> Iterator[Any]:
        return iter(())


def given(*_: object, **__: object) -> Callable[[Test], Test]:
    def mark(test: Test) -> Test:
        test.is_hypothesis_test = True  # type: ignore[attr-defined]
        return test

    return mark


class settings:  # noqa: N801 - as Hypothesis calls it
    """Leaves a test as it is; profiles are of no use here."""

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def __call__(self, test: Test) -> Test:
        return test

    @staticmethod
    def register_profile(*_: object, **__: object) -> None:
        pass

    @staticmethod
    def get_profile(*_: object) -> None:
        pass

    @staticmethod
    def load_profile(*_: object) -> None:
        pass


def example(*_: object, **__: object) -> Callable[[Test], Test]:
    return lambda test: test


assume = note = event = target = HealthCheck = strategies = _Anything()
sys.modules["hypothesis.strategies"] = strategies  # type: ignore[assignment]
