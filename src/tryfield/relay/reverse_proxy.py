"""A reverse proxy in front of one API, on this machine only, that shows what passes.

It is never an open proxy: it sends to one base URL, refuses targets with a host of their own
(RFC 9112, section 3.2.2) and names of itself that are not of this machine. Bodies pass piece by
piece in both directions; what watches gets a copy afterwards, and nothing waits for it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import urlsplit

import anyio
import httpx2
from starlette.types import Message, Receive, Scope, Send

from tryfield.core.errors import ConfigurationError
from tryfield.core.wire import BodyCopy, WireRequest, WireResponse
from tryfield.relay.forwarded_headers import Headers, as_text, given_back, without
from tryfield.relay.relay_allowlist import host_of, origin_of, parsed, port_of
from tryfield.relay.relay_limits import RelayError

_HERE = frozenset({"localhost", "127.0.0.1", "[::1]", "::1", "testserver"})
_LARGEST = 10_000_000  #: bytes of a body that is shown to who watches
_CONNECT = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """One exchange that has passed."""

    request: WireRequest
    response: WireResponse
    whole_request: bool = True  #: whether its body is all that was sent
    whole_response: bool = True


Watch: TypeAlias = Callable[[Passed], None]


class ReverseProxy:
    """An ASGI application that passes everything on to one API."""

    def __init__(
        self,
        to: str,
        watch: Watch,
        *,
        transport: httpx2.AsyncBaseTransport | None = None,
        largest: int = _LARGEST,
    ) -> None:
        """Send to a base URL.

        Args:
            to: The base URL of the API, with or without a path.
            watch: Is given each exchange after its last byte; must return at once.
            transport: Sends the requests.
            largest: Bytes of a body that `watch` gets.

        Raises:
            ConfigurationError: The base URL cannot be sent to.
        """
        try:
            self._base = parsed(to)
        except RelayError as error:
            raise ConfigurationError(f"--to {to}: {error.message}") from error
        self.base_url = str(self._base).rstrip("/")
        self._path = self._base.raw_path.partition(b"?")[0].rstrip(b"/")
        scheme, host, port = self._base.scheme, host_of(self._base), port_of(self._base)
        self._origin = origin_of(scheme, host, port)
        self._host = self._origin.partition("//")[2]
        self._watch = watch
        self._largest = largest
        limits = httpx2.Limits(max_connections=None, max_keepalive_connections=200)
        self._transport = transport or httpx2.AsyncHTTPTransport(limits=limits)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on one exchange or one WebSocket (ASGI 3)."""
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            refused = self._refused(scope)
            if refused:
                await _answer(send, *refused)
            else:
                await self._exchange(scope, receive, send)
        elif scope["type"] == "websocket":
            if self._refused(scope):
                await receive()
                await send({"type": "websocket.close", "code": 1008})
            else:
                await self._websocket(scope, receive, send)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.shutdown":
                await self._transport.aclose()
                await asyncio.sleep(0.01)  # connections are closed by the loop, which ends now
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return

    def _refused(self, scope: Scope) -> tuple[int, str] | None:
        """Status and reason for what is not sent on."""
        if not scope["raw_path"].startswith(b"/") or scope.get("method") == "CONNECT":
            return 400, f"This proxy sends to {self.base_url} only. Ask for a path."
        host = next((value for name, value in scope["headers"] if name == b"host"), b"")
        name = urlsplit(f"//{host.decode('latin-1').lower()}").hostname or ""
        if name not in _HERE:
            return 421, "This proxy answers to names of this machine only, such as 127.0.0.1."
        return None

    def _target(self, scope: Scope) -> bytes:
        path: bytes = scope["raw_path"].partition(b"?")[0]
        query: bytes = scope.get("query_string", b"")
        return self._path + path + (b"?" + query if query else b"")

    def _headers(self, scope: Scope) -> Headers:
        return without(given_back(as_text(scope["headers"])), {"host", "expect"})

    async def _exchange(self, scope: Scope, receive: Receive, send: Send) -> None:
        sent, received = BodyCopy(self._largest), BodyCopy(self._largest)
        headers = self._headers(scope)
        names = {name.lower() for name, _ in headers}
        chunked = any(name == b"transfer-encoding" for name, _ in scope["headers"])
        has_body = chunked or "content-length" in names
        uploaded = anyio.Event()
        if not has_body:
            uploaded.set()
        target = self._target(scope)
        pairs = [("Host", self._host), *headers]
        if chunked and "content-length" not in names:
            pairs.append(("Transfer-Encoding", "chunked"))
        request = httpx2.Request(
            scope["method"],
            self._base.copy_with(raw_path=target),
            headers=[(name.encode("latin-1"), value.encode("latin-1")) for name, value in pairs],
            stream=_Upload(receive, sent, uploaded) if has_body else httpx2.ByteStream(b""),
            extensions={"timeout": httpx2.Timeout(None, connect=_CONNECT).as_dict()},
        )
        start = time.perf_counter()
        response: httpx2.Response | None = None
        whole = False
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(_until_gone, receive, uploaded, tasks.cancel_scope)
            response = await self._sent(request, send)
            if response is not None:
                whole = await self._pass_back(scope, response, received, send)
            tasks.cancel_scope.cancel()
        if response is None:
            return
        answered = as_text(response.headers.raw)
        url = self._origin + target.decode("latin-1")
        with suppress(Exception):  # a watcher that fails must not end the connection
            self._watch(
                Passed(
                    request=WireRequest(
                        method=scope["method"], url=url, headers=headers, body=sent.value
                    ),
                    response=WireResponse(
                        status=response.status_code,
                        headers=answered,
                        body=received.value,
                        seconds=time.perf_counter() - start,
                        url=url,
                    ),
                    whole_request=sent.whole,
                    whole_response=received.whole and whole,
                )
            )

    async def _sent(self, request: httpx2.Request, send: Send) -> httpx2.Response | None:
        """The head of the response; None where there is none, which the client is told."""
        try:
            return await self._transport.handle_async_request(request)
        except _GoneError:
            return None
        except httpx2.TransportError as error:
            await _answer(send, 502, f"{self.base_url} gives no response: {error}.")
            return None

    async def _pass_back(
        self, scope: Scope, response: httpx2.Response, copy: BodyCopy, send: Send
    ) -> bool:
        """Give the response back as it comes; whether it came to its end."""
        raw = [
            (name.lower().encode("latin-1"), self._located(scope, name, value).encode("latin-1"))
            for name, value in given_back(as_text(response.headers.raw))
        ]
        try:
            await send(
                {"type": "http.response.start", "status": response.status_code, "headers": raw}
            )
            async for piece in response.aiter_raw():
                copy.add(piece)
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        except httpx2.TransportError:
            return False  # the server closes the connection, so that the client notices as well
        except OSError:
            return False  # the client went away
        finally:
            with anyio.CancelScope(shield=True):
                await response.aclose()
        return True

    def _located(self, scope: Scope, name: str, value: str) -> str:
        """A redirection to the API comes back here."""
        if name.lower() != "location":
            return value
        base = self._path.decode("latin-1")
        if value.lower().startswith(self._origin):
            rest = value[len(self._origin) :]
        elif base and value.startswith(f"{base}/"):
            return value[len(base) :]
        else:
            return value
        if rest[:1] not in ("", "/", "?", "#") or not rest.startswith(base):
            return value
        host = next((v for n, v in scope["headers"] if n == b"host"), b"").decode("latin-1")
        return f"{scope.get('scheme', 'http')}://{host}{rest[len(base) :] or '/'}"

    # --- WebSocket (RFC 6455)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        from websockets.asyncio.client import connect
        from websockets.exceptions import InvalidHandshake

        await receive()  # websocket.connect
        scheme = "wss" if self._base.scheme == "https" else "ws"
        url = f"{scheme}://{self._host}{self._target(scope).decode('latin-1')}"
        kept = [
            (name, value)
            for name, value in self._headers(scope)
            if not name.lower().startswith("sec-websocket-")
        ]
        try:
            upstream = await connect(
                url,
                additional_headers=kept,
                subprotocols=scope.get("subprotocols") or None,
                user_agent_header=None,
                max_size=None,
                open_timeout=_CONNECT,
                proxy=None,
            )
        except (OSError, InvalidHandshake, TimeoutError):
            await send({"type": "websocket.close", "code": 1014})
            return
        await send({"type": "websocket.accept", "subprotocol": upstream.subprotocol})
        tasks = [
            asyncio.create_task(_to_server(receive, upstream)),
            asyncio.create_task(_to_client(upstream, send)),
        ]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        await upstream.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _to_server(receive: Receive, upstream: Any) -> None:
    while True:
        message = await receive()
        if message["type"] == "websocket.disconnect":
            return
        text = message.get("text")
        await upstream.send(text if text is not None else message["bytes"])


async def _to_client(upstream: Any, send: Send) -> None:
    from websockets.exceptions import ConnectionClosed

    try:
        while True:
            piece = await upstream.recv()
            kind = "text" if isinstance(piece, str) else "bytes"
            await send({"type": "websocket.send", kind: piece})
    except ConnectionClosed as closed:
        code = closed.rcvd.code if closed.rcvd else 1011
        await send({"type": "websocket.close", "code": code})


async def _until_gone(
    receive: Receive, uploaded: anyio.Event, everything: anyio.CancelScope
) -> None:
    """End an exchange whose client goes away, so that no stream of the API is read for nobody."""
    await uploaded.wait()
    while (await receive())["type"] != "http.disconnect":
        pass
    everything.cancel()


class _GoneError(Exception):
    """The client went away within its request."""


class _Upload(httpx2.AsyncByteStream):
    """The body of a request, as it comes in."""

    def __init__(self, receive: Receive, copy: BodyCopy, ended: anyio.Event) -> None:
        self._receive, self._copy, self._ended = receive, copy, ended

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            message: Message = await self._receive()
            if message["type"] == "http.disconnect":
                raise _GoneError
            piece = message.get("body", b"")
            if piece:
                self._copy.add(piece)
                yield piece
            if not message.get("more_body", False):
                self._ended.set()
                return


async def _answer(send: Send, status: int, said: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": f"tryfield proxy: {said}\n".encode()})
