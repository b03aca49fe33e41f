"""Puts an answering function between Python's HTTP clients and the network.

httpx2, httpx and requests hand each request to a transport; here the transports are replaced, so
that the code of a snippet stays what a reader would copy.
"""

from __future__ import annotations

import importlib
import socket
from collections.abc import Callable
from typing import Any, NoReturn, TypeAlias

from tryfield.checking.answers import wire_answer
from tryfield.core.wire import WireRequest, WireResponse

Exchange: TypeAlias = Callable[[WireRequest, Callable[[WireRequest], WireResponse]], WireResponse]


def install(exchange: Exchange, *, network: bool) -> None:
    """Have a function answer the calls of every client that is installed.

    Args:
        exchange: Gets a request, and a function that would send one.
        network: Whether anything may be reached at all.
    """
    for name, replaced in (("httpx2", _httpx), ("httpx", _httpx), ("requests", _requests)):
        try:
            client = importlib.import_module(name)
        except ImportError:
            continue
        replaced(client, exchange)
    if not network:
        for name in ("connect", "connect_ex"):
            setattr(socket.socket, name, _unreachable)


def _unreachable(_socket: Any, address: Any) -> NoReturn:
    raise OSError(f"a snippet has no network without --live, so {address!r} is not reached")


def _httpx(client: Any, exchange: Exchange) -> None:
    """httpx2 and httpx have the same transports."""
    handle = client.HTTPTransport.handle_request

    def answered(transport: Any, request: Any) -> Any:
        def send(moved: WireRequest) -> WireResponse:
            sent = client.Request(
                moved.method, moved.url, headers=list(moved.headers), content=moved.body
            )
            response = handle(transport, sent)
            response.read()
            response.request = sent
            return wire_answer(response)

        made = WireRequest(
            method=request.method,
            url=str(request.url),
            headers=tuple(request.headers.multi_items()),
            body=request.read(),
        )
        return _httpx_response(client, request, exchange(made, send))

    async def answered_later(_transport: Any, request: Any) -> Any:
        await request.aread()
        return answered(client.HTTPTransport(), request)  # one call at a time; no need to hurry

    client.HTTPTransport.handle_request = answered
    client.AsyncHTTPTransport.handle_async_request = answered_later


def _httpx_response(client: Any, request: Any, answer: WireResponse) -> Any:
    return client.Response(
        answer.status, headers=_decoded(answer), content=answer.body, request=request
    )


def _requests(client: Any, exchange: Exchange) -> None:
    adapter = client.adapters.HTTPAdapter
    handle = adapter.send

    def answered(transport: Any, request: Any, *args: Any, **options: Any) -> Any:
        def send(moved: WireRequest) -> WireResponse:
            sent = client.Request(
                moved.method, moved.url, headers=dict(moved.headers), data=moved.body
            )
            return wire_answer(handle(transport, sent.prepare(), *args, **options))

        body = request.body or b""
        made = WireRequest(
            method=request.method,
            url=request.url,
            headers=tuple(request.headers.items()),
            body=body.encode() if isinstance(body, str) else bytes(body),
        )
        answer = exchange(made, send)
        response = client.models.Response()
        response.status_code = answer.status
        response.headers.update(_decoded(answer))
        response._content = answer.body
        response.url, response.request, response.connection = request.url, request, transport
        response.encoding = client.utils.get_encoding_from_headers(response.headers)
        return response

    adapter.send = answered


def _decoded(answer: WireResponse) -> list[tuple[str, str]]:
    """Headers of a body that is decoded and whole already."""
    gone = ("content-encoding", "content-length", "transfer-encoding")
    return [(name, value) for name, value in answer.headers if name.lower() not in gone]
