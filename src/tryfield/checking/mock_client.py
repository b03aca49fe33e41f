"""HTTP clients for tests: one answered from the documentation, one whose responses are checked."""

from __future__ import annotations

from collections.abc import Sequence

import httpx2

from tryfield.checking import response_check
from tryfield.core.endpoint_index import EndpointIndex
from tryfield.core.mock import mock_response
from tryfield.core.model import Endpoint
from tryfield.core.wire import WireRequest


class MockTransport(httpx2.BaseTransport):
    """Answers each request as it is documented; an undocumented one with 501 and a reason."""

    def __init__(self, endpoints: Sequence[Endpoint], *, base_url: str = "") -> None:
        """Know the reference; `base_url` stands for the documented servers."""
        self._index = EndpointIndex(endpoints)
        self._base = base_url

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """The documented answer."""
        wire = WireRequest(
            method=request.method,
            url=str(request.url),
            headers=tuple(request.headers.multi_items()),
            body=request.read(),
        )
        endpoint = self._index.endpoint_for(wire.method, wire.url, bases=[self._base])
        if endpoint is None:
            message = f"{wire.method} {request.url.path} is not documented."
            return httpx2.Response(501, json={"message": message}, request=request)
        said = mock_response(endpoint, wire)
        return httpx2.Response(
            said.status, headers=list(said.headers), content=said.body, request=request
        )


def mock_client(endpoints: Sequence[Endpoint]) -> httpx2.Client:
    """A client that the documentation answers."""
    urls = [server.url for endpoint in endpoints for server in endpoint.servers]
    base = next((url for url in urls if url.startswith("http") and "{" not in url), "")
    base = base or "http://documented.example"
    return httpx2.Client(base_url=base, transport=MockTransport(endpoints, base_url=base))


def judging_client(
    endpoints: Sequence[Endpoint],
    base_url: str,
    *,
    transport: httpx2.BaseTransport | None = None,
) -> httpx2.Client:
    """A client of a real API that raises `DifferenceError` where an answer differs.

    `transport` brings requests to an application in this process.
    """

    index = EndpointIndex(endpoints)

    def judge(response: httpx2.Response) -> None:
        response.read()
        response_check.check(response, index, bases=[base_url])

    return httpx2.Client(base_url=base_url, event_hooks={"response": [judge]}, transport=transport)
