"""What travels: a request as it is sent, a response as it is received.

curl, the request builder, the console, the relay and the live check all use these values.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class WireRequest:
    """One HTTP request, ready to be sent (RFC 9110)."""

    method: str
    url: str  #: absolute, with its query
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

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
