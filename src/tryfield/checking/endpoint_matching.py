"""Which documented endpoint a call is made to: for snippets, recordings and answers at hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlsplit

from tryfield.core.model import Endpoint, Server
from tryfield.core.rules.documented_urls import url_difference


def endpoints_at(
    endpoints: Iterable[Endpoint], url: str, *, bases: Iterable[str] = ()
) -> list[Endpoint]:
    """The endpoints, of any method, whose documented address an address is; the plainest first.

    Args:
        endpoints: Of the reference.
        url: As it is called.
        bases: Base URLs that stand for the documented servers.
    """
    moved = [Server(url=base) for base in bases if base]
    found = [
        endpoint
        for endpoint in endpoints
        if endpoint.kind == "path" and (_fits(endpoint, url) or _moved(endpoint, url, moved))
    ]
    return sorted(found, key=lambda endpoint: endpoint.path.count("{"))


def endpoint_for(
    endpoints: Iterable[Endpoint], method: str, url: str, *, bases: Iterable[str] = ()
) -> Endpoint | None:
    """The endpoint that a call is made to; None when it is not documented."""
    same = (
        one for one in endpoints_at(endpoints, url, bases=bases) if one.method == method.upper()
    )
    return next(same, None)


def documented_server(endpoints: Iterable[Endpoint], url: str) -> bool:
    """Whether an address lies on a server that somebody documented."""
    host = _host(url)
    return bool(host) and any(
        host == _host(server.url) for endpoint in endpoints for server in endpoint.servers
    )


def _fits(endpoint: Endpoint, url: str) -> bool:
    return not url_difference(endpoint, url)


def _moved(endpoint: Endpoint, url: str, servers: list[Server]) -> bool:
    return any(_fits(replace(endpoint, servers=(server,)), url) for server in servers)


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""
