"""Requests of the code in a page's cells: matched to an endpoint, given credentials, sent, judged.

The code itself never sees a credential: it is added here, and nothing of it goes back.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from operator import is_
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from tryfield.core import lossless_json
from tryfield.core.console import console_messages
from tryfield.core.console.browser_restrictions import browser_restrictions
from tryfield.core.console.console_form import values_from_request
from tryfield.core.console.response_report import hides_headers, judgement_report
from tryfield.core.endpoint_index import EndpointIndex
from tryfield.core.lossless_json import check_depth
from tryfield.core.masking import hidden, keys_of, masked, redacted, secrets_in, without_secrets
from tryfield.core.model import Endpoint, Json
from tryfield.core.request.placeholders import is_placeholder
from tryfield.core.request.request_builder import sent_credentials
from tryfield.core.request.request_url import AddressError, base_url, origin_of, sendable
from tryfield.core.request.request_values import Values
from tryfield.core.verdict.difference_wording import difference_sentences
from tryfield.core.verdict.response_judge import judge_response
from tryfield.core.wire import WireRequest, WireResponse


def endpoint_of(
    endpoints: Sequence[Endpoint], request: WireRequest, values: Values, *, page: str
) -> Endpoint | None:
    """The endpoint that a request is made to; None when nobody documented it.

    Args:
        endpoints: Those that come into question; of equal ones the first counts.
        request: As the code made it.
        values: The server that the reader chose stands for the documented ones.
        page: What relative server URLs are relative to.
    """
    bases = []
    if values.server and endpoints:
        bases.append(base_url(endpoints[0], values.server, values.variables, page=page))
    return _index(endpoints).endpoint_for(request.method, request.url, bases=bases)


def is_own_server(endpoint: Endpoint, request: WireRequest, values: Values, *, page: str) -> bool:
    """Whether a request goes where the form of the endpoint would send its own.

    A documented name in a server stands for any host; a credential is for the chosen one.
    """
    servers = dict.fromkeys((values.server, *(one.url for one in endpoint.servers)))
    bases = (base_url(endpoint, one, values.variables, page=page) for one in servers)
    origin = origin_of(request.url)
    return bool(origin) and any(origin_of(base) == origin for base in bases)


_indexed: list[tuple[Sequence[Endpoint], EndpointIndex]] = []


def _index(endpoints: Sequence[Endpoint]) -> EndpointIndex:
    """An index of the same endpoints as last time is the same index."""
    for known, index in _indexed:
        if len(known) == len(endpoints) and all(map(is_, known, endpoints)):
            return index
    _indexed[:] = [(tuple(endpoints), EndpointIndex(endpoints))]
    return _indexed[0][1]


def with_credentials(endpoint: Endpoint, request: WireRequest, values: Values) -> WireRequest:
    """The request with the reader's credentials, where the code has none of its own."""
    headers = list(request.headers)
    url = request.url
    for found in sent_credentials(endpoint, values):
        if found.location == "query":
            names = [name for name, _ in parse_qsl(urlsplit(url).query, keep_blank_values=True)]
            if found.name not in names:
                mark = "&" if "?" in url else "?"
                pair = f"{quote(found.name, safe='')}={quote(found.value, safe='')}"
                url = f"{url}{mark}{pair}"
            continue
        name = "Cookie" if found.location == "cookie" else found.name
        value = f"{found.name}={found.value}" if found.location == "cookie" else found.value
        if all(
            _is_auth_placeholder(text) for known, text in headers if known.lower() == name.lower()
        ):
            headers = [pair for pair in headers if pair[0].lower() != name.lower()]
            headers.append((name, value))
    return replace(request, url=url, headers=tuple(headers))


def _is_auth_placeholder(value: str) -> bool:
    return is_placeholder(value) or is_placeholder(value.rpartition(" ")[2])


async def carry(
    said: Mapping[str, Any],
    endpoints: Sequence[Endpoint],
    fetch: Callable[[str], Awaitable[Any]],
    advise: Callable[..., Json],
) -> Json:
    """Send what code asks for, and judge what comes.

    Args:
        said: `{request, values, page, relay, mock, drift}`; `relay` says whether there is one,
            `mock` has the documentation answer.
        endpoints: Those that it may be made to; the one whose code it is comes first.
        fetch: As for `exchange`; `direct` in its request is false when only a relay can send it.
        advise: What a failure means.

    Returns:
        `{shown, own, values, answer, judged, faults}`, the answer without its body unless it is
        the documented one, or holds a credential, which is hidden in it; or
        `{shown, own, values, advice}`, or `{shown, own, values, refused}`. `values` are what would
        fill in the form, as JSON text; "" where no form could say it.
    """
    page = console_messages.text(said, "page")
    values = console_messages.values_from_message(said.get("values"))
    asked = console_messages.request_from_message(said.get("request"))
    try:
        asked = replace(asked, url=str(sendable(asked.url)))
    except AddressError as error:
        shown = console_messages.request_message(masked(asked, _secrets(asked, None, values)))
        return {"shown": shown, "own": False, "values": "", "refused": str(error)}
    endpoint = endpoint_of(endpoints, asked, values, page=page)
    trusted = endpoint is not None and is_own_server(endpoint, asked, values, page=page)
    request = with_credentials(endpoint, asked, values) if endpoint and trusted else asked
    secrets = _secrets(request, endpoint, values)
    own = endpoint is not None and endpoint is endpoints[0]
    result: dict[str, Json] = {
        "shown": console_messages.request_message(masked(request, secrets)),
        "own": own,
        "values": _values(endpoint, masked(asked, secrets)) if endpoint and own else "",
    }
    if said.get("mock") is True:
        return result | _mock_response(endpoint, asked, drift=said.get("drift") is True)
    found = browser_restrictions(request, page=page)
    relayed = any(one.relay for one in found)
    if relayed and said.get("relay") is not True:
        return result | {"refused": " ".join(one.message for one in found)}
    said_to_fetch = {**console_messages.request_message(request), "direct": not relayed}
    said_to_fetch["keys"] = [*keys_of(request, secrets)]
    text = str(await fetch(lossless_json.dumps(said_to_fetch)))
    check_depth(text)
    answered = json.loads(text)
    if isinstance(answered, Mapping) and isinstance(answered.get("failure"), Mapping):
        return result | {"advice": advise(request, answered, page=page, secrets=secrets)}
    came = console_messages.response_from_message(answered)
    # A key in the query would come back as the address of the answer.
    url = asked.url if came.url in ("", request.url) else hidden(came.url, secrets)
    echoed = without_secrets(came.body, secrets)
    bare = replace(came, body=b"" if echoed == came.body else echoed, url=url)
    hidden_headers = hides_headers(came, page=page, relayed=bool(answered.get("relayed")))
    verdict = _verdict(endpoint, came, asked=request.url, headers_hidden=hidden_headers)
    return result | redacted(
        {"answer": console_messages.response_message(bare), **verdict}, secrets
    )


def _secrets(request: WireRequest, endpoint: Endpoint | None, values: Values) -> tuple[str, ...]:
    sent = [one.secret for one in sent_credentials(endpoint, values)] if endpoint else []
    return tuple(dict.fromkeys(text for text in (*sent, *secrets_in(request)) if text))


def _values(endpoint: Endpoint, request: WireRequest) -> str:
    found = values_from_request(endpoint, request)
    return lossless_json.dumps(found) if found else ""


def _mock_response(
    endpoint: Endpoint | None, request: WireRequest, *, drift: bool
) -> dict[str, Json]:
    from tryfield.core.mock import mock_response

    if endpoint is None:
        url = request.url.partition("?")[0]
        return {"refused": f"{request.method} {url} is not documented, so nothing can answer it."}
    given = mock_response(endpoint, request, drift=drift)
    return {
        "answer": console_messages.response_message(given),
        **_verdict(endpoint, given, headers_hidden=False),
    }


def _verdict(
    endpoint: Endpoint | None, came: WireResponse, *, asked: str = "", headers_hidden: bool
) -> dict[str, Json]:
    if endpoint is None:
        return {"judged": None, "faults": []}
    judgement = judge_response(endpoint, came, headers_hidden=headers_hidden, asked=asked)
    return {
        "judged": judgement_report(judgement, came),
        "faults": list(difference_sentences(judgement, "returned")),
    }
