"""Sends one request to an allowed host, and reads the response piece by piece."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import httpx2

from tryfield.core.wire import WireRequest
from tryfield.relay.address_check import Doorkeeper
from tryfield.relay.forwarded_headers import Headers, as_text, given_back, redirected, sent_on
from tryfield.relay.relay_allowlist import Base, allowed, host_of, origin_of, parsed, port_of
from tryfield.relay.relay_limits import Limits, RelayError

_GZIP = b"\x1f\x8b"
_REDIRECTIONS = {301, 302, 303, 307, 308}


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A response whose head has arrived."""

    status: int
    url: str
    headers: Headers
    pieces: AsyncIterator[bytes]  #: of the body, without its content coding
    limit: int

    async def body(self) -> AsyncIterator[tuple[bytes, bool]]:
        """Pieces of the body, and whether the limit cut the last of them off."""
        room = self.limit
        async for piece in self.pieces:
            yield piece[:room], len(piece) > room
            room -= len(piece)
            if room < 0:
                return


class Sender:
    """Sends to allowed base URLs only, whatever redirects it."""

    def __init__(
        self,
        allow: Sequence[Base],
        doorkeeper: Doorkeeper,
        limits: Limits,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self._allow = allow
        self._doorkeeper = doorkeeper
        self._limits = limits
        # A kept connection belongs to an address, but was checked for one name: none is kept.
        # The transport is used without a client, which would log URLs, and their secrets.
        self._transport = transport or httpx2.AsyncHTTPTransport(
            limits=httpx2.Limits(max_keepalive_connections=0)
        )

    @asynccontextmanager
    async def opened(self, request: WireRequest, *, follow: bool) -> AsyncIterator[Opened]:
        """The answer to a request, after the redirections that are allowed.

        Raises:
            RelayError: It is not allowed, or there is no response.
        """
        for _ in range(self._limits.redirects + 1):
            url = parsed(request.url)
            response = await self._answer(request, url)
            try:
                location = response.headers.get("location")
                if not follow or response.status_code not in _REDIRECTIONS or location is None:
                    yield self._opened(request, response)
                    return
                next_request = _redirected(request, url, response.status_code, location)
                if next_request is None:
                    yield self._opened(request, response)
                    return
            finally:
                await response.aclose()
            request = next_request
        raise RelayError(
            502, "too-many-redirects", f"More than {self._limits.redirects} redirections."
        )

    def _opened(self, request: WireRequest, response: httpx2.Response) -> Opened:
        coding = response.headers.get("content-encoding", "").strip().lower()
        pieces = _received(response)
        if coding in ("gzip", "x-gzip", "deflate"):
            pieces = _decoded(pieces, self._limits.answer_bytes + 1)
        return Opened(
            status=response.status_code,
            url=request.url,
            headers=given_back(as_text(response.headers.raw)),
            pieces=pieces,
            limit=self._limits.answer_bytes,
        )

    async def _answer(self, request: WireRequest, url: httpx2.URL) -> httpx2.Response:
        allowed(url, self._allow)
        host, port = host_of(url), port_of(url)
        headers = sent_on(request.headers, origin_of(url.scheme, host, port).partition("//")[2])
        addresses = await self._doorkeeper.addresses(host, port)
        for address in addresses:
            # The address is what is connected to; the name is what the certificate must say.
            sent = httpx2.Request(
                request.method,
                url.copy_with(host=address),
                headers=headers,
                content=request.body,
                extensions={"sni_hostname": host, "timeout": self._timeouts()},
            )
            try:
                return await self._transport.handle_async_request(sent)
            except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
                if address == addresses[-1]:
                    raise _unreachable(host, port, error) from error
            except httpx2.LocalProtocolError as error:
                # Its words quote the header, which may be a credential.
                raise RelayError(400, "request-invalid", "The request cannot be sent.") from error
            except httpx2.TransportError as error:
                raise _broken(error) from error
        raise AssertionError("a doorkeeper lets at least one address through")

    def _timeouts(self) -> dict[str, Any]:
        seconds = self._limits.seconds
        return httpx2.Timeout(seconds, connect=self._limits.connect_seconds).as_dict()


def _redirected(
    request: WireRequest, url: httpx2.URL, status: int, location: str
) -> WireRequest | None:
    """The request that a redirection asks for; None where it would take a body elsewhere."""
    try:
        target = parsed(str(url.join(location)))
    except (RelayError, httpx2.InvalidURL, ValueError) as error:
        raise RelayError(
            502, "redirect-invalid", "The API redirects to no URL that can be sent to."
        ) from error
    # As browsers do (Fetch, HTTP-redirect fetch).
    to_get = status == 303 and request.method not in ("GET", "HEAD")
    to_get = to_get or (status in (301, 302) and request.method == "POST")
    same_origin = _origin(target) == _origin(url)
    if request.body and not (to_get or same_origin):
        return None
    return replace(
        request,
        method="GET" if to_get else request.method,
        url=str(target.copy_with(fragment=None)),
        headers=redirected(request.headers, same_origin=same_origin, keeps_body=not to_get),
        body=b"" if to_get else request.body,
    )


def _origin(url: httpx2.URL) -> str:
    return origin_of(url.scheme, host_of(url), port_of(url))


async def _received(response: httpx2.Response) -> AsyncIterator[bytes]:
    try:
        async for piece in response.aiter_raw():
            yield piece
    except httpx2.TransportError as error:
        raise _broken(error) from error


async def _decoded(pieces: AsyncIterator[bytes], most: int) -> AsyncIterator[bytes]:
    """Undo gzip or deflate, never unpacking more than a bound at once."""
    coder = zlib.decompressobj(zlib.MAX_WBITS | 32)  # 32: gzip and zlib are told apart
    begun = False
    try:
        async for piece in pieces:
            while piece:
                begun = True
                yield coder.decompress(piece, most)
                piece = coder.unconsumed_tail
                if coder.eof and coder.unused_data.startswith(_GZIP):  # another member
                    piece, coder = coder.unused_data, zlib.decompressobj(zlib.MAX_WBITS | 32)
    except zlib.error as error:
        raise RelayError(
            502, "answer-broken", "The body of the response is not in the coding it claims."
        ) from error
    if begun and not coder.eof:
        raise RelayError(502, "answer-broken", "The compressed body of the response has no end.")


def _unreachable(host: str, port: int, error: Exception) -> RelayError:
    if isinstance(error, httpx2.TimeoutException):
        return RelayError(504, "unreachable", f"{host} does not take connections on port {port}.")
    return RelayError(502, "unreachable", f"No connection to {host} on port {port}: {error}.")


def _broken(error: Exception) -> RelayError:
    if isinstance(error, httpx2.TimeoutException):
        return RelayError(504, "timeout", "The API did not answer in time.")
    return RelayError(502, "answer-broken", "The API ended the connection within its response.")
