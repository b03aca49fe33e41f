"""Puts the door under Python's HTTP clients, so that a reader's code stays ordinary code.

httpx2, httpx and requests hand each request to a transport; here the transports are replaced.
"""

from __future__ import annotations

import importlib
import sys
from typing import Any

from tryfield.core.cells.door import Door, Received, SendError
from tryfield.core.wire import WireRequest

_DECODED = ("content-encoding", "content-length", "transfer-encoding")
# What a client adds on its own, and a browser neither sends nor needs.
_OWN = ("host", "accept-encoding", "connection", "content-length", "user-agent")
_RECEIVED = "tryfield_received"


def install(name: str, door: Door) -> None:
    """Have a client send through a door.

    Args:
        name: `httpx` or `requests`.
        door: Where its requests go.
    """
    if name == "httpx":
        client = importlib.import_module("httpx2")
        sys.modules.setdefault("httpx", client)
        _httpx(client, door)
    else:
        _requests(importlib.import_module("requests"), door)


def received(response: Any) -> Received | None:
    """What came with a response of one of the clients; None when it is none of ours."""
    found = getattr(response, _RECEIVED, None)
    return found if isinstance(found, Received) else None


def _httpx(client: Any, door: Door) -> None:
    def sent(_: Any, request: Any) -> Any:
        made = _httpx_request(request, request.read())
        try:
            return _httpx_response(client, request, door.now(made))
        except SendError as error:
            raise client.ConnectError(str(error), request=request) from None

    async def sent_later(_: Any, request: Any) -> Any:
        made = _httpx_request(request, await request.aread())
        try:
            return _httpx_response(client, request, await door.later(made))
        except SendError as error:
            raise client.ConnectError(str(error), request=request) from None

    client.HTTPTransport.handle_request = sent
    client.AsyncHTTPTransport.handle_async_request = sent_later


def _httpx_request(request: Any, body: bytes) -> WireRequest:
    headers = _said(request.headers.multi_items(), "python-httpx")
    return WireRequest(method=request.method, url=str(request.url), headers=headers, body=body)


def _httpx_response(client: Any, request: Any, came: Received) -> Any:
    response = client.Response(
        came.answer.status, headers=_decoded(came), content=came.answer.body, request=request
    )
    setattr(response, _RECEIVED, came)
    return response


def _requests(client: Any, door: Door) -> None:
    def sent(transport: Any, request: Any, *_: Any, **__: Any) -> Any:
        body = request.body or b""
        if hasattr(body, "read"):
            body = body.read()
        elif not isinstance(body, (str, bytes)):
            body = b"".join(body)
        made = WireRequest(
            method=request.method,
            url=request.url,
            headers=_said(request.headers.items(), "python-requests"),
            body=body.encode() if isinstance(body, str) else bytes(body),
        )
        try:
            came = door.now(made)
        except SendError as error:
            raise client.exceptions.ConnectionError(str(error), request=request) from None
        return _requests_response(client, transport, request, came)

    client.adapters.HTTPAdapter.send = sent


def _requests_response(client: Any, transport: Any, request: Any, came: Received) -> Any:
    response = client.models.Response()
    response.status_code = came.answer.status
    response.headers.update(_decoded(came))
    response._content = came.answer.body
    response.url = came.answer.url or request.url
    response.request, response.connection = request, transport
    response.encoding = client.utils.get_encoding_from_headers(response.headers)
    setattr(response, _RECEIVED, came)
    return response


def _said(headers: Any, agent: str) -> tuple[tuple[str, str], ...]:
    """What the code said of headers; those of the client itself would only need a preflight."""
    return tuple(
        (_text(name), _text(value))
        for name, value in headers
        if _text(name).lower() not in _OWN
        or (_text(name).lower() == "user-agent" and not _text(value).startswith(agent))
    )


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


def _decoded(came: Received) -> list[tuple[str, str]]:
    """Headers of a body that is decoded and whole already."""
    return [(name, value) for name, value in came.answer.headers if name.lower() not in _DECODED]
