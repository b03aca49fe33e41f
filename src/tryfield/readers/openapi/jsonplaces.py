"""Where the parts of a strict JSON text stand, found on the way to the part that is asked for.

What is not on the way is skipped by the parser of the standard library, which runs in C: in a
file of 13 MB a place costs milliseconds, and no index of all places is kept.
"""

from __future__ import annotations

import re
from json import decoder
from typing import Any

from tryfield.core.contract.openapi_terms import unescape

_SPACE = re.compile(r"[ \t\r\n]*")

#: Begin of the key or value, begin of the value, its end.
_Place = tuple[int, int, int]


class JsonPlaces:
    """Finds offsets in a text that is known to be strict JSON."""

    def __init__(self, text: str) -> None:
        self._text = text
        library: Any = decoder  # two of its functions are not in the type stubs
        self._skip = library.JSONDecoder().scan_once
        self._string = library.scanstring
        self._space = _SPACE.match
        start = self._after_space(0)
        self._root: _Place = (start, start, len(text.rstrip()))
        self._below: dict[str, dict[str, _Place]] = {}  #: by the pointer of what is around

    def find(self, pointer: str) -> tuple[int, int, int] | None:
        """Begin of key or value, begin of value, end; None when there is no such part."""
        place = self._root
        around, _, name = pointer.rpartition("/")
        if (below := self._below.get(around)) is not None:  # a neighbour was asked for
            return below.get(unescape(name)) if pointer else place
        here = ""
        for step in pointer.split("/")[1:]:
            below = self._below.get(here)
            if below is None:
                below = self._below[here] = self._parts(place[1])
            found = below.get(unescape(step))
            if found is None:
                return None
            place = found
            here = f"{here}/{step}"
        return place

    def _parts(self, start: int) -> dict[str, _Place]:
        """The members of the object, or the items of the array, that begins here."""
        text, first = self._text, self._text[start]
        if first not in "{[":
            return {}
        parts: dict[str, _Place] = {}
        position = self._after_space(start + 1)
        while text[position] not in "}]":
            begin = position
            if first == "{":
                name, position = self._string(text, position + 1, True)
                position = self._after_space(self._after_space(position) + 1)
            else:
                name = str(len(parts))
            value = position
            _, position = self._skip(text, value)
            parts[name] = (begin, value, position)
            position = self._after_space(position)
            if text[position] == ",":
                position = self._after_space(position + 1)
        return parts

    def _after_space(self, position: int) -> int:
        match = self._space(self._text, position)
        return match.end() if match else position
