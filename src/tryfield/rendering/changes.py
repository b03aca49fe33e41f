"""Which endpoints say something else than before, so that only their pages are made anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from tryfield.core.model import Endpoint, Span

_PLACES = frozenset({"span", "spans"})


def same(one: Any, other: Any) -> bool:
    """Whether two values of the model say the same, wherever in a file they say it."""
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if isinstance(one, Span):
        return True
    if is_dataclass(one):
        return all(
            same(getattr(one, field.name), getattr(other, field.name))
            for field in fields(one)
            if field.name not in _PLACES
        )
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


def unchanged(before: Mapping[str, Endpoint], now: Iterable[Endpoint]) -> frozenset[str]:
    """The ids of the endpoints that say the same as before, in the same file."""
    return frozenset(
        endpoint.id
        for endpoint in now
        if (old := before.get(endpoint.id)) is not None
        and _file(old) == _file(endpoint)
        and same(old, endpoint)
    )


def _file(endpoint: Endpoint) -> str:
    return endpoint.span.file if endpoint.span else ""
