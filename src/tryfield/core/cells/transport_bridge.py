"""The way out of the worker that runs a reader's code: requests go to the page, responses return.

httpx2, httpx and requests hand each request to a transport; here their transports are replaced by
the bridge, so that a reader's code stays ordinary code.
"""

from __future__ import annotations

import base64
import importlib
import json
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from tryfield.core.cells.replay import Replay
from tryfield.core.wire import WireRequest, WireResponse


class SendError(Exception):
    """A request of a reader's code that has no answer; the message says what is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """An answer, and what the documentation has against it."""

    answer: WireResponse
    documented: bool = False
    outcome: str = ""  #: in one sentence
    faults: tuple[str, ...] = ()


class TransportBridge:
    """Sends for the clients of one interpreter."""

    def __init__(
        self,
        send: Callable[[str], Awaitable[Any]],
        wait: Callable[[Awaitable[Any]], Any] | None,
    ) -> None:
        """Know how to send.

        Args:
            send: Takes a `WireRequest` as JSON text, gives the result of `bridge.carry`.
            wait: Waits in the middle of a function; None where the browser cannot.
        """
        self._send = send
        self._wait = wait
        self.replay = Replay(send)
        #: Where it can, code never runs again.
        self.waits = wait is not None

    async def later(self, request: WireRequest) -> Received:
        """The answer, for code that awaits it.

        Raises:
            SendError: There is none.
        """
        send = self._send if self._wait else self.replay.later
        return _received(await send(_message(request)))

    def now(self, request: WireRequest) -> Received:
        """The answer, for code that waits for it.

        Raises:
            SendError: There is none.
            Suspended: The response is not known yet, and the code is going to run again.
        """
        message = _message(request)
        if self._wait:
            return _received(self._wait(self._send(message)))
        return _received(self.replay.now(message))


def _message(request: WireRequest) -> str:
    return json.dumps(
        {
            "method": request.method.upper(),
            "url": request.url,
            "headers": [list(pair) for pair in request.headers],
            "body": base64.b64encode(request.body).decode("ascii"),
        }
    )


def _received(text: Any) -> Received:
    said = json.loads(str(text))
    if refused := said.get("refused") or (said.get("error") or {}).get("message"):
        raise SendError(str(refused))
    if advice := said.get("advice"):
        known = " ".join([advice["title"], *advice["known"], *advice["unknown"]])
        raise SendError(known)
    came = said["answer"]
    judged = said.get("judged")
    return Received(
        answer=WireResponse(
            status=int(came["status"]),
            headers=tuple((str(name), str(value)) for name, value in came["headers"]),
            body=base64.b64decode(came.get("body") or ""),
            seconds=float(came.get("seconds") or 0),
            url=str(came.get("url") or ""),
        ),
        documented=judged is not None,
        outcome=str(judged["words"]) if judged else "",
        faults=tuple(map(str, said.get("faults") or ())),
    )


_DECODED = ("content-encoding", "content-length", "transfer-encoding")
# What a client adds on its own, and a browser neither sends nor needs.
_OWN = ("host", "accept-encoding", "connection", "content-length", "user-agent")
_RECEIVED = "tryfield_received"


def install(name: str, door: TransportBridge) -> None:
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


def _httpx(client: Any, door: TransportBridge) -> None:
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
    headers = _headers_of_code(request.headers.multi_items(), "python-httpx")
    return WireRequest(method=request.method, url=str(request.url), headers=headers, body=body)


def _httpx_response(client: Any, request: Any, came: Received) -> Any:
    response = client.Response(
        came.answer.status, headers=_decoded(came), content=came.answer.body, request=request
    )
    setattr(response, _RECEIVED, came)
    return response


def _requests(client: Any, door: TransportBridge) -> None:
    def sent(transport: Any, request: Any, *_: Any, **__: Any) -> Any:
        body = request.body or b""
        if hasattr(body, "read"):
            body = body.read()
        elif not isinstance(body, (str, bytes)):
            body = b"".join(body)
        made = WireRequest(
            method=request.method,
            url=request.url,
            headers=_headers_of_code(request.headers.items(), "python-requests"),
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


def _headers_of_code(headers: Any, agent: str) -> tuple[tuple[str, str], ...]:
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
