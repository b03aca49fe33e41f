"""What the relay refuses, and where it stops."""

from __future__ import annotations

from dataclasses import dataclass

from tryfield.core.errors import TryfieldError


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much and how long the relay sends and reads for one request."""

    request_bytes: int = 10_000_000  #: of a body that is sent on
    answer_bytes: int = 20_000_000  #: of a body that comes back, without its content coding
    seconds: float = 60.0  #: from the first byte read to the last byte given back
    connect_seconds: float = 5.0  #: for each address of a host
    redirects: int = 5
    at_once: int = 20  #: requests under way at the same time, once they are read
    held_bytes: int = 50_000_000  #: of all requests that are still being read


class RelayError(TryfieldError):
    """Why a request is not sent or has no response: what a page is told."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(f"relay: {code}: {message}")
        self.status = status
        self.code = code
        self.message = message
