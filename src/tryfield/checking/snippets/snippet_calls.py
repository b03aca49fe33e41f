"""Responses to the calls of snippets: from the documentation, or from the live API of the check.

httpx2, httpx and requests hand each request to a transport; here the transports are replaced, so
that the code of a snippet stays what a reader would copy.
"""

from __future__ import annotations

import importlib
import socket
import sys
from collections.abc import Callable
from typing import Any, NoReturn, TypeAlias

from tryfield.checking import response_check
from tryfield.checking.response_check import wire_answer
from tryfield.checking.snippets.snippet_job import Call, Job
from tryfield.core.endpoint_index import EndpointIndex, split_url
from tryfield.core.mock import mock_response
from tryfield.core.model import Endpoint
from tryfield.core.request.request_credentials import sent_credential
from tryfield.core.request.request_url import join_url
from tryfield.core.request.request_values import Credential
from tryfield.core.wire import WireRequest, WireResponse


class UndocumentedCallError(Exception):
    """A call that no endpoint of the reference documents; there is nobody to answer it."""


class SnippetResponses:
    """Whatever answers in one run."""

    def __init__(self, job: Job, reference: EndpointIndex) -> None:
        """Know a job, and what is documented."""
        self.calls: list[Call] = []
        self._page = job.page
        self._base = job.base_url
        self._callable = frozenset(job.callable)
        self._credentials = job.credentials
        self._index = reference

    def exchange(
        self, request: WireRequest, send: Callable[[WireRequest], WireResponse]
    ) -> WireResponse:
        """The answer to a snippet's request; `send` reaches the network.

        Raises:
            UndocumentedCallError: There is no such endpoint.
        """
        line, shown = self._line(), request.url.partition("?")[0]
        endpoint = self._index.endpoint_for(request.method, request.url, bases=[self._base])
        if endpoint is None:
            others = self._index.endpoints_at(request.url, bases=[self._base])
            known = f"; {', '.join(one.method for one in others)} is" if others else ""
            self.calls.append(Call(line=line, method=request.method, url=shown))
            raise UndocumentedCallError(f"{request.method} {shown} is not documented{known}")
        differences = tuple(response_check.request_differences(endpoint, request))
        self.calls.append(
            Call(
                line=line,
                method=request.method,
                url=shown,
                endpoint=endpoint.name,
                differences=differences,
            )
        )
        if self._base and endpoint.name in self._callable:
            return send(self._moved(endpoint, request))
        return mock_response(endpoint, request)

    def check(self, response: Any) -> Any:
        """The response itself; DifferenceError where it differs from its documentation."""
        response_check.check(response, self._index, bases=[self._base])
        return response

    def _moved(self, endpoint: Endpoint, request: WireRequest) -> WireRequest:
        """The request as it goes to the live API, with the credentials of the check."""
        _, path = split_url(request.url)
        steps = endpoint.path.strip("/").count("/") + 1
        tail = "/".join(path.rstrip("/").split("/")[-steps:])
        query = request.url.partition("#")[0].partition("?")[2]
        headers = [(name, value) for name, value in request.headers if name.lower() != "host"]
        for need in (need for needs in endpoint.security for need in needs):
            secret = self._credentials.get(need.auth.name) or self._credentials.get("")
            found = sent_credential(need.auth, Credential(value=secret)) if secret else None
            if found and found.location == "header":
                headers = [pair for pair in headers if pair[0].lower() != found.name.lower()]
                headers.append((found.name, found.value))
        return WireRequest(
            method=request.method,
            url=join_url(self._base, f"/{tail}", query),
            headers=tuple(headers),
            body=request.body,
        )

    def _line(self) -> int:
        """The line of the page that is calling; 0 when another thread is."""
        frame: Any = sys._getframe()
        while frame is not None:
            if frame.f_code.co_filename == self._page:
                return int(frame.f_lineno)
            frame = frame.f_back
        return 0


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
