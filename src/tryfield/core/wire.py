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
