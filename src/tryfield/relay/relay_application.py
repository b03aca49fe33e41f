"""The relay as an ASGI application, which answers under any path it is mounted at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from urllib.parse import urlsplit

import anyio
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from tryfield.core.errors import ConfigurationError
from tryfield.relay import relay_envelope
from tryfield.relay.address_check import Doorkeeper, Resolver, literal, resolve
from tryfield.relay.relay_allowlist import bases
from tryfield.relay.relay_limits import Limits, RelayError
from tryfield.relay.relay_responses import RelayResponse
from tryfield.relay.relay_sender import Sender

_PLAIN = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


def application(
    allow: Sequence[str],
    *,
    origins: Sequence[str] = (),
    networks: Sequence[str] = (),
    limits: Limits | None = None,
    resolver: Resolver = resolve,
) -> Relay:
    """A relay to some base URLs.

    Args:
        allow: Base URLs that it sends to, and nowhere else.
        origins: Origins of the pages that may use it; where none is named, the one that the relay
            itself is reached at.
        networks: Private networks that the names in `allow` may lead into.
        limits: Sizes and times.
        resolver: Looks names up.

    Raises:
        ConfigurationError: A base URL or a network cannot be understood, or there is none to
            send to.
    """
    return Relay(allow, origins, Doorkeeper(networks, resolver), limits or Limits())


class Relay:
    """Forwards what the pages of some origins post to it."""

    def __init__(
        self,
        allow: Sequence[str],
        origins: Sequence[str],
        doorkeeper: Doorkeeper,
        limits: Limits,
    ) -> None:
        self._allow = bases(allow)
        if not self._allow:
            raise ConfigurationError(
                "relay: nothing-allowed: a relay needs a base URL to send to. Name it with --allow."
            )
        self._origins = frozenset(origin.rstrip("/").lower() for origin in origins)
        self._limits = limits
        self._sender = Sender(self._allow, doorkeeper, limits)
        self._under_way = 0
        self._held = 0  # bytes of envelopes that have not come to their end

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request (ASGI 3)."""
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        headers = dict(_PLAIN) | self._cross_origin(request)
        try:
            if request.method == "POST":
                await self._post(request, RelayResponse(receive, send, headers))
                return
            response = self._other(request)
        except RelayError as error:
            response = _json(relay_envelope.error_value(error), error.status)
        except ClientDisconnect:
            return
        response.headers.update(headers)
        await response(scope, receive, send)

    def _other(self, request: Request) -> Response:
        if request.method in ("GET", "HEAD"):
            return _json(
                {
                    "relay": 1,
                    "allow": [str(base) for base in self._allow],
                    "limits": asdict(self._limits),
                }
            )
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": "GET, POST, OPTIONS"})
        error = RelayError(405, "method-not-allowed", "Post an envelope to the relay.")
        response = _json(relay_envelope.error_value(error), error.status)
        response.headers["Allow"] = "GET, POST, OPTIONS"
        return response

    async def _post(self, request: Request, answering: RelayResponse) -> None:
        self._check_origin(request)
        if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            raise RelayError(415, "envelope-invalid", "The envelope must be application/json.")
        # One bound for everything, so that neither side can hold the relay for longer.
        deadline = anyio.current_time() + self._limits.seconds
        received = await self._received(request, deadline)
        if self._under_way >= self._limits.at_once:  # who sends slowly keeps nobody from sending
            raise _busy()
        self._under_way += 1
        try:
            wanted = relay_envelope.read(received, largest_body=self._limits.request_bytes)
            await answering.run(self._sender, wanted, deadline)
        finally:
            self._under_way -= 1

    async def _received(self, request: Request, deadline: float) -> bytes:
        most = self._limits.request_bytes * 4 // 3 + 100_000  # base64, and the headers
        received = bytearray()
        try:
            with anyio.fail_after(deadline - anyio.current_time()):
                async for piece in request.stream():
                    received += piece
                    self._held += len(piece)
                    if len(received) > most:
                        raise relay_envelope.too_large(self._limits.request_bytes)
                    if self._held > self._limits.held_bytes:
                        raise _busy()
        except TimeoutError as error:
            raise RelayError(408, "timeout", "The envelope did not arrive in time.") from error
        finally:
            self._held -= len(received)
        return bytes(received)

    def _check_origin(self, request: Request) -> None:
        origin = request.headers.get("origin", "").lower()
        if self._origins:
            known = origin in self._origins
        else:
            site = request.headers.get("sec-fetch-site", "same-origin")
            host = request.headers.get("host", "").lower()
            known = site == "same-origin" and host != "" and origin.partition("://")[2] == host
            if known and not _is_bound_to_its_host(origin):
                raise RelayError(
                    403,
                    "origin-not-allowed",
                    f"The name in {origin} might lead here for any page."
                    f" Its operator can name it, with --origin {origin}.",
                )
        if not known:
            raise RelayError(
                403, "origin-not-allowed", "Only pages of its own site may use this relay."
            )

    def _cross_origin(self, request: Request) -> dict[str, str]:
        origin = request.headers.get("origin", "")
        if origin.lower() not in self._origins:
            return {"Vary": "Origin"}
        return {
            "Vary": "Origin",
            "Access-Control-Allow-Origin": origin,
            "Access-Control-Allow-Methods": "POST",
            "Access-Control-Allow-Headers": "Content-Type",
        }


def _is_bound_to_its_host(origin: str) -> bool:
    """Whether an origin that equals `Host` proves that the page came from this machine.

    Anybody can let a name of theirs lead to this machine after their page was loaded (DNS
    rebinding); the page then has the origin that the relay is reached at. Not so with an address,
    with `localhost`, and with https, whose certificate they do not have.
    """
    scheme, _, rest = origin.partition("://")
    host = urlsplit(f"//{rest}").hostname or ""
    return scheme == "https" or host == "localhost" or literal(host) is not None


def _busy() -> RelayError:
    return RelayError(503, "too-many-at-once", "The relay is busy. Try again in a moment.")


def _json(value: Any, status: int = 200) -> Response:
    return Response(relay_envelope.written(value), status, media_type="application/json")
