"""JSON values out of large files, one after the other, without the whole file in memory."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, TextIO

from tryfield.core.lossless_json import check_depth
from tryfield.core.model import Json

_CHUNK = 1 << 18  # characters
_LARGEST = 200_000_000  #: characters of one value; nobody records a larger exchange
_SPACE = " \t\r\n"


class JsonStream:
    """Reads members and items of JSON text from a file, whole values one at a time."""

    def __init__(self, file: TextIO) -> None:
        """Begin at where the file is."""
        self._file = file
        self._text = ""
        self._at = 0
        self._lines = 0  # before the text in memory
        self._column = 1  # where that text begins
        self._ended = False
        self._decoder = json.JSONDecoder()

    @property
    def place(self) -> str:
        """`line 3, column 14` of what comes next."""
        newline = self._text.rfind("\n", 0, self._at)
        column = self._at - newline if newline >= 0 else self._column + self._at
        return f"line {self._lines + self._text.count(chr(10), 0, self._at) + 1}, column {column}"

    def peek(self) -> str:
        """The next character that is no space; "" at the end."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in _SPACE:
                self._at += 1
            if self._at < len(self._text) or not self._more():
                return self._text[self._at : self._at + 1]

    def take(self, wanted: str) -> None:
        """Pass a character.

        Raises:
            ValueError: Another one stands there.
        """
        found = self.peek()
        if found != wanted:
            raise ValueError(f"{self.place}: expected '{wanted}', found {_shown(found)}")
        self._at += 1

    def value(self) -> Json:
        """The next value, whole.

        Raises:
            ValueError: It is no JSON, ends too early, or is larger than anything should be.
        """
        self.peek()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except RecursionError:
                raise ValueError(f"{self.place}: the JSON text is nested too deeply") from None
            except json.JSONDecodeError as error:
                # What is wrong far from the end stays wrong, however much follows.
                open_string = error.msg.startswith("Unterminated string")
                beyond = error.pos - self._at
                wrong = len(self._text) - error.pos > _CHUNK and not open_string
                if wrong or not self._more(double=True):
                    self._at = min(self._at + beyond, len(self._text))
                    raise ValueError(f"{self.place}: {error.msg}") from None
                continue
            if end == len(self._text) and not isinstance(value, dict | list | str) and self._more():
                continue  # a number may go on
            self._at = end
            return value

    def members(self) -> Iterator[str]:
        """The names of an object; the caller takes each value, by `value`, `items` or `members`."""
        yield from self._parts("{", "}")

    def items(self) -> Iterator[Json]:
        """The items of an array."""
        for _ in self._parts("[", "]"):
            yield self.value()

    def _parts(self, begin: str, end: str) -> Iterator[str]:
        self.take(begin)
        if self.peek() == end:
            self._at += 1
            return
        while True:
            if begin == "{":
                if self.peek() != '"':
                    raise ValueError(f"{self.place}: expected a name in quotes")
                name = str(self.value())
                self.take(":")
                yield name
            else:
                yield ""
            if self.peek() == end:
                self._at += 1
                return
            self.take(",")

    def _more(self, *, double: bool = False) -> bool:
        if self._ended:
            return False
        left = len(self._text) - self._at
        if left > _LARGEST:
            raise ValueError(f"{self.place}: one value has more than {_LARGEST:,} characters")
        chunk = self._file.read(max(_CHUNK, left) if double else _CHUNK)
        self._ended = not chunk
        newline = self._text.rfind("\n", 0, self._at)
        self._column = self._at - newline if newline >= 0 else self._column + self._at
        self._lines += self._text.count("\n", 0, self._at)
        self._text = self._text[self._at :] + chunk
        self._at = 0
        return bool(chunk)


def shallow(text: str) -> Any:
    """The value of a JSON text that is one line of a log.

    Raises:
        ValueError: It is no JSON, or nested too deeply.
    """
    try:
        check_depth(text)
        return json.loads(text)
    except RecursionError:
        raise ValueError("the JSON text is nested too deeply") from None


def _shown(found: str) -> str:
    return f"'{found}'" if found else "the end of the file"
