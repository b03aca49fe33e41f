"""Calls that a documented refusal answers: an unknown id, no credential, a missing field."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote

from tryfield.checking.live.call_builder import BuiltCall
from tryfield.checking.live.live_plan import CallStep
from tryfield.checking.live.made_values import ValueMaker, schema_of
from tryfield.checking.live.resource_links import path_names, request_node
from tryfield.core.media_types import is_json
from tryfield.core.model import Endpoint
from tryfield.core.wire import WireRequest


def refusal_calls(
    step: CallStep, call: BuiltCall, maker: ValueMaker
) -> Iterator[tuple[str, WireRequest]]:
    """Requests that the API has to refuse, each with the statuses that are expected: `404`.

    Args:
        step: An operation that works.
        call: A call of it that the API would accept.
        maker: Makes an id that nothing has.
    """
    endpoint = step.endpoint
    documented = {response.status for response in endpoint.responses}
    request = call.request
    if "404" in documented and (unknown := _unknown(endpoint, request, maker)):
        yield "404", unknown
    if "401" in documented and endpoint.security and all(endpoint.security):
        bare = _without_credentials(endpoint, request)
        if bare != request:
            yield "401", bare
    if documented & {"400", "422"} and (broken := _without_field(endpoint, request)):
        yield "400 or 422", broken


def _unknown(endpoint: Endpoint, request: WireRequest, maker: ValueMaker) -> WireRequest | None:
    """The same request for something that does not exist: its path ends differently."""
    names = path_names(endpoint.path)
    if not names:
        return None
    value = maker.fresh(schema_of(endpoint, "path", names[-1]))
    after = endpoint.path.rpartition("{" + names[-1] + "}")[2]
    url, mark, query = request.url.partition("?")
    before = url.removesuffix(after) if after else url
    head = before.rpartition("/")[0]
    return replace(request, url=f"{head}/{quote(str(value), safe='')}{after}{mark}{query}")


def _without_credentials(endpoint: Endpoint, request: WireRequest) -> WireRequest:
    names = {
        need.auth.parameter.lower()
        for needs in endpoint.security
        for need in needs
        if need.auth.location == "header"
    } | {"authorization"}
    kept = tuple(pair for pair in request.headers if pair[0].lower() not in names)
    return replace(request, headers=kept)


def _without_field(endpoint: Endpoint, request: WireRequest) -> WireRequest | None:
    """The same request without a field of its body that is documented as required."""
    node = request_node(endpoint)
    if node is None or not is_json(request.header("content-type") or ""):
        return None
    try:
        value = json.loads(request.body)
    except ValueError:
        return None
    if not isinstance(value, dict):
        return None
    required = [name for name, child in node.properties.items() if child.required and name in value]
    if not required:
        return None
    value.pop(required[0])
    return replace(request, body=json.dumps(value).encode())
