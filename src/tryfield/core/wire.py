"""What travels: a request as it is sent, a response as it is received.

curl, the request builder, the console, the relay and the live check all use these values.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a form; a file has a name, a part without a media type is plain text."""

    name: str
    value: bytes = b""
    filename: str | None = None
    media_type: str = ""
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WireRequest:
    """One HTTP request, ready to be sent (RFC 9110)."""

    method: str
    url: str  #: absolute, with its query
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    #: of a multipart body, so that code names files and fields instead of bytes and a boundary
    parts: tuple[Part, ...] = field(default=(), compare=False)
    filename: str = field(default="", compare=False)  #: of a body that is one file

    def header(self, name: str) -> str | None:
        """The first value of a header, whatever the case of its name; None when absent."""
        return next((v for n, v in self.headers if n.lower() == name.lower()), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class WireResponse:
    """One HTTP answer, as it came."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    seconds: float = 0.0
    url: str = ""  #: after redirects

    def header(self, name: str) -> str | None:
        """The first value of a header, whatever the case of its name; None when absent."""
        return next((v for n, v in self.headers if n.lower() == name.lower()), None)


class BodyCopy:
    """The bytes of a body that pass by: all of them, or none once there are more than a limit."""

    def __init__(self, limit: int) -> None:
        """Keep at most so many bytes."""
        self._limit = limit
        self._pieces = bytearray()
        self.whole = True  #: whether all that passed by was kept

    def add(self, piece: bytes) -> None:
        """Keep a copy of a piece."""
        if self.whole and len(self._pieces) + len(piece) <= self._limit:
            self._pieces += piece
        elif piece:
            self.whole = False
            self._pieces.clear()

    @property
    def value(self) -> bytes:
        """What was kept."""
        return bytes(self._pieces)
