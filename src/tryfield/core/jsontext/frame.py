"""A container that the forgiving reader is inside of."""

from __future__ import annotations

from typing import Any

from tryfield.core.jsontext.document import Entry


class Frame:
    """An object or array that is still open."""

    __slots__ = ("comma", "entry", "expect", "key", "kind", "last", "name", "pointer", "value")

    def __init__(self, kind: str, value: Any, entry: Entry, pointer: str) -> None:
        self.kind = kind
        self.value = value
        self.entry = entry
        self.pointer = pointer
        self.expect = self.start
        self.name = ""
        self.key = (0, 0)
        self.comma = -1  # offset of a comma that nothing followed yet
        self.last = entry[0] + 1  # where the last element ends

    @property
    def start(self) -> str:
        """What it expects first, and after a comma."""
        return "key" if self.kind == "{" else "item"
