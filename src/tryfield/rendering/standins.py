"""What a reader puts credentials in place of: a request that nobody sends as it is shows them."""

from __future__ import annotations

from dataclasses import replace

from tryfield.core.model import Endpoint
from tryfield.core.wire import WireRequest
from tryfield.rendering.words import credential


def with_stand_ins(request: WireRequest, endpoint: Endpoint) -> WireRequest:
    """The request with `Authorization: Bearer <token>`, or what else the endpoint asks for.

    Of alternatives, the first one counts. What the definition wrote in its place stays.
    """
    for requirement in endpoint.security[0] if endpoint.security else ():
        line = credential(requirement).line
        if line.startswith("?"):
            request = _in_query(request, line[1:])
        elif line:
            request = _in_header(request, *line.split(": ", 1))
    return request


def _in_query(request: WireRequest, pair: str) -> WireRequest:
    _, _, query = request.url.partition("?")
    if any(one.startswith(f"{pair.partition('=')[0]}=") for one in query.split("&")):
        return request
    return replace(request, url=f"{request.url}{'&' if query else '?'}{pair}")


def _in_header(request: WireRequest, name: str, value: str) -> WireRequest:
    said = request.header(name)
    if said is None:
        return replace(request, headers=((name, value), *request.headers))
    if name != "Cookie" or value.partition("=")[0] in said:
        return request
    others = tuple(pair for pair in request.headers if pair[0].lower() != "cookie")
    return replace(request, headers=((name, f"{value}; {said}"), *others))
