"""What a page and its twin both need of an endpoint, worked out once for the two of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from tryfield.core import contract, fields
from tryfield.core.fields import Section
from tryfield.core.model import Endpoint
from tryfield.rendering import samples
from tryfield.rendering.likeness import Likeness
from tryfield.rendering.samples import Tab

_Value = TypeVar("_Value")


class _Latest(Generic[_Value]):
    """A function of an endpoint that remembers its last answer: pages are made one by one."""

    def __init__(self, function: Callable[[Endpoint], _Value]) -> None:
        self._function = function
        self._last: tuple[Endpoint, _Value] | None = None

    def __call__(self, endpoint: Endpoint) -> _Value:
        if self._last is None or self._last[0] is not endpoint:
            self._last = endpoint, self._function(endpoint)
        return self._last[1]


sections: _Latest[tuple[Section, ...]] = _Latest(fields.sections)
to_contract: _Latest[dict[str, Any]] = _Latest(contract.to_contract)
bodies: _Latest[tuple[Tab, ...]] = _Latest(samples.bodies)
answers: _Latest[tuple[Tab, ...]] = _Latest(samples.answers)
likeness: _Latest[Likeness] = _Latest(lambda _: Likeness())
