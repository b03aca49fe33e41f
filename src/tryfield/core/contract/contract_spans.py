"""From a pointer into a contract to the place in the definition, found only when asked."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tryfield.core.model import Span


class SourceSpans(Mapping[str, "Span"]):
    """Spans of a document by JSON pointer; a reader says how they are found.

    The span of a member begins at its key. Iterating is for small documents only.
    """

    __slots__ = ()

    @abstractmethod
    def literal(self, pointer: str, text: str) -> Span | None:
        """Where a string stands letter by letter, first letter to end; None when nowhere."""


def literal(spans: Mapping[str, Span], pointer: str, text: str) -> Span | None:
    """Where a string of a document stands letter by letter, when its spans can say so."""
    return spans.literal(pointer, text) if isinstance(spans, SourceSpans) else None


class ContractSpans(Mapping[str, "Span"]):
    """Spans of one endpoint by contract pointer, looked up in the spans of its document.

    `origins` maps contract pointers to document pointers; what lies below follows along.
    """

    __slots__ = ("_origins", "_spans")

    def __init__(self, origins: Mapping[str, str], spans: Mapping[str, Span]) -> None:
        self._origins = origins
        self._spans = spans

    def __getitem__(self, pointer: str) -> Span:
        head = pointer
        while True:
            if (origin := self._origins.get(head)) is not None:
                return self._spans[origin + pointer[len(head) :]]
            if not head:
                raise KeyError(pointer)
            head = head.rpartition("/")[0]

    def __iter__(self) -> Iterator[str]:
        for head, origin in self._origins.items():
            for pointer in self._spans:
                if pointer == origin or pointer.startswith(f"{origin}/"):
                    mine = head + pointer[len(origin) :]
                    if self._nearest(mine) == head:
                        yield mine

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _nearest(self, pointer: str) -> str | None:
        while pointer not in self._origins:
            if not pointer:
                return None
            pointer = pointer.rpartition("/")[0]
        return pointer
