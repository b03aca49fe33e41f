"""Checks responses and requests of Python HTTP clients against the documentation, as sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from tryfield.core.endpoint_index import EndpointIndex
from tryfield.core.model import Endpoint
from tryfield.core.verdict.difference_wording import difference_sentences, located_differences
from tryfield.core.verdict.request_judge import judge_request
from tryfield.core.verdict.response_judge import judge_response
from tryfield.core.wire import WireRequest, WireResponse


class DifferenceError(AssertionError):
    """An answer differs from its documentation; a line for each difference."""


def check(response: Any, index: EndpointIndex, *, bases: Iterable[str] = ()) -> None:
    """Raise where a response differs from its documentation.

    Args:
        response: Of httpx2, httpx or requests.
        index: The endpoints of the reference.
        bases: Base URLs that stand for the documented servers.

    Raises:
        DifferenceError: Something differs, or nothing is documented.
    """
    found = list(differences(index, response, bases=bases))
    if found:
        raise DifferenceError("\n".join(found))


def differences(index: EndpointIndex, response: Any, *, bases: Iterable[str] = ()) -> Iterator[str]:
    """What a response has against its documentation."""
    method, url = str(response.request.method), str(response.request.url)
    endpoint = index.endpoint_for(method, url, bases=bases)
    if endpoint is None:
        yield f"{method} {url.partition('?')[0]} is not documented."
        return
    yield from difference_sentences(judge_response(endpoint, wire_answer(response)), "returned")


def request_differences(endpoint: Endpoint, request: WireRequest) -> Iterator[str]:
    """What a request has against its documentation; credentials are left out."""
    ignored = {"content-type-missing", "body-not-checkable"}
    judgement = judge_request(endpoint, request)
    secret = {need.auth.parameter.lower() for needs in endpoint.security for need in needs}
    for sentence, place, name in located_differences(judgement, "sent", ignored):
        usual = place == "header" or (place == "query" and name.lower() in secret)
        if not usual:
            yield sentence


def wire_answer(response: Any) -> WireResponse:
    """The response of httpx2, httpx or requests as it came."""
    headers = response.headers
    pairs = headers.multi_items() if hasattr(headers, "multi_items") else headers.items()
    return WireResponse(
        status=int(response.status_code),
        headers=tuple((str(name), str(value)) for name, value in pairs),
        body=bytes(response.content),
        url=str(response.url),
    )
